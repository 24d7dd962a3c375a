"""Cells corrected on the page are those of the workbook, and no others."""

from tests.support.desks import Browser, workbook
from tests.support.workbooks import person


def test_only_cells_of_the_workbook_are_mended(ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(marks="P?P")))

    for cells in ("", "1-2", "x-2-G", "1-2-é"):
        assert ines.post(f"{preview}/cases", cells=cells, text="P").status_code == 400, cells
    for cells in ("9-2-G", "1-99-G", "1-0-G", "1-2-ZZ"):
        assert ines.post(f"{preview}/cases", cells=cells, text="P").status_code == 404, cells
    for batch in ("", "x", "0"):
        assert ines.post(f"{preview}/retablir", batch=batch).status_code == 404
    title = ines.post(f"{preview}/cases", cells="1-1-A", text="autre")
    assert title.status_code == 422
