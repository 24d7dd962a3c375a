"""XLS: what is struck out, hidden, in a symbol font or wrong is accounted for, as in XLSX."""

import struct
from datetime import date
from pathlib import Path

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import CellError, Sheet, Trait
from issuer.workbook.format.compound_file import workbook_stream
from issuer.workbook.format.spreadsheet import read_spreadsheet
from issuer.workbook.format.spreadsheet_child import read_sheets
from issuer.workbook.model import AttendanceRecords
from issuer.workbook.reader import read_workbook
from tests.support.workbooks import (
    DAYS,
    MODULE_ROWS,
    TODAY,
    csv_bytes,
    small_compound_file,
    xls_bytes,
    xls_record,
)

TITLES = ["Nom", "Prénom", "Né le", *(f"{day:%d/%m}" for day in DAYS)]
AWA: list[str | float] = ["Diallo", "Awa", 1992.0, "P", "P", "P"]
NGO: list[str | float] = ["Ngoma", "Grâce", 1993.0, "P", "P", "P"]


def font(name: str, *, flags: int = 0, is_wide: bool = False) -> bytes:
    letters = name.encode("utf-16-le" if is_wide else "latin-1")
    layout = f"HHHHHBBBBBB{len(letters)}s"
    return xls_record(
        0x31, layout, 200, flags, 8, 400, 0, 0, 0, 0, 0, len(name), int(is_wide), letters
    )


def xf(font_index: int, *, pattern: int = 0) -> bytes:
    return xls_record(0xE0, "HHHBBBBIIH", font_index, 0, 0, 0, 0, 0, 0, 0, pattern << 26, 0)


# Fonts are numbered without 4: the fifth is 5, which is struck out.
BOOK = (
    b"".join([font("Arial"), font("Arial"), font("Webdings"), font("Wingdings", is_wide=True)])
    + font("Arial", flags=0x08)
    + xf(0) + xf(5) + xf(2) + xf(3) + xf(0, pattern=1)
)  # fmt: skip
STRUCK, WEBDINGS, WINGDINGS, GREEN = 1, 2, 3, 4


def sheet_of(folder: Path, **more: object) -> Sheet:
    (folder / "list.xls").write_bytes(xls_bytes("Liste", [TITLES, AWA, NGO], **more))  # type: ignore[arg-type]
    (found,) = read_sheets((folder / "list.xls").read_bytes())
    return found


def records(folder: Path, **more: object) -> AttendanceRecords:
    sheet_of(folder, **more)
    (folder / "module.csv").write_bytes(csv_bytes(MODULE_ROWS))
    return read_workbook(folder / "list.xls", module_path=folder / "module.csv", today=TODAY)


def refused(found: AttendanceRecords) -> set[str]:
    return {problem.message for problem in found.problems}


@pytest.mark.parametrize(
    ("style", "trait"),
    [
        (STRUCK, Trait.STRUCK),
        (WEBDINGS, Trait.SYMBOL_FONT),
        (WINGDINGS, Trait.SYMBOL_FONT),
        (GREEN, Trait.FILLED),
    ],
)
def test_format_of_a_cell_is_seen(tmp_path: Path, style: int, trait: Trait) -> None:
    found = sheet_of(tmp_path, about_book=BOOK, formats={(1, 3): style})
    assert found.traits == {(1, 3): frozenset({trait})}


def test_struck_out_line_of_an_old_workbook_is_asked_about(tmp_path: Path) -> None:
    plain = records(tmp_path, about_book=BOOK)
    struck = records(tmp_path, about_book=BOOK, formats={(1, n): STRUCK for n in range(6)})

    assert not plain.problems
    assert any("barré" in message for message in refused(struck))


def test_marks_in_a_symbol_font_of_an_old_workbook_are_asked_about(tmp_path: Path) -> None:
    found = records(tmp_path, about_book=BOOK, formats={(1, n): WEBDINGS for n in (3, 4, 5)})
    assert found.problems
    assert any("P" in question.message for question in found.questions)


def test_hidden_row_and_column_of_an_old_workbook_are_asked_about(tmp_path: Path) -> None:
    row = xls_record(0x208, "HHHHHHI", 1, 0, 6, 255, 0, 0, 0x20)
    column = xls_record(0x7D, "HHHHHH", 3, 3, 2000, 0, 1, 0)

    found = records(tmp_path, about_sheet=column + row)

    assert any("masquée" in message for message in refused(found))
    read = sheet_of(tmp_path, about_sheet=column + row)
    assert read.hidden_rows == frozenset({1})
    assert read.hidden_columns == frozenset({3})


