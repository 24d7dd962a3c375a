"""A cell far from any table is refused before the grid up to it fills the memory."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import workbooks
from tests.support.refused_files import GOOD, assert_refused
from tests.support.workbooks import replace_in_member

MODULE_SHEET = "xl/worksheets/sheet1.xml"


def hidden_far_cell() -> bytes:
    """Return a far cell that calamine sees, but not the pattern that looks for one."""
    return replace_in_member(workbooks.far_cell_xlsx(), MODULE_SHEET, b'<c r="XFD', b'<c r ="XFD')


def hidden_tall_sheet() -> bytes:
    """Return a sheet that is too tall, but not so tall that memory runs out."""
    lower = replace_in_member(GOOD, MODULE_SHEET, b'<c r="A1"', b'<c r ="A10500"')
    return replace_in_member(lower, MODULE_SHEET, b'<row r="1"', b'<row r="10500"')


def tall_xlsx(rows: int) -> bytes:
    """Return a workbook with one filled column."""
    return workbooks.xlsx_bytes({"Présences": [["a"]] * rows})


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: tall_xlsx(10_001), "plus de 10000 lignes"),
        (workbooks.far_cell_xlsx, "XFD1048576"),
        (workbooks.far_cell_ods, "XFD1048576"),
        (hidden_far_cell, "mémoire"),
        (hidden_tall_sheet, "mémoire"),
    ],
)
def test_far_cell_is_refused_with_its_reason(
    tmp_path: Path, make: Callable[[], bytes], words: str
) -> None:
    assert_refused(tmp_path, make(), words)
