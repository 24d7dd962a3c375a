"""A session that was cancelled leaves the module, and nobody was present at it."""

from datetime import time

import pytest

from issuer.planning.plan import Outcome
from issuer.workbook.answers import Answers, Meaning
from tests.support.registers import AWA, DAYS, MODULE, NGO, TITLES, Register


@pytest.mark.parametrize(
    "words", [("Théorie", "annulée"), ("Annulée", None), ("Santé (annulée)", None)]
)
def test_cancelled_session_of_the_module_leaves_it(words: tuple[str, str | None]) -> None:
    module = (*MODULE[:-1], (DAYS[3], time(9), time(13), *words))
    register = Register(module=module, rows=[TITLES, (*AWA, *"PPP", None), (*NGO, *"PPA", "-")])

    assert register.outcomes() == {"Diallo": Outcome.ENTITLED, "Ngoma": Outcome.NOT_ENTITLED}
    plan = register.plan()
    assert [session.day for session in plan.module.sessions] == list(DAYS[:3])
    assert any("06/03/2026 annulée" in line for line in plan.understood)


def test_presence_at_a_cancelled_session_is_a_problem() -> None:
    module = (*MODULE[:-1], (DAYS[3], time(9), time(13), "Théorie", "annulée"))
    register = Register(module=module, rows=[TITLES, (*AWA, *"PPPP")])

    assert register.outcomes() == {"Diallo": Outcome.PROBLEM}


def test_session_of_which_every_mark_says_that_it_was_cancelled_leaves_the_module() -> None:
    answers = Answers(marks={"wo": Meaning.CANCELLED})
    rows = [TITLES, (*AWA, *"PPP", "WO"), (*NGO, *"PPA", "wo")]

    assert Register(rows=rows).outcomes(answers) == {
        "Diallo": Outcome.ENTITLED,
        "Ngoma": Outcome.NOT_ENTITLED,
    }
    mixed = Register(rows=[*rows[:2], (*NGO, *"PPPP")])
    assert mixed.outcomes(answers) == {"Diallo": Outcome.PROBLEM, "Ngoma": Outcome.ENTITLED}


def test_theme_that_speaks_of_something_annulled_is_a_theme() -> None:
    module = (*MODULE[:-1], (DAYS[3], time(9), time(13), "Le contrat annulé en droit", None))

    assert len(Register(module=module, rows=[TITLES, (*AWA, *"PPPP")]).plan().module.sessions) == 4
