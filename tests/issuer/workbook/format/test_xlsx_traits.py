"""What XLSX says of cells beside their values is asked about, and never overlooked."""

from datetime import date

from issuer.planning.plan import Outcome
from issuer.workbook.answers import Answers
from tests.support.registers import AWA, NGO, TITLES, Register


def test_struck_out_person_is_asked() -> None:
    register = Register(
        rows=[TITLES, (*AWA, *"PPPP"), (*NGO, *"PPPP")],
        styles={(1, column): {"font_strikeout": True} for column in range(7)},
    )

    assert register.outcomes() == {"Diallo": Outcome.PROBLEM, "Ngoma": Outcome.ENTITLED}
    kept = Answers(kept=frozenset({"2"}))
    assert register.outcomes(kept)["Diallo"] is Outcome.ENTITLED
    assert "Diallo" not in register.outcomes(Answers(set_aside=frozenset({"2"})))


def test_hidden_person_and_hidden_session_are_asked() -> None:
    rows = [TITLES, (*AWA, *"PPPP"), (*NGO, *"PPPP")]

    assert Register(rows=rows, hidden_rows=[1]).outcomes() == {
        "Diallo": Outcome.PROBLEM,
        "Ngoma": Outcome.ENTITLED,
    }
    hidden = Register(rows=rows, hidden_columns=[4])
    assert set(hidden.outcomes().values()) == {Outcome.PROBLEM}
    assert set(hidden.outcomes(Answers(kept=frozenset({"E"}))).values()) == {Outcome.ENTITLED}


def test_unformatted_births_of_a_1904_workbook_are_read_by_its_own_calendar() -> None:
    born = date(1990, 5, 4)
    number = float((born - date(1904, 1, 1)).days)
    register = Register(rows=[TITLES, ("Diallo", "Awa", number, *"PPPP")], is_1904=True)

    (person,) = register.records().people
    assert person.birth_date is not None
    assert person.birth_date.earliest() == born
