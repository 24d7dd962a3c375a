"""The child that reads a spreadsheet into cells: what it converts, and what it refuses to open."""

from pathlib import Path
from unittest.mock import Mock

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.format import spreadsheet_child
from issuer.workbook.format.cells import text_of
from issuer.workbook.format.child_answer import Refusal, RefusedFileError, decode_answer
from tests.support.workbooks import (
    HEADER,
    MODULE_ROWS,
    Rows,
    ods_archive,
    person,
    read_bytes,
    replace_in_member,
    xlsx_bytes,
)

SHEETS: dict[str, Rows] = {
    "Module": MODULE_ROWS,
    "Présences": [HEADER, person(), person(family_name="Bah", birth_date=1995.0, marks="PPA")],
}

SECOND_SHEET = "xl/worksheets/sheet2.xml"

GOOD = xlsx_bytes({"Module": MODULE_ROWS, "Présences": [HEADER, person()]})


def test_cells_of_every_kind_are_converted() -> None:
    cells = "".join(
        f'<table:table-cell office:value-type="{kind}" office:{name}="{value}"/>'
        for kind, name, value in (
            ("time", "time-value", "PT09H30M00S"),
            ("time", "time-value", "PT36H00M00S"),
            ("date", "date-value", "2026-10-05T13:30:00"),
            ("boolean", "boolean-value", "true"),
            ("float", "value", "2.5"),
        )
    )
    text = '<table:table-cell office:value-type="string"><text:p>é  é</text:p></table:table-cell>'
    long = text.replace("é  é", "x" * 1500)
    table = f'<table:table table:name="A"><table:table-row>{cells}{text}{long}</table:table-row>'

    (sheet,) = spreadsheet_child.read_sheets(ods_archive(f"{table}</table:table>"))

    shown = [text_of(cell) for cell in sheet.rows[0]]
    assert shown[:1] + shown[2:6] == ["09:30", "05/10/2026", "VRAI", "2,5", "é é"]
    assert "36" in shown[1]  # 36 hours are no hour of a day, and stay to be seen
    assert shown[6] == "x" * 1000 + "…"


def test_duration_cell_is_an_hour(tmp_path: Path) -> None:
    as_duration = (b'formatCode="hh:mm"', b'formatCode="[h]:mm"')
    data = replace_in_member(xlsx_bytes(SHEETS), "xl/styles.xml", *as_duration)

    records = read_bytes(tmp_path, data)

    assert records.module.sessions[0].duration.total_seconds() == 4 * 3600


def test_duration_beyond_a_day_is_a_problem(tmp_path: Path) -> None:
    as_duration = (b'formatCode="hh:mm"', b'formatCode="[h]:mm"')
    data = replace_in_member(xlsx_bytes(SHEETS), "xl/styles.xml", *as_duration)
    nine, nine_the_next_day = b"<v>0.375</v>", b"<v>1.375</v>"

    with pytest.raises(WorkbookError, match="Aucune séance"):
        read_bytes(
            tmp_path, replace_in_member(data, "xl/worksheets/sheet1.xml", nine, nine_the_next_day)
        )


def test_number_without_a_value_is_an_empty_cell(tmp_path: Path) -> None:
    sheets = {**SHEETS, "Présences": [HEADER, person(family_name=12345.0, given_name="")]}
    data = replace_in_member(xlsx_bytes(sheets), SECOND_SHEET, b"<v>12345</v>", b"<v>1e999</v>")

    (problem,) = read_bytes(tmp_path, data).problems

    assert problem.message == "Le nom manque."


def test_child_that_runs_out_of_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet_child, "read_sheets", Mock(side_effect=MemoryError))

    with pytest.raises(RefusedFileError) as caught:
        decode_answer(spreadsheet_child.answer_for(GOOD))
    assert caught.value.refusal is Refusal.TOO_LARGE


def test_child_itself_opens_nothing_but_workbooks() -> None:
    with pytest.raises(RefusedFileError) as caught:
        spreadsheet_child.read_sheets(b"Nom;Prenom")

    assert caught.value.refusal is Refusal.NOT_A_WORKBOOK


def test_file_beyond_20_mb_is_not_opened() -> None:
    with pytest.raises(RefusedFileError) as caught:
        spreadsheet_child.read_sheets(b"PK\x03\x04" + bytes(20 * 1024 * 1024))

    assert caught.value.refusal is Refusal.TOO_LARGE
