"""Whatever is wrong with a workbook is said in Dutch as well, with nothing of it left in French."""

from dataclasses import replace
from datetime import date, time

import pytest

from issuer.workbook.answers import NO_ANSWERS, Answers, Meaning, place_in_words
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet
from issuer.workbook.format.child_answer import Refusal
from issuer.workbook.format.spreadsheet import refuse
from issuer.workbook.layouts.enrolment import name_key
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import arranged, planned, proposed
from tests.support.corpus import CASES, Case
from tests.support.dutch import in_dutch, said_of
from tests.support.registers import AWA, DAYS, MODULE, TITLES, Register
from tests.support.workbooks import Value

DAY = layouts.DAYS[0]
BIRTHS: tuple[Value, ...] = (
    None, "onbekend", "03/05/26", "31/02/1990", "15/00/1990", "01/01/1850", "01/01/2030",
    date(1905, 6, 17), date(2026, 3, 2), date(1905, 1, 1),
)  # fmt: skip
NAMES = (
    None, 17.0, "Иванова", "غزال", "Anna 2", "Mme Diallo", "KonÃ©", "Dia\u200bllo", "D" * 200,
)  # fmt: skip
FACTS: tuple[tuple[Value, ...], ...] = (
    ("Langue", "klingon"), ("Heures exigées", "beaucoup"), ("Portée", "?"), ("Régime", "!"),
    ("Langue de l’attestation", "klingon"), ("Remarque", "x"),
)  # fmt: skip

THERE = ("Diallo Awa", "Ngoma", "Lopez Ana")
STAYS: dict[str, layouts.Stays] = {name: [(time(9), time(13))] for name in THERE}
LAYOUTS: dict[str, list[Sheet]] = {
    "grid": [layouts.grid(dict.fromkeys(THERE, "xxxx")), layouts.sheet("Notes", [["x"]])],
    "log": [layouts.log([(name, DAY) for name in THERE])],
    "sheets": layouts.session_sheets(dict.fromkeys(layouts.DAYS, THERE)),
    "teams": [layouts.teams(DAY, STAYS)],
    "teams of before 2021": [layouts.teams_actions(DAY, STAYS, still_there=["Diallo Awa"])],
    "months": layouts.months({THERE[0]: "xxxx"}, (*layouts.DAYS[:2], date(2026, 4, 1))),
}


def messy() -> Register:
    """Return a register in which nearly everything is wrong that can be, and none is a refusal."""
    titles = (*TITLES, "E-mail", "Référence d’accueil", "Langue des messages", "Total", "Autre")
    end: tuple[Value, ...] = ("niet@", "x" * 90, "klingon", 99.0, "?")
    births = [
        ("Diallo", f"Awa {chr(65 + n)}", born, *"PPPP", *end) for n, born in enumerate(BIRTHS)
    ]
    names = [(name, "Awa", date(1990, 5, 4), *"PA?P", *end) for name in NAMES]
    known: list[tuple[Value, ...]] = [(*AWA, *"PPPP"), (*AWA, *"PPPA"), ("Diallo", "Ava", AWA[2])]
    sessions = (
        (DAYS[0], time(10), time(11), None, "sur la lune"), ("bientôt", "?", None),
        (date(2026, 3, 9), time(12), time(9)), (date(2027, 1, 5), time(9), time(10)),
        (date(2026, 3, 10), time(9), time(10), None, "annulée"),
    )  # fmt: skip
    rows = (("A = Aanwezig",), titles, *births, *names, *known, (None, None, None, "P"))
    module = (*MODULE[:2], *FACTS, *MODULE[2:], *sessions)
    return Register(rows=rows, module=module, comments=[(2, 3)], more_sheets={"Notes": [("x",)]})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_said_of_any_register_is_said_in_dutch(case: Case) -> None:
    for answers in {id(one): one for one in (case.answers, NO_ANSWERS)}.values():
        assert all(map(in_dutch, _said(case, answers)))


def _said(case: Case, answers: Answers) -> list[str]:
    try:
        return list(said_of(case.register.plan(answers, at=case.at)))
    except WorkbookError as error:
        return [error.message, error.remedy]


def test_what_is_said_of_a_messy_register_is_said_in_dutch() -> None:
    plan = messy().plan()

    found = {in_dutch(text) for text in said_of(plan)}

    assert len(found) > 60
    assert "“Иванова” bevat cyrillische letters (“И”)." in found


@pytest.mark.parametrize("refusal", Refusal)
def test_file_that_is_not_read_is_refused_in_dutch(refusal: Refusal) -> None:
    for place in ("XFD9", "A10001"):
        error = refuse(refusal, place=place)
        assert in_dutch(error.message) != error.message
        assert in_dutch(error.remedy) != error.remedy


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_said_of_another_layout_is_said_in_dutch(layout: str) -> None:
    sheets = LAYOUTS[layout]
    _, profile = proposed(sheets)
    known = layouts.enrolled(("Diallo", "Awa", date(1990, 5, 4)), ("Ngoma", "Anna", DAY))
    decided = {name_key("Lopez Ana"): None}
    reading = Reading(
        profile=replace(profile, minimum_minutes=180), people=decided, leaves_other_sheets=True
    )

    found = arranged(sheets, reading, module=layouts.module(), enrolled=known)
    plan = planned(found, module=layouts.module())

    assert all(map(in_dutch, said_of(plan)))


def test_what_somebody_decided_is_said_in_dutch() -> None:
    answers = Answers(
        marks={"": Meaning.ABSENT, "a": Meaning.PRESENT},
        set_aside=frozenset({"K", "14"}),
        kept=frozenset({"K14"}),
    )

    assert [in_dutch(line) for line in answers.lines()] == [
        "lege cel = afwezig",
        "“a” = aanwezig",
        "opzijgelegd: 14, K",
        "toch meegeteld: K14",
    ]
    assert [in_dutch(place_in_words(place)) for place in ("14", "K", "K14")] == [
        "rij 14",
        "kolom K",
        "cel K14",
    ]
