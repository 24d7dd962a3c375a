"""CSV files: encodings and delimiters are found, a pair is joined."""

import codecs
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet, clean_text
from issuer.workbook.format.csv_files import parse_csv
from issuer.workbook.model import Participant
from issuer.workbook.reader import read_workbook
from tests.support.workbooks import (
    HEADER,
    MODULE_ROWS,
    TODAY,
    csv_bytes,
    person,
    read_bytes,
    read_rows,
)

LETTERS = "aéèœÉçïPXx01 -/;,'\"\t\n"

CELLS = st.text(LETTERS + "ğşạễżūĐ", max_size=12)

WESTERN_CELLS = st.text(LETTERS, max_size=12)

ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8 with mark": (codecs.BOM_UTF8, "utf-8"),
    "utf-16-le": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16-be": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "utf-16-le without mark": (b"", "utf-16-le"),
    "utf-16-be without mark": (b"", "utf-16-be"),
}

LONG = ("Une ligne de titre assez longue pour que l’on reconnaisse un texte", "")


def starts_with_title(sheet: Sheet) -> bool:
    return sheet.rows[:1] == ((LONG[0], None),)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=6), max_size=6),
    delimiter=st.sampled_from(";,\t"),
)
def test_any_table_is_read_back(encoding: str, rows: list[list[str]], delimiter: str) -> None:
    mark, codec = ENCODINGS[encoding]
    data = mark + csv_bytes([LONG, *rows], delimiter=delimiter, encoding=codec)

    read = parse_csv(data, name="list.csv", recognised=starts_with_title)

    assert [list(row) for row in read.sheet.rows[1:]] == [
        [clean_text(cell) for cell in row] for row in rows
    ]


@given(rows=st.lists(st.lists(WESTERN_CELLS, min_size=2, max_size=6), max_size=6))
def test_windows_1252_is_read_back(rows: list[list[str]]) -> None:
    data = csv_bytes([LONG, ["é", "œ"], *rows], encoding="cp1252")

    read = parse_csv(data, name="list.csv", recognised=starts_with_title)

    assert "Windows-1252" in read.understood
    assert [list(row) for row in read.sheet.rows[2:]] == [
        [clean_text(cell) for cell in row] for row in rows
    ]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_commas_in_a_theme_do_not_mislead(tmp_path: Path, delimiter: str) -> None:
    module = [*MODULE_ROWS[:7], *((*row[:3], "a, b; c, d, e, f, g", "") for row in MODULE_ROWS[7:])]
    (tmp_path / "x.module.csv").write_bytes(csv_bytes(module, delimiter=delimiter))
    (tmp_path / "x.presences.csv").write_bytes(csv_bytes([HEADER, person()], delimiter=delimiter))

    records = read_workbook(tmp_path / "x.presences.csv", module_path=None, today=TODAY)

    assert records.module.sessions[0].theme == "a, b; c, d, e, f, g"
    assert isinstance(records.people[0], Participant)


def test_how_a_file_was_read_is_said(tmp_path: Path) -> None:
    records = read_rows(tmp_path, person(given_name="Jérôme"))

    assert (
        "Fichier « list.presences.csv » lu en UTF-8, séparateur : point-virgule."
        in records.understood
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "vide"),
        (b'Nom;"Pr\xc3\xa9nom\r\nBah;Awa\r\n', "guillemet"),
        (b"Nom;Pr\x81nom", "texte CSV"),
        (b"Nom\0;Prenom;" + b"x" * 100, "texte CSV"),
        (codecs.BOM_UTF8 + b"\xff", "texte CSV"),
        (codecs.BOM_UTF16_LE + b"N\0o\0m", "texte CSV"),
        (b"x\n" * 10_001, "plus de 10000 lignes"),
        (b";" * 500, "500 colonnes"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 Mo"),
        (b"bonjour", "introuvable"),
    ],
)
def test_file_that_is_no_list_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(WorkbookError) as caught:
        read_bytes(tmp_path, data, "list.csv")

    assert words in caught.value.message
    assert caught.value.remedy


TOKENS = st.sampled_from(
    [*'P;x,\n\t"é/A1', "Nom", "Prénom", "Né le", "05/10/2026", "6/10", "8/10", "1995", "Total"]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(TOKENS, max_size=60).map("".join), raw=st.binary(max_size=40))
def test_no_csv_raises_anything_but_a_workbook_error(tmp_path: Path, text: str, raw: bytes) -> None:
    header = csv_bytes([HEADER]) + b"\r\n"
    (tmp_path / "x.module.csv").write_bytes(csv_bytes(MODULE_ROWS))

    for data in (text.encode(), header + text.encode(), raw, header + raw):
        (tmp_path / "x.presences.csv").write_bytes(data)
        with suppress(WorkbookError):
            records = read_workbook(tmp_path / "x.presences.csv", module_path=None, today=TODAY)
            assert records.people


def test_csv_of_an_old_mac_is_named_and_its_remedy_works(tmp_path: Path) -> None:
    rows = [HEADER, person(given_name="Andrée")]
    with pytest.raises(WorkbookError, match="Mac Roman") as caught:
        read_bytes(tmp_path, csv_bytes(rows, encoding="mac_roman"), "liste.csv")
    assert "CSV UTF-8" in str(caught.value.remedy)

    with pytest.raises(WorkbookError, match="description du module"):  # it is read now
        read_bytes(tmp_path, csv_bytes(rows), "liste.csv")
    with pytest.raises(WorkbookError, match="description du module"):
        read_bytes(
            tmp_path,
            csv_bytes([HEADER, person(family_name="Žižek")], encoding="cp1252"),
            "liste.csv",
        )
