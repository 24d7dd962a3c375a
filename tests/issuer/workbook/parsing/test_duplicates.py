"""One person on two rows."""

from pathlib import Path

import pytest

from issuer.workbook.model import Participant, RefusedRow
from tests.support.workbooks import person, read_rows


def test_second_row_of_a_person_is_the_problem_and_the_first_stands(tmp_path: Path) -> None:
    records = read_rows(
        tmp_path,
        person(family_name="El Ouazzani", given_name="Ahlam", marks="PPR"),
        person(family_name="EL  OUAZZANÍ", given_name="ahlam", marks="xvr"),
    )

    assert [type(row) for row in records.people] == [Participant, RefusedRow]
    (problem,) = records.problems
    assert (problem.row, problem.column) == (3, "A")
    assert "ligne 2" in problem.message
    assert "Supprimez" in problem.remedy


def test_rows_of_a_person_that_disagree_are_all_problems(tmp_path: Path) -> None:
    records = read_rows(tmp_path, person(), person(), person(marks="PPA"))

    assert [type(row) for row in records.people] == [RefusedRow] * 3
    assert [problem.row for problem in records.problems] == [2, 3, 4]
    assert all("d’autres présences" in problem.message for problem in records.problems)


def test_row_whose_mark_is_unknown_does_not_agree(tmp_path: Path) -> None:
    records = read_rows(tmp_path, person(marks="P?P"), person())

    assert [type(row) for row in records.people] == [RefusedRow, RefusedRow]


def test_namesake_with_another_birth_date_is_another_person(tmp_path: Path) -> None:
    records = read_rows(tmp_path, person(), person(birth_date="01/03/1996"))

    assert [type(row) for row in records.people] == [Participant, Participant]
    assert not records.notices


@pytest.mark.parametrize(
    "changed",
    [
        {"family_name": "Tsegaye", "given_name": "Haile"},
        {"given_name": "Tsegay"},
        {"family_name": "Hayle"},
        {"family_name": "Aile"},
        {"birth_date": "1996"},
        {"birth_date": "00/02/1996"},
    ],
)
def test_near_duplicate_is_pointed_out_and_not_merged(
    tmp_path: Path, changed: dict[str, str]
) -> None:
    records = read_rows(tmp_path, person(), person(**changed))

    assert [type(row) for row in records.people] == [Participant, Participant]
    (notice,) = records.notices
    assert notice.row == 3
    assert "ligne 2" in notice.message


def test_different_people_of_one_birth_date_are_not_pointed_out(tmp_path: Path) -> None:
    others = [person(family_name=name, given_name="") for name in ("Wahyuni", "Petrosyan", "Bah")]

    assert not read_rows(tmp_path, person(), *others).notices


def test_duplicate_is_not_pointed_out_again(tmp_path: Path) -> None:
    assert not read_rows(tmp_path, person(), person()).notices
