"""XLSX and ODS: what their cells hold is read, whatever they are formatted as."""

from datetime import time
from pathlib import Path

import pytest

from attestation.slot import Slot
from issuer.workbook.model import Mark, Participant
from issuer.workbook.reader import read_workbook
from tests.support.workbooks import (
    DAYS,
    HEADER,
    MODULE_ROWS,
    TODAY,
    Rows,
    csv_bytes,
    ods_bytes,
    person,
    read_bytes,
    replace_in_member,
    xls_bytes,
    xlsx_bytes,
)

SHEETS: dict[str, Rows] = {
    "Module": MODULE_ROWS,
    "Présences": [HEADER, person(), person(family_name="Bah", birth_date=1995.0, marks="PPA")],
}

SECOND_SHEET = "xl/worksheets/sheet2.xml"


@pytest.mark.parametrize(("name", "write"), [("a.xlsx", xlsx_bytes), ("a.ods", ods_bytes)])
def test_workbook_is_read_with_typed_cells(tmp_path: Path, name: str, write: object) -> None:
    assert callable(write)

    records = read_bytes(tmp_path, write(SHEETS), name)

    assert not records.problems
    assert [session.day for session in records.module.sessions] == list(DAYS)
    assert records.module.sessions[0].duration.total_seconds() == 4 * 3600
    assert [row.family_name for row in records.people] == ["Haile", "Bah"]
    assert [row.birth_date and row.birth_date.encode() for row in records.people] == [
        "1996-02-29",
        "1995",
    ]


def test_old_xls_is_read(tmp_path: Path) -> None:
    rows: list[list[str | float]] = [["Nom", "Prénom", "Né le", *(f"{d:%d/%m}" for d in DAYS)]]
    rows.append(["Đặng", "Hồng", 1992.0, "x", "v", 1.0])
    (tmp_path / "module.csv").write_bytes(csv_bytes(MODULE_ROWS))
    (tmp_path / "list.xls").write_bytes(xls_bytes("Liste", rows))

    records = read_workbook(tmp_path / "list.xls", module_path=tmp_path / "module.csv", today=TODAY)

    (row,) = records.people
    assert isinstance(row, Participant)
    assert (row.family_name, row.birth_date.encode()) == ("Đặng", "1992")


def test_number_in_place_of_a_name_is_a_problem(tmp_path: Path) -> None:
    sheets = {**SHEETS, "Présences": [HEADER, person(family_name=12345.0)]}

    (problem,) = read_bytes(tmp_path, xlsx_bytes(sheets)).problems

    assert problem.message == "« 12345 » n’est pas un nom."


def test_formula_gives_its_stored_value(tmp_path: Path) -> None:
    # No program has computed this one: what is stored counts, and is not what it would give.
    stored = b'<c r="H2" t="str"><f>IF(1,"P","P")</f><v>R</v></c>'
    sheets = {**SHEETS, "Présences": [HEADER, person(marks="PP")]}
    end = b"</c></row></sheetData>"
    data = replace_in_member(xlsx_bytes(sheets), SECOND_SHEET, end, end[:4] + stored + end[4:])

    (row,) = read_bytes(tmp_path, data).people

    assert isinstance(row, Participant)
    assert row.marks[Slot(DAYS[2], time(9))] is Mark.CAUGHT_UP
