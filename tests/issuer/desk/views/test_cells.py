"""Cells are corrected on the page: of people, of a row, of the module."""

from tests.support.desks import Browser, workbook
from tests.support.previews import counts, rows
from tests.support.workbooks import (
    person,
)


def test_mark_is_corrected_on_the_page(ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(marks="P?P")))

    form = ines.get(f"{preview}/1/2").text
    answer = ines.post(f"{preview}/1/2", **{"cell-G": "P"})

    assert '<select id="cell-G"' in form
    assert 'aria-invalid="true"' in form
    assert answer.location == f"{preview}#ligne-1-2"
    page = ines.get(preview).text
    assert counts(page)["a droit"] == 1
    assert "Présences, G2 : « ? » → « P »" in page


def test_spelling_is_corrected_on_the_page(ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(family_name="Hail3")))

    ines.post(f"{preview}/1/2", **{"cell-A": " Ḥasan ", "cell-ZZ": "x", "cell-a1": "x"})

    assert "Ḥasan" in rows(ines.get(preview).text)[2]


def test_row_is_left_out(ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(), person()))
    assert counts(ines.get(preview).text)["problème"] == 1

    ines.post(f"{preview}/1/3", leave_out="1")

    page = ines.get(preview).text
    assert (counts(page)["en tout"], counts(page)["problème"]) == (1, 0)


def test_correction_that_makes_the_sheet_unreadable_is_refused(ines: Browser) -> None:
    preview = ines.read_upload(workbook())

    answer = ines.post(f"{preview}/1/1", **{"cell-A": "autre"})

    assert answer.status_code == 422
    assert counts(ines.get(preview).text)["en tout"] == 3


def test_rows_that_are_not_there_are_not_found(ines: Browser) -> None:
    preview = ines.read_upload(workbook())

    assert ines.get(f"{preview}/1/99").status_code == 404
    assert ines.get(f"{preview}/9/1").status_code == 404
    assert ines.post(f"{preview}/1/0", leave_out="1").status_code == 404


def test_sheet_of_the_module_is_corrected_too(ines: Browser) -> None:
    preview = ines.read_upload(workbook())

    assert "Colonne A" in ines.get(f"{preview}/0/2").text
    ines.post(f"{preview}/0/2", **{"cell-B": "Ateliers d’automne"})

    assert "<h1>Ateliers d’automne</h1>" in ines.get(preview).text
