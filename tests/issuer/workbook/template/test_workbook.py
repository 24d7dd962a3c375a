"""The template: it opens, nothing in it is a person, and filled in it is read."""

import io
import zipfile
from datetime import date, time
from pathlib import Path

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet
from issuer.workbook.format.spreadsheet import read_spreadsheet
from issuer.workbook.parsing.headers import ModuleKey, PersonColumn
from issuer.workbook.reader import read_workbook
from issuer.workbook.template.workbook import write_template
from tests.support.workbooks import DAYS, TODAY, Value, fill_template, read_bytes

MODULE, ATTENDANCE = 1, 2
FIRST_SESSION = len(ModuleKey) + 3
"""Row, from 1: below the keys, an empty row and the titles."""
FIRST_MARK = ord("A") + len(PersonColumn)
MARKS = [chr(FIRST_MARK + number) for number in range(3)]


@pytest.fixture(scope="module")
def template() -> bytes:
    buffer = io.BytesIO()
    write_template(buffer)
    return buffer.getvalue()


def fill_module(template: bytes) -> bytes:
    cells: dict[str, Value] = {"B1": "AC-2026-11", "B2": "Ateliers citoyens"}
    for row, day in enumerate(DAYS, FIRST_SESSION):
        cells |= {f"A{row}": day, f"B{row}": time(9), f"C{row}": time(13), f"D{row}": "Santé"}
    filled = fill_template(template, MODULE, cells)
    # What a spreadsheet program stores for the formulas of the other sheet's header.
    return fill_template(
        filled, ATTENDANCE, dict(zip([f"{one}1" for one in MARKS], DAYS, strict=True))
    )


def test_empty_template_says_that_nothing_is_filled_in(tmp_path: Path, template: bytes) -> None:
    with pytest.raises(WorkbookError) as caught:
        read_bytes(tmp_path, template)

    assert caught.value.sheet == "Module"
    assert "« Code »" in caught.value.message


def test_template_without_people_says_so(tmp_path: Path, template: bytes) -> None:
    with pytest.raises(WorkbookError) as caught:
        read_bytes(tmp_path, fill_module(template))

    assert caught.value.sheet == "Présences"
    assert "personne sous les titres" in caught.value.message


def test_filled_template_is_read_without_a_problem(tmp_path: Path, template: bytes) -> None:
    row: dict[str, Value] = {"A2": "Bah", "B2": "Awa", "C2": "00/00/1995"}
    row |= {f"{column}2": mark for column, mark in zip(MARKS, "PRP", strict=True)}

    records = read_bytes(tmp_path, fill_template(fill_module(template), ATTENDANCE, row))

    assert not records.problems
    (person,) = records.people
    assert person.birth_date is not None
    assert person.birth_date.encode() == "1995"
    assert [session.day for session in records.module.sessions] == list(DAYS)


def test_examples_are_never_people(tmp_path: Path, template: bytes) -> None:
    # Even alone, with the other sheets deleted, the explanation is no list.
    (tmp_path / "template.xlsx").write_bytes(template)
    guide = read_spreadsheet(tmp_path / "template.xlsx")[-1]
    assert "Ağaoğlu" in {cell for row in guide.rows for cell in row}

    path = tmp_path / "guide.csv"
    path.write_text("\n".join(";".join(map(str, row)) for row in guide.rows), "utf-8")
    with pytest.raises(WorkbookError, match="introuvable"):
        read_workbook(path, module_path=None, today=TODAY)


def test_template_has_dropdowns_frozen_headers_and_a_page_to_print(template: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        module, attendance = (archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))

    assert '"P,A,E,R"' in attendance.replace("&quot;", '"')
    assert "présentiel,visioconférence,hybride" in module
    for sheet in (module, attendance):
        assert 'state="frozen"' in sheet
        assert 'orientation="landscape"' in sheet
        assert 'fitToHeight="0"' in sheet


def test_dates_are_typed_once(template: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        attendance = archive.read("xl/worksheets/sheet2.xml").decode()

    cell = f"Module!$A${FIRST_SESSION}"
    assert f'<f>IF({cell}="","",{cell})</f>' in attendance


def test_template_is_the_same_each_time(tmp_path: Path, template: bytes) -> None:
    write_template(tmp_path / "again.xlsx")

    assert (tmp_path / "again.xlsx").read_bytes() == template


def test_template_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        write_template(tmp_path / "missing" / "template.xlsx")


def test_template_sheets_are_as_the_design_says(tmp_path: Path, template: bytes) -> None:
    (tmp_path / "t.xlsx").write_bytes(template)

    sheets: tuple[Sheet, ...] = read_spreadsheet(tmp_path / "t.xlsx")

    assert [sheet.name for sheet in sheets] == ["Module", "Présences", "Mode d’emploi"]
    titles = ("Nom", "Prénom", "Date de naissance", "E-mail", "Motif", "Référence d’accueil")
    assert sheets[1].rows[0][:6] == titles
    assert date.min not in sheets[1].rows[0]
