"""A name is Latin letters and nothing else; births are read one way for a whole column."""

from datetime import date

import pytest

from issuer.planning.plan import Outcome
from tests.support.registers import TITLES, Register
from tests.support.workbooks import Value

BORN = date(1990, 5, 4)


def of(family: str, given: str | None = "Awa", born: Value = BORN) -> Register:
    return Register(rows=[TITLES, (family, given, born, *"PPPP")])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Sow (abandon)", "« ( »"),
        ("Bah – liste d'attente", "« – »"),
        ("Diallo 2", "« 2 »"),
        ("Kaba?", "« ? »"),
        ("Touré / Awa 0470 12 34 56", "« / »"),
        ("Sow Ali <ali@example.org>", "« < »"),
        ("../../etc/passwd", "« / »"),
        ("Mme Diallo", "« Mme »"),
        ("Madame. Diallo", "« Madame »"),
    ],
)
def test_note_in_the_cell_of_a_name_is_never_printed(name: str, words: str) -> None:
    assert_is_no_name(name, words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("KonÃ©", "accents abîmés"),
        ("IÅŸÄ±l", "accents abîmés"),
        ("AÄŸaoÄŸlu", "accents abîmés"),
        ("Ma³gorzata", "« ³ »"),
    ],
)
def test_broken_accents_are_never_printed(name: str, words: str) -> None:
    assert_is_no_name(name, words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Кone", "cyrilliques"),
        ("Παπάς", "grecques"),
        ("علي", "arabes"),
        ("ገብረ", "guèzes"),
        ("王", "chinoises"),
        ("ߊߥߊ", "d’un autre alphabet"),
    ],
)
def test_letter_of_another_script_is_never_printed(name: str, words: str) -> None:
    assert_is_no_name(name, words)


def assert_is_no_name(name: str, words: str) -> None:
    """Check that nothing is issued to a name, and why is said at its cell."""
    register = of(name)

    (problem,) = register.plan().problems
    assert (problem.row, problem.column) == (2, "A")
    assert words in problem.message
    assert problem.remedy
    assert set(register.outcomes().values()) == {Outcome.PROBLEM}


@pytest.mark.parametrize(
    "name",
    [
        "Ağaoğlu", "Đặng", "Əliyeva", "Țuțu", "Łukasiewicz-Nguyễn", "O’Connor", "d'Haene",
        "Ḥasan", "Ɓuuba", "ʿAlī", "N’Golo", "St. Clair", "Adébọ̀wálé", "Mɔ́nga", "Monsieurs",
        "Mc Donald", "Ó Súilleabháin", "Žižková", "M. Bah",
    ],
)  # fmt: skip
def test_names_in_latin_letters_are_kept_as_given(name: str) -> None:
    assert of(name).outcomes() == {name: Outcome.ENTITLED}


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


@pytest.mark.parametrize("born", [date(1903, 1, 1), date(2022, 6, 1), date(2026, 3, 2)])
def test_unlikely_birth_is_pointed_out(born: date) -> None:
    register = of("Diallo", born=born)

    assert register.outcomes() == {"Diallo": Outcome.ENTITLED}
    assert [notice.row for notice in register.plan().notices] == [2]


@pytest.mark.parametrize(
    "titles",
    [
        ("2 mars 2026", "3 mars 2026", "5 mars", "vendredi 6 mars 2026"),
        ("ma 2 maart 2026", "3 mrt 2026", "do 5 maart", "vr. 6 maart"),
        ("March 2, 2026", "Tue, 3 March 2026", "5-mar-2026", "6th March"),
        ("16/03/2026 matin", "3/3 (visio)", "05/03 Logement", "6.3.2026"),
    ],
)
def test_titles_with_dates_in_words_are_sessions(titles: tuple[str, ...]) -> None:
    titles = tuple(title.replace("16/03", "02/03") for title in titles)
    register = Register(rows=[(*TITLES[:3], *titles), ("Diallo", "Awa", BORN, *"PPPP")])

    assert register.outcomes() == {"Diallo": Outcome.ENTITLED}
