"""The way in: which sheet is which, and what is said of the others."""

from pathlib import Path

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.reader import read_workbook
from tests.support.registers import AWA, TITLES, Register
from tests.support.workbooks import (
    HEADER,
    MODULE_ROWS,
    TODAY,
    Rows,
    csv_bytes,
    person,
    read_bytes,
    xlsx_bytes,
)

SHEETS: dict[str, Rows] = {
    "Module": MODULE_ROWS,
    "Présences": [HEADER, person(), person(family_name="Bah", birth_date=1995.0, marks="PPA")],
}


def test_every_sheet_that_is_not_read_is_said() -> None:
    register = Register(rows=[TITLES, (*AWA, *"PPPP")], more_sheets={"Groupe B": [("x",)]})

    assert ("Groupe B", "feuille non lue") in [
        (one.sheet, one.why) for one in register.plan().set_aside
    ]


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


def test_module_given_explicitly_wins_over_that_of_the_workbook(tmp_path: Path) -> None:
    module = tmp_path / "other.csv"
    module.write_bytes(csv_bytes([("Code", "AC-OTHER"), *MODULE_ROWS[1:]]))
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx_bytes({"Module": MODULE_ROWS, "Présences": [HEADER, person()]}))

    records = read_workbook(path, module_path=module, today=TODAY)

    assert records.module.code == "AC-OTHER"
    assert "Feuilles laissées de côté : « Module »." in records.understood


def test_list_of_people_without_its_module_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        read_bytes(tmp_path, csv_bytes([HEADER, person()]), "alone.presences.csv")

    assert "fichier du module" in caught.value.remedy
