"""Rows that are about nobody are left out and said; a row with marks is never one of them."""

from pathlib import Path

from issuer.planning.plan import Outcome
from issuer.workbook.answers import Answers
from issuer.workbook.model import RefusedRow
from tests.support.registers import AWA, NGO, TITLES, Register
from tests.support.workbooks import (
    DAYS,
    HEADER,
    Value,
    only_person,
    person,
    read_rows,
)


def test_nameless_row_under_a_person_stops_that_person() -> None:
    nobody: tuple[Value, ...] = (None, None, None, *"PPAP")
    register = Register(rows=[TITLES, (*NGO, *"PPPP"), nobody, (*AWA, *"PPPP")])

    assert register.outcomes() == {"Ngoma": Outcome.PROBLEM, "Diallo": Outcome.ENTITLED}
    assert register.plan().people[0].row == 2
    answers = Answers(set_aside=frozenset({"3"}))
    assert register.outcomes(answers)["Ngoma"] is Outcome.ENTITLED


def test_rows_that_are_nobody_are_left_out_and_said(tmp_path: Path) -> None:
    wide = HEADER[:5]
    records = read_rows(
        tmp_path,
        person(),
        (),
        ("Total présents", "", "", "", "", "1", "1", "1"),
        ("", "", "", "", "", "12", "11", "12"),
        ("Légende : x = présent",),
        (*wide, *DAYS),
    )

    only_person(records)
    assert [line for line in records.understood if "laissé de côté" in line] == [
        "« list.presences.csv », laissé de côté (total) : ligne 4, 5.",
        "« list.presences.csv », laissé de côté (remarque) : ligne 6.",
        "« list.presences.csv », laissé de côté (titres répétés) : ligne 7.",
    ]


def test_somebody_called_total_is_a_person(tmp_path: Path) -> None:
    assert only_person(read_rows(tmp_path, person(family_name="Total"))).family_name == "Total"


def test_person_with_marks_only_is_missed_and_not_a_total(tmp_path: Path) -> None:
    nobody = person(family_name="", given_name="", birth_date="", email="", marks="110")

    columns = {problem.column for problem in read_rows(tmp_path, nobody).problems}

    assert columns == {"A", "C"}


def test_name_alone_is_a_person_with_problems(tmp_path: Path) -> None:
    records = read_rows(tmp_path, person(), ("Wahyuni",))

    assert isinstance(records.people[1], RefusedRow)
    assert len(records.problems) == 4  # the birth date and three marks
