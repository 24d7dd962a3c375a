"""Every filled cell of the list is a fact, a mark, a known other thing, or a problem."""

from datetime import date, time

import pytest

from issuer.planning.plan import Outcome
from issuer.workbook.answers import NO_ANSWERS, Answers
from tests.support.registers import AWA, DAYS, LOP, MODULE, NGO, TITLES, Register
from tests.support.workbooks import Value

HALVES = (
    *MODULE[:4],
    *((day, time(start), time(start + 3), None, None) for day in DAYS[:2] for start in (9, 13)),
)
MERGED = [(0, 3, 0, 4), (0, 5, 0, 6)]
OVER_TWO: tuple[Value, ...] = (*TITLES[:3], DAYS[0], None, DAYS[1], None)


def columns_of_problems(register: Register, answers: Answers = NO_ANSWERS) -> set[str | None]:
    return {problem.column for problem in register.plan(answers).problems}


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


def test_nameless_row_under_a_person_stops_that_person() -> None:
    nobody: tuple[Value, ...] = (None, None, None, *"PPAP")
    register = Register(rows=[TITLES, (*NGO, *"PPPP"), nobody, (*AWA, *"PPPP")])

    assert register.outcomes() == {"Ngoma": Outcome.PROBLEM, "Diallo": Outcome.ENTITLED}
    assert register.plan().people[0].row == 2
    answers = Answers(set_aside=frozenset({"3"}))
    assert register.outcomes(answers)["Ngoma"] is Outcome.ENTITLED


def test_second_table_with_other_dates_stops_everybody() -> None:
    other = (*TITLES[:3], date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 7), date(2026, 4, 8))
    register = Register(rows=[TITLES, (*AWA, *"PPPP"), (), other, (*NGO, *"PPPP")])

    assert set(register.outcomes().values()) == {Outcome.PROBLEM}
    assert "deuxième table" in register.plan().problems[0].message


def test_repeated_titles_with_the_same_dates_are_left_out() -> None:
    register = Register(rows=[TITLES, (*AWA, *"PPPP"), TITLES, (*NGO, *"PPPP")])

    assert set(register.outcomes().values()) == {Outcome.ENTITLED}


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


def test_struck_out_person_is_asked() -> None:
    register = Register(
        rows=[TITLES, (*AWA, *"PPPP"), (*NGO, *"PPPP")],
        styles={(1, column): {"font_strikeout": True} for column in range(7)},
    )

    assert register.outcomes() == {"Diallo": Outcome.PROBLEM, "Ngoma": Outcome.ENTITLED}
    kept = Answers(kept=frozenset({"2"}))
    assert register.outcomes(kept)["Diallo"] is Outcome.ENTITLED
    assert "Diallo" not in register.outcomes(Answers(set_aside=frozenset({"2"})))


def test_struck_out_mark_is_asked() -> None:
    register = Register(rows=[TITLES, (*AWA, *"PPPP")], styles={(1, 4): {"font_strikeout": True}})

    (problem,) = register.plan().problems
    assert (problem.row, problem.column, problem.keep) == (2, "E", "E2")
    assert register.outcomes(Answers(kept=frozenset({"E2"})))["Diallo"] is Outcome.ENTITLED


def test_hidden_person_and_hidden_session_are_asked() -> None:
    rows = [TITLES, (*AWA, *"PPPP"), (*NGO, *"PPPP")]

    assert Register(rows=rows, hidden_rows=[1]).outcomes() == {
        "Diallo": Outcome.PROBLEM,
        "Ngoma": Outcome.ENTITLED,
    }
    hidden = Register(rows=rows, hidden_columns=[4])
    assert set(hidden.outcomes().values()) == {Outcome.PROBLEM}
    assert set(hidden.outcomes(Answers(kept=frozenset({"E"}))).values()) == {Outcome.ENTITLED}


@pytest.mark.parametrize(
    ("title", "cell", "agrees"),
    [
        ("Total", 4.0, True),
        ("Total", 3.0, False),
        ("Total", "4/4", True),
        ("Heures", "16 h", True),
        ("Heures", 12.0, False),
        ("%", 1.0, True),
        ("%", "75 %", False),
        ("Absences", 0.0, True),
        ("Absences", 1.0, False),
        ("Total", "voir fiche", True),
        ("Attestation", "oui", True),
        ("Attestation", "non", False),
        ("Résultat", "à voir", True),
    ],
)
def test_own_total_or_decision_that_disagrees_stops_that_person(
    title: str, cell: Value, agrees: bool
) -> None:
    register = Register(rows=[(*TITLES, title), (*AWA, *"PPPP", cell), (*NGO, *"PPPP")])

    expected = Outcome.ENTITLED if agrees else Outcome.PROBLEM
    assert register.outcomes() == {"Diallo": expected, "Ngoma": Outcome.ENTITLED}
    if not agrees:
        (problem,) = register.plan().people[0].problems
        assert (problem.row, problem.column) == (2, "H")
        answers = Answers(set_aside=frozenset({"H"}))
        assert register.outcomes(answers)["Diallo"] is Outcome.ENTITLED


def test_decision_of_yes_for_somebody_who_has_no_right_is_a_problem() -> None:
    register = Register(rows=[(*TITLES, "Attestation"), (*AWA, *"PPPA", "oui")])

    assert register.outcomes() == {"Diallo": Outcome.PROBLEM}


def test_comment_on_a_mark_is_pointed_out() -> None:
    register = Register(rows=[TITLES, (*AWA, *"PPPP")], comments=[(1, 3)])

    assert [notice.message for notice in register.plan().notices] == [
        "La case D2 a un commentaire."
    ]


def test_every_sheet_that_is_not_read_is_said() -> None:
    register = Register(rows=[TITLES, (*AWA, *"PPPP")], more_sheets={"Groupe B": [("x",)]})

    assert ("Groupe B", "feuille non lue") in [
        (one.sheet, one.why) for one in register.plan().set_aside
    ]


def test_unformatted_births_of_a_1904_workbook_are_read_by_its_own_calendar() -> None:
    born = date(1990, 5, 4)
    number = float((born - date(1904, 1, 1)).days)
    register = Register(rows=[TITLES, ("Diallo", "Awa", number, *"PPPP")], is_1904=True)

    (person,) = register.records().people
    assert person.birth_date is not None
    assert person.birth_date.earliest() == born


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
