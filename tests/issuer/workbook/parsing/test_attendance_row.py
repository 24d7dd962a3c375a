"""A person's row: each filled cell is a fact, a mark, or a problem at its place."""

from pathlib import Path

import pytest

from attestation.partial_date import PartialDate
from issuer.planning.plan import Outcome
from issuer.workbook.answers import NO_ANSWERS, Answers
from issuer.workbook.model import Mark, RefusedRow
from tests.support.registers import AWA, TITLES, Register
from tests.support.workbooks import SLOTS, Value, only_person, only_problem, person, read_rows


def columns_of_problems(register: Register, answers: Answers = NO_ANSWERS) -> set[str | None]:
    return {problem.column for problem in register.plan(answers).problems}


@pytest.mark.parametrize("column", [0, 1, 2, 3])
def test_error_of_a_formula_is_no_empty_cell(column: int) -> None:
    register = Register(rows=[TITLES, (*AWA, *"PPPP")], formulas={(1, column): "#REF!"})

    (outcome,) = register.outcomes().values()
    assert outcome is Outcome.PROBLEM
    assert columns_of_problems(register) == {"ABCD"[column]}


def test_formula_of_which_no_value_was_saved_says_so() -> None:
    register = Register(rows=[TITLES, (*AWA, *"PPPP")], formulas={(1, 3): ""})

    (problem,) = register.plan().problems
    assert "formule sans valeur" in problem.message


def test_struck_out_mark_is_asked() -> None:
    register = Register(rows=[TITLES, (*AWA, *"PPPP")], styles={(1, 4): {"font_strikeout": True}})

    (problem,) = register.plan().problems
    assert (problem.row, problem.column, problem.keep) == (2, "E", "E2")
    assert register.outcomes(Answers(kept=frozenset({"E2"})))["Diallo"] is Outcome.ENTITLED


def test_comment_on_a_mark_is_pointed_out() -> None:
    register = Register(rows=[TITLES, (*AWA, *"PPPP")], comments=[(1, 3)])

    assert [notice.message for notice in register.plan().notices] == [
        "La case D2 a un commentaire."
    ]


def test_person_without_problem_is_a_participant(tmp_path: Path) -> None:
    row = only_person(read_rows(tmp_path, person(reason="nationalité", marks="PxR")))

    assert (row.sheet, row.row) == ("list.presences.csv", 2)
    assert (row.family_name, row.given_name) == ("Haile", "Tsegaye")
    assert row.birth_date == PartialDate(year=1996, month=2, day=29)
    assert (row.email, row.reason) == ("t@example.org", "nationalité")
    assert dict(row.marks) == dict(
        zip(SLOTS, (Mark.PRESENT, Mark.PRESENT, Mark.CAUGHT_UP), strict=True)
    )


@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        ({"family_name": "", "given_name": ""}, "A", "nom manque"),
        ({"family_name": "12"}, "A", "n’est pas un nom"),
        ({"family_name": "Ha\u200bile"}, "A", "caractère invisible (U+200B)"),
        ({"family_name": "H\u202eaile"}, "A", "caractère invisible (U+202E)"),
        ({"family_name": "H" * 101}, "A", "plus de 100 caractères"),
        ({"given_name": "-"}, "B", "n’est pas un nom"),
        ({"birth_date": ""}, "C", "manque"),
        ({"birth_date": "31/02/1990"}, "C", "calendrier"),
        ({"birth_date": "01/01/2030"}, "C", "avenir"),
        ({"birth_date": "01/01/90"}, "C", "en entier"),
        ({"email": "t@example"}, "D", "adresse e-mail"),
        ({"email": "a@example.org; b@example.org"}, "D", "adresse e-mail"),
        ({"email": "a" * 250 + "@example.org"}, "D", "adresse e-mail"),
        ({"marks": "PZP"}, "G", "marque de présence connue"),
        ({"marks": "PP "}, "H", "vide"),
    ],
)
def test_problem_stands_at_its_cell(
    tmp_path: Path, changed: dict[str, Value], column: str, words: str
) -> None:
    records = read_rows(tmp_path, person(**changed))

    problem = only_problem(records)
    assert (problem.sheet, problem.row, problem.column) == ("list.presences.csv", 2, column)
    assert words in problem.message
    (row,) = records.people
    assert isinstance(row, RefusedRow)
    assert row.problems == (problem,)


def test_row_with_problems_is_listed_with_what_could_be_read(tmp_path: Path) -> None:
    records = read_rows(tmp_path, person(family_name="H\u202eaile", marks="?ZP"))

    (row,) = records.people
    assert isinstance(row, RefusedRow)
    assert (row.family_name, row.given_name) == ("H\ufffdaile", "Tsegaye")
    assert row.birth_date == PartialDate(year=1996, month=2, day=29)
    assert [problem.column for problem in row.problems] == ["A", "F", "G"]
    assert records.problems == row.problems
