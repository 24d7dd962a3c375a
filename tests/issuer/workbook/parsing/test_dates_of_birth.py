"""Births are read one way for a whole column."""

from issuer.planning.plan import Outcome
from tests.support.registers import TITLES, Register


def test_births_with_the_month_first_are_never_taken_for_days_first() -> None:
    register = Register(
        rows=[
            TITLES,
            ("Diallo", "Awa", "11/21/1986", *"PPPP"),
            ("Ngoma", "Paul", "03/04/1990", *"PPPP"),
            ("Lopez", "Ana", "05/05/1990", *"PPPP"),
            ("Sow", "Ali", "1990-03-04", *"PPPP"),
        ]
    )

    assert register.outcomes() == {
        "Diallo": Outcome.PROBLEM,
        "Ngoma": Outcome.PROBLEM,
        "Lopez": Outcome.ENTITLED,
        "Sow": Outcome.ENTITLED,
    }


def test_one_impossible_birth_among_days_first_is_alone_a_problem() -> None:
    register = Register(
        rows=[
            TITLES,
            ("Diallo", "Awa", "11/21/1986", *"PPPP"),
            ("Ngoma", "Paul", "03/04/1990", *"PPPP"),
            ("Lopez", "Ana", "25/12/1990", *"PPPP"),
        ]
    )

    assert register.outcomes()["Ngoma"] is Outcome.ENTITLED
    assert register.outcomes()["Diallo"] is Outcome.PROBLEM
