"""How the module is followed, as its sheet says it: understood, or a problem at its cell."""

from datetime import timedelta
from pathlib import Path

import pytest

from attestation.particulars import LANGUAGES
from issuer.planning.plan import Plan
from issuer.workbook.parsing.module_facts import parse_hours, parse_language
from tests.support.module_plans import REGIMES, plan
from tests.support.workbooks import DAYS, HEADER, Value, person


def places(planned: Plan) -> list[tuple[str, int | None, str | None]]:
    return [(one.sheet, one.row, one.column) for one in planned.problems]


BAD_CELLS = {
    "unknown language": ((("Langue", "volapük"),), "« volapük » n’est pas une langue connue ici"),
    "two languages": ((("Langue", "français et arabe"),), "n’est pas une langue connue ici"),
    "hours as a word": ((("Heures exigées", "beaucoup"),), "n’est pas un nombre d’heures"),
    "no hours": ((("Heures exigées", 0),), "n’est pas un nombre d’heures"),
    "unknown extent": ((("Portée", "grande"),), "parcours entier ou une composante"),
    "regime that is no code": (
        (("Régime", "accueil bruxellois"),),
        "n’est pas le code d’un régime",
    ),
    "unknown regime": ((("Régime", "BXL-ACCUIEL"),), "n’est pas dans les réglages ; "),
    "regime that has ended": ((("Régime", "OLD"),), "n’est pas en vigueur le 20/11/2026"),
    "regime that has not begun": ((("Régime", "NEW"),), "n’est pas en vigueur le 20/11/2026"),
    "more hours than the module has": (
        (("Heures exigées", 13),),
        "13 heures sont exigées, et le module n’en a que 12",
    ),
    "fewer hours than the regime": (
        (("Régime", "LONG"), ("Heures exigées", 8)),
        "le régime LONG exige 12 heures au moins",
    ),
}


@pytest.mark.parametrize(("keys", "said"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_what_cannot_be_stated_is_a_problem_at_its_cell(
    tmp_path: Path, keys: tuple[tuple[Value, ...], ...], said: str
) -> None:
    planned = plan(tmp_path, *keys, regimes=REGIMES)

    (problem,) = planned.problems
    assert said.rstrip(" ;") in problem.message
    assert (problem.sheet, problem.row, problem.column) == ("list.module.csv", 2 + len(keys), "B")
    assert not planned.drafts()


def test_unknown_mode_is_a_problem_at_its_session(tmp_path: Path) -> None:
    planned = plan(tmp_path, modes=("présentiel", "par pigeon", "présentiel"))

    (problem,) = planned.problems
    assert "« par pigeon » n’est pas un mode connu" in problem.message
    assert places(planned) == [("list.module.csv", 6, "D")]
    assert not planned.drafts()


def test_reference_that_is_too_long_is_a_problem_at_its_cell(tmp_path: Path) -> None:
    planned = plan(
        tmp_path,
        people=[(*person(marks=""), "x" * 21, *"PPP")],
        header=(*HEADER[:5], "Réf. BAPA", *DAYS),
    )

    (problem,) = planned.problems
    assert "référence d’accueil est trop longue" in problem.message
    assert places(planned) == [("list.presences.csv", 2, "F")]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("48", 2880), ("48 h", 2880), ("48,5", 2910), ("48 h 30", 2910), ("48:15", 2895),
     ("60 heures", 3600)],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(text: str, minutes: int) -> None:
    assert parse_hours(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_is_known_by_its_code(code: str) -> None:
    assert parse_language(code.upper()) == code
