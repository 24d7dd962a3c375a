"""Every filled column of the list is a fact, a session, a known other thing, or a problem."""

from datetime import date
from pathlib import Path

import pytest

from issuer.planning.plan import Outcome
from issuer.workbook.answers import Answers
from issuer.workbook.errors import WorkbookError
from issuer.workbook.model import RefusedRow
from tests.support.registers import AWA, DAYS, HALVES, MODULE, NGO, TITLES, Register
from tests.support.workbooks import DAYS as OCTOBER
from tests.support.workbooks import (
    HEADER,
    Value,
    only_person,
    only_problem,
    person,
    read_rows,
)

MERGED = [(0, 3, 0, 4), (0, 5, 0, 6)]

OVER_TWO: tuple[Value, ...] = (*TITLES[:3], DAYS[0], None, DAYS[1], None)


def test_half_days_under_merged_dates_are_both_read() -> None:
    register = Register(
        module=HALVES,
        merged=MERGED,
        rows=[OVER_TWO, (None, None, None, "M", "AM", "M", "AM"), (*AWA, *"PPPP"), (*NGO, *"PAPP")],
    )

    assert register.outcomes() == {"Diallo": Outcome.ENTITLED, "Ngoma": Outcome.NOT_ENTITLED}
    assert [draft.attended.total_seconds() for draft in register.plan().drafts()] == [12 * 3600]


def test_half_days_of_a_module_of_whole_days_stop_everybody() -> None:
    register = Register(
        module=(*MODULE[:4], *MODULE[4:6]),
        merged=MERGED,
        rows=[OVER_TWO, (*AWA, *"PPPP"), (*NGO, *"PAPP")],
    )

    assert set(register.outcomes().values()) == {Outcome.PROBLEM}


def test_column_of_marks_without_a_title_stops_everybody() -> None:
    rows = [(*TITLES, None), (*AWA, *"PPPPP"), (*NGO, *"PPPPA")]

    register = Register(rows=rows)

    assert set(register.outcomes().values()) == {Outcome.PROBLEM}
    (problem,) = register.plan().problems
    assert (problem.row, problem.column, problem.set_aside) == (1, "H", "H")
    assert "H2, H3" in problem.message
    answers = Answers(set_aside=frozenset({"H"}))
    assert set(register.outcomes(answers).values()) == {Outcome.ENTITLED}
    assert ("H", "décidé par vous") in [
        (one.place, one.why) for one in register.plan(answers).set_aside
    ]


def test_column_whose_title_is_not_known_is_asked() -> None:
    register = Register(rows=[(*TITLES, "Séance spéciale"), (*AWA, *"PPPPA")])

    assert register.outcomes() == {"Diallo": Outcome.PROBLEM}
    assert register.outcomes(Answers(set_aside=frozenset({"H"}))) == {"Diallo": Outcome.ENTITLED}


def test_second_table_with_other_dates_stops_everybody() -> None:
    other = (*TITLES[:3], date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 7), date(2026, 4, 8))
    register = Register(rows=[TITLES, (*AWA, *"PPPP"), (), other, (*NGO, *"PPPP")])

    assert set(register.outcomes().values()) == {Outcome.PROBLEM}
    assert "deuxième table" in register.plan().problems[0].message


def test_repeated_titles_with_the_same_dates_are_left_out() -> None:
    register = Register(rows=[TITLES, (*AWA, *"PPPP"), TITLES, (*NGO, *"PPPP")])

    assert set(register.outcomes().values()) == {Outcome.ENTITLED}


def test_email_and_reason_columns_are_optional(tmp_path: Path) -> None:
    header = ("Nom", "Prénom", "Né le", *OCTOBER)

    row = only_person(read_rows(tmp_path, ("Haile", "Tsegaye", "1996", *"PPP"), header=header))

    assert (row.email, row.reason) == (None, None)


def test_other_columns_are_left_out_and_said(tmp_path: Path) -> None:
    header = ("N°", *HEADER, "Total")

    records = read_rows(tmp_path, ("7", *person(), "3"), header=header)

    only_person(records)
    assert "Colonnes laissées de côté : « N° » (A), « Total » (J)." in records.understood


@pytest.mark.parametrize("text", ["09/10/2026", "9/10", "08/10/2025", "31/02/2026", "8/10/25"])
def test_date_of_no_session_is_a_problem_that_stops_everybody(tmp_path: Path, text: str) -> None:
    header = (*HEADER, text)

    records = read_rows(tmp_path, person(marks="PPPP"), header=header)

    problem = only_problem(records)
    assert (problem.row, problem.column) == (1, "I")
    assert "aucune séance" in problem.message
    (row,) = records.people
    assert isinstance(row, RefusedRow)
    assert row.problems == (problem,)


def test_session_without_column_is_a_problem_that_stops_everybody(tmp_path: Path) -> None:
    records = read_rows(tmp_path, person(marks="PP"), header=HEADER[:-1])

    problem = only_problem(records)
    assert (problem.sheet, problem.row, problem.column) == ("list.module.csv", 10, "A")
    assert "08/10/2026" in problem.message
    assert isinstance(records.people[0], RefusedRow)


@pytest.mark.parametrize(("extra", "first"), [(OCTOBER[0], "F"), ("Nom de famille", "A")])
def test_two_columns_for_one_thing_are_a_problem(tmp_path: Path, extra: Value, first: str) -> None:
    records = read_rows(tmp_path, person(marks="PPPP"), header=(*HEADER, extra))

    problem = only_problem(records)
    assert (problem.row, problem.column) == (1, "I")
    assert problem.message.endswith(f"colonne {first}.")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (("Nom", "Prénom", *OCTOBER), "Date de naissance"),
        (("Nom", "Né le", *OCTOBER), "Prénom"),
        (("Nom", "Prénom", "Né le", "Séance 1"), "date d’une séance"),
        (("Participant", "Âge"), "introuvable"),
    ],
)
def test_list_without_a_column_that_it_needs_is_refused(
    tmp_path: Path, header: tuple[Value, ...], words: str
) -> None:
    with pytest.raises(WorkbookError) as caught:
        read_rows(tmp_path, person(), header=header)

    assert words in caught.value.message
    assert caught.value.remedy