def test_error_cell_of_an_old_workbook_is_no_empty_one(tmp_path: Path) -> None:
    wrong = xls_record(0x205, "HHHBB", 2, 0, 0, 0x17, 1)
    formula = xls_record(0x06, "HHHBBBBBBHHIH", 2, 1, 0, 2, 0, 0x2A, 0, 0, 0, 0xFFFF, 0, 0, 0)
    data = {"about_sheet": wrong + formula}

    read = sheet_of(tmp_path, **data)

    assert [read.cell(2, column) for column in (0, 1)] == [CellError("#REF!"), CellError("#N/A")]
    assert records(tmp_path, **data).problems


def test_days_of_a_workbook_of_1904_are_four_years_later(tmp_path: Path) -> None:
    births: list[list[str | float]] = [[*TITLES], ["Diallo", "Awa", 32265.0, "P", "P", "P"]]
    (tmp_path / "module.csv").write_bytes(csv_bytes(MODULE_ROWS))
    found = {}
    for is_1904 in (0, 1):
        data = xls_bytes("Liste", births, about_book=xls_record(0x22, "H", is_1904))
        (tmp_path / "list.xls").write_bytes(data)
        (person,) = read_workbook(
            tmp_path / "list.xls", module_path=tmp_path / "module.csv", today=TODAY
        ).people
        assert person.birth_date is not None
        found[is_1904] = date.fromisoformat(person.birth_date.encode())
    assert (found[1] - found[0]).days == 1462


def test_merged_cells_comments_and_several_numbers_are_seen(tmp_path: Path) -> None:
    merged = xls_record(0xE5, "H4H", 1, 0, 0, 3, 4)
    note = xls_record(0x1C, "HHHH", 1, 3, 0, 1)
    numbers = xls_record(0xBD, "HHHIHIH", 2, 3, STRUCK, 0x3FF00000, 0, 0x3FF00000, 4)

    found = sheet_of(tmp_path, about_book=BOOK, about_sheet=merged + note + numbers)

    assert found.merged == ((0, 3, 0, 4),)
    assert found.traits == {(1, 3): {Trait.COMMENT}, (2, 3): {Trait.STRUCK}}


def test_old_workbook_that_is_small_is_found_among_the_small_streams(tmp_path: Path) -> None:
    data = xls_bytes("Liste", [TITLES, AWA], about_book=BOOK, formats={(1, 0): STRUCK})
    stream = workbook_stream(data).rstrip(b"\0") + bytes(3)  # of its last record
    assert workbook_stream(small_compound_file("Workbook", stream)) == stream

    (found,) = read_sheets(small_compound_file("Workbook", stream))

    assert found.traits == {(1, 0): {Trait.STRUCK}}


def test_old_workbook_whose_table_goes_on_in_another_sector_is_read_whole() -> None:
    data = bytearray(xls_bytes("Liste", [TITLES, AWA]))
    whole = workbook_stream(bytes(data))
    struct.pack_into("<II", data, 0x44, len(data) // 512 - 1, 1)
    data += struct.pack("<128I", *[0xFFFFFFFF] * 127, 0xFFFFFFFE)

    assert workbook_stream(bytes(data)) == whole


def test_workbook_from_before_1997_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "list.xls").write_bytes(xls_bytes("Liste", [TITLES], stream="Book"))
    with pytest.raises(WorkbookError, match="Excel 95") as caught:
        read_spreadsheet(tmp_path / "list.xls")
    assert "XLSX" in (caught.value.remedy or "")


@pytest.mark.parametrize(
    "place",
    [
        pytest.param((512 + 4 * 2, struct.pack("<I", 2)), id="chain that has no end"),
        pytest.param((512 + 4 * 2, struct.pack("<I", 5000)), id="sector that is not there"),
    ],
)
def test_old_workbook_whose_tables_are_wrong_is_damaged(
    tmp_path: Path, place: tuple[int, bytes]
) -> None:
    offset, content = place
    data = bytearray(xls_bytes("Liste", [TITLES, AWA, NGO]))
    data[offset : offset + len(content)] = content
    (tmp_path / "list.xls").write_bytes(data)

    with pytest.raises(ValueError if content == b"\2\0\0\0" else LookupError):
        workbook_stream(bytes(data))
    with pytest.raises(WorkbookError, match="abîmé"):
        read_spreadsheet(tmp_path / "list.xls")
