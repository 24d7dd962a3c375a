"""Names and birth dates that are possible but unlikely are pointed out."""

from datetime import date

import pytest

from issuer.planning.plan import Outcome
from tests.support.registers import TITLES, Register
from tests.support.workbooks import Value

BORN = date(1990, 5, 4)


def of(family: str, given: str | None = "Awa", born: Value = BORN) -> Register:
    return Register(rows=[TITLES, (family, given, born, *"PPPP")])


def test_single_name_in_the_column_of_given_names_is_pointed_out() -> None:
    register = Register(rows=[TITLES, (None, "Hodan", BORN, *"PPPP")])

    assert register.outcomes() == {"Hodan": Outcome.ENTITLED}
    assert ["nom unique" in notice.message for notice in register.plan().notices] == [True]


def test_whole_names_in_the_column_of_family_names_stop_everybody() -> None:
    def named(*names: str) -> set[Outcome]:
        people = [(name, None, date(1990, 5, day), *"PPPP") for day, name in enumerate(names, 1)]
        return set(Register(rows=[TITLES, *people]).outcomes().values())

    assert named("DIALLO Awa", "NGOMA Paul", "LOPEZ Ana") == {Outcome.PROBLEM}
    assert named("Wahyuni", "Habibi", "Suryani") == {Outcome.ENTITLED}


@pytest.mark.parametrize("born", [date(1903, 1, 1), date(2022, 6, 1), date(2026, 3, 2)])
def test_unlikely_birth_is_pointed_out(born: date) -> None:
    register = of("Diallo", born=born)

    assert register.outcomes() == {"Diallo": Outcome.ENTITLED}
    assert [notice.row for notice in register.plan().notices] == [2]
