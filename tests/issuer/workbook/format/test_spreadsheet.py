"""XLSX and ODS: what their cells hold is read, whatever they are formatted as."""

from datetime import date, time
from pathlib import Path

import pytest

from attestation.errors import WorkbookError
from attestation.slot import Slot
from issuer.workbook.format import spreadsheet_child
from issuer.workbook.format.cells import column_index, column_letter, text_of
from issuer.workbook.model import Mark, Participant
from issuer.workbook.reader import read_workbook
from tests.support.workbooks import (
    DAYS,
    HEADER,
    MODULE_ROWS,
    TODAY,
    Rows,
    csv_bytes,
    ods_archive,
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


def test_content_decides_and_not_the_name(tmp_path: Path) -> None:
    assert len(read_bytes(tmp_path, ods_bytes(SHEETS), "list.xlsx").people) == 2
    assert len(read_bytes(tmp_path, xlsx_bytes(SHEETS), "list.csv").people) == 2


def test_formula_gives_its_stored_value(tmp_path: Path) -> None:
    # No program has computed this one: what is stored counts, and is not what it would give.
    stored = b'<c r="H2" t="str"><f>IF(1,"P","P")</f><v>R</v></c>'
    sheets = {**SHEETS, "Présences": [HEADER, person(marks="PP")]}
    end = b"</c></row></sheetData>"
    data = replace_in_member(xlsx_bytes(sheets), SECOND_SHEET, end, end[:4] + stored + end[4:])

    (row,) = read_bytes(tmp_path, data).people

    assert isinstance(row, Participant)
    assert row.marks[Slot(DAYS[2], time(9))] is Mark.CAUGHT_UP


def test_sheets_are_found_by_what_they_hold(tmp_path: Path) -> None:
    sheets = {"Feuil1": SHEETS["Présences"], "Feuil2": MODULE_ROWS, "Notes": [["Bonjour"]]}

    records = read_bytes(tmp_path, xlsx_bytes(sheets))

    assert len(records.people) == 2
    assert "Feuilles laissées de côté : « Notes »." in records.understood


def test_sheets_are_found_by_name_first(tmp_path: Path) -> None:
    sheets = {"Copie": SHEETS["Présences"], "Module (2)": MODULE_ROWS, **SHEETS}

    records = read_bytes(tmp_path, xlsx_bytes(sheets))

    assert {row.sheet for row in records.people} == {"Présences"}


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    sheets = {"Module": MODULE_ROWS, "Liste": SHEETS["Présences"], "Vieille": SHEETS["Présences"]}

    records = read_bytes(tmp_path, xlsx_bytes(sheets, hidden=["Vieille"]))

    assert {row.sheet for row in records.people} == {"Liste"}


def test_choice_between_two_lists_is_left_to_the_coordinator(tmp_path: Path) -> None:
    sheets = {"Module": MODULE_ROWS, "Mars": SHEETS["Présences"], "Avril": SHEETS["Présences"]}

    with pytest.raises(WorkbookError, match="« Mars », « Avril »"):
        read_bytes(tmp_path, xlsx_bytes(sheets))


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({"Module": MODULE_ROWS}, "présences est introuvable"),
        ({"Présences": SHEETS["Présences"]}, "module est introuvable"),
        ({"Module": [["Code", "A"]], "Présences": SHEETS["Présences"]}, "séances est introuvable"),
        ({"Module": MODULE_ROWS, "Présences": [["Bonjour"]]}, "titres de la liste"),
        ({"Vide": []}, "présences est introuvable"),
    ],
)
def test_missing_sheet_is_said(tmp_path: Path, sheets: dict[str, Rows], words: str) -> None:
    with pytest.raises(WorkbookError, match=words) as caught:
        read_bytes(tmp_path, xlsx_bytes(sheets))

    assert caught.value.remedy


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


def test_columns_are_lettered_as_in_spreadsheets() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702, 16383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert all(column_index(column_letter(n)) == n for n in range(20_000))


def test_date_before_1000_is_shown_with_four_digits() -> None:
    assert text_of(date(1, 2, 3)) == "03/02/0001"
