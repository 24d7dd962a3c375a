"""Totals and decisions that the coordinator wrote are compared with the marks."""

import pytest

from issuer.planning.plan import Outcome
from issuer.workbook.answers import Answers
from tests.support.registers import AWA, NGO, TITLES, Register
from tests.support.workbooks import Value


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
