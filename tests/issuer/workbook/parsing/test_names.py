"""A name is Latin letters and nothing else."""

from datetime import date
from pathlib import Path

import pytest

from issuer.planning.plan import Outcome
from tests.support.registers import TITLES, Register
from tests.support.workbooks import (
    Value,
    only_person,
    person,
    read_rows,
)

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


@pytest.mark.parametrize("names", [("Wahyuni", ""), ("", "Wahyuni"), ("Wahyuni", "  ")])
def test_single_name_is_the_family_name_in_either_column(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    records = read_rows(tmp_path, person(family_name=names[0], given_name=names[1]))

    row = only_person(records)
    assert (row.family_name, row.given_name) == ("Wahyuni", None)


def test_names_are_kept_as_given_but_for_stray_spaces(tmp_path: Path) -> None:
    name = "  Łukasiewicz-Nguyê\u0303n\u00a0 Ḥasan "

    row = only_person(read_rows(tmp_path, person(family_name=name)))

    assert row.family_name == "Łukasiewicz-Nguyễn Ḥasan"
