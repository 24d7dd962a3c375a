"""Titles of columns of sessions: which day each names, and which session of that day."""

from datetime import date
from pathlib import Path

import pytest

from issuer.planning.plan import Outcome
from issuer.workbook.format.cells import Cell
from issuer.workbook.parsing.session_titles import read_session_title
from tests.support.registers import AWA, DAYS, HALVES, LOP, TITLES, Register
from tests.support.workbooks import (
    HEADER,
    MODULE_ROWS,
    only_person,
    person,
    read_rows,
)

BORN = date(1990, 5, 4)


@pytest.mark.parametrize(
    "titles",
    [
        ("2 mars 2026", "3 mars 2026", "5 mars", "vendredi 6 mars 2026"),
        ("ma 2 maart 2026", "3 mrt 2026", "do 5 maart", "vr. 6 maart"),
        ("March 2, 2026", "Tue, 3 March 2026", "5-mar-2026", "6th March"),
        ("16/03/2026 matin", "3/3 (visio)", "05/03 Logement", "6.3.2026"),
    ],
)
def test_titles_with_dates_in_words_are_sessions(titles: tuple[str, ...]) -> None:
    titles = tuple(title.replace("16/03", "02/03") for title in titles)
    register = Register(rows=[(*TITLES[:3], *titles), ("Diallo", "Awa", BORN, *"PPPP")])

    assert register.outcomes() == {"Diallo": Outcome.ENTITLED}


def test_two_sessions_of_a_day_are_told_apart_by_words_or_hours() -> None:
    for titles in (
        ("2/3 matin", "2/3 après-midi", "3/3 matin", "3/3 après-midi"),
        ("2/3 9h", "2/3 13h", "03/03/2026 9h-12h", "03/03/2026 13:00"),
        ("lun. 2 mars 2026 (voormiddag)", "2 mars namiddag", "3 March morning", "3 maart pm"),
    ):
        register = Register(module=HALVES, rows=[(*TITLES[:3], *titles), (*LOP, *"PPPA")])

        assert register.outcomes() == {"Lopez": Outcome.NOT_ENTITLED}
        assert [slot.encode() for slot in register.plan().people[0].missed] == ["2026-03-03T13:00"]


def test_one_column_for_two_sessions_of_a_day_is_asked() -> None:
    register = Register(module=HALVES, rows=[(*TITLES[:3], DAYS[0], DAYS[1]), (*AWA, *"PP")])

    # No title says which half of the day it is.
    assert register.outcomes() == {"Diallo": Outcome.PROBLEM}
    assert "plusieurs séances de ce jour" in register.plan().problems[0].message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2/3", (2, 3, None)),
        ("lun. 2/3", (2, 3, None)),
        ("Lundi 2 mars", (2, 3, None)),
        ("mar 3 mars 2026", (3, 3, 2026)),
        ("Séance 4 : 1er avr. 2026", (1, 4, 2026)),
        ("S12 2/3/26", (2, 3, 26)),
        ("14 DÉC.", (14, 12, None)),
    ],
)
def test_header_of_a_session_is_read(text: str, expected: tuple[int, int, int | None]) -> None:
    title = read_session_title(text)

    assert title is not None
    written = title.date
    assert (written.day, written.month, written.year) == expected


@pytest.mark.parametrize("text", ["Total", "N°", "Remarques", "2 truc", "mars 2026", 13.0, None])
def test_other_headers_are_not_sessions(text: Cell) -> None:
    assert read_session_title(text) is None


def test_year_of_a_header_comes_from_the_module(tmp_path: Path) -> None:
    header = (*HEADER[:5], "5/10", "mar. 6 octobre", "08/10/26")

    assert len(only_person(read_rows(tmp_path, person(), header=header)).marks) == 3


def test_header_that_fits_two_years_is_a_problem(tmp_path: Path) -> None:
    module = [*MODULE_ROWS, (date(2027, 10, 5), "9h", "13h")]
    header = (*HEADER[:5], "5/10", "6/10", "8/10", "05/10/2027")

    records = read_rows(tmp_path, person(marks="PPPP"), header=header, module=module)

    assert "plusieurs séances" in records.problems[0].message
    assert records.problems[0].column == "F"
