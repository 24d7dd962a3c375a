"""What is stated of a module: from its workbook, else from the settings, else not at all."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from attestation.particulars import LANGUAGES, Extent, Mode, Particulars
from issuer.planning.plan import Outcome, Plan, plan_issue
from issuer.settings.issuer import IssueSettings
from issuer.workbook.parsing.module_facts import parse_hours, parse_language
from tests.support.documents import LETTERHEAD
from tests.support.issuers import ADDRESS
from tests.support.regimes import make_regime
from tests.support.workbooks import DAYS, HEADER, Value, person, read_rows

AT = datetime(2026, 11, 20, tzinfo=UTC)
MODES = ("présentiel",) * 3


def plan(
    folder: Path,
    *keys: Sequence[Value],
    modes: Sequence[Value] = MODES,
    people: Sequence[Sequence[Value]] = (person(),),
    header: Sequence[Value] = HEADER,
    settings: dict[str, object] | None = None,
    **changed: object,
) -> Plan:
    """Plan a module of three sessions of four hours whose sheet has ``keys`` besides."""
    rows = (
        ("Code", "AC-2026-10"),
        ("Intitulé", "Ateliers citoyens"),
        *keys,
        (),
        ("Date", "Début", "Fin", "Mode"),
        *((day, time(9), time(13), mode) for day, mode in zip(DAYS, modes, strict=True)),
    )
    records = read_rows(folder, *people, header=header, module=rows)
    issue = IssueSettings.model_validate({"verifier": ADDRESS, **changed, **(settings or {})})
    return plan_issue(records, held={}, settings=issue, letterhead=LETTERHEAD, at=AT)


def stated(planned: Plan) -> Particulars:
    (draft,) = planned.drafts()
    return draft.particulars


def places(planned: Plan) -> list[tuple[str, int | None, str | None]]:
    return [(one.sheet, one.row, one.column) for one in planned.problems]


def test_workbook_says_every_fact(tmp_path: Path) -> None:
    planned = plan(
        tmp_path,
        ("Langue", "Français"),
        ("Heures exigées", "8 h"),
        ("Portée", "composante"),
        ("Régime", "bxl-accueil"),
        modes=("présentiel", "visioconférence", None),
        people=[(*person(marks=""), "BAPA-117", *"PPA")],
        header=(*HEADER[:5], "Référence d’accueil", *DAYS),
        required_percent=60,
        regimes=[make_regime("BXL-ACCUEIL")],
    )

    assert not planned.problems
    assert stated(planned) == Particulars(
        sessions_followed=2,
        sessions_held=3,
        module_time=timedelta(hours=12),
        required_time=timedelta(hours=8),
        required_percent=60,
        language="fr",
        mode=Mode.BOTH,
        extent=Extent.COMPONENT,
        regime="BXL-ACCUEIL",
        reception_reference="BAPA-117",
    )


def test_settings_of_the_module_say_what_the_workbook_leaves_out(tmp_path: Path) -> None:
    of_module = {
        "language": "nl",
        "mode": "video",
        "extent": "whole",
        "required_hours": 10.5,
        "regime": "VL",
    }

    planned = plan(
        tmp_path,
        modes=(None,) * 3,
        modules={"AC-2026-10": of_module, "AC-2026-11": {"language": "de"}},
        regimes=[make_regime("VL")],
    )

    said = stated(planned)
    assert (said.language, said.mode, said.extent, said.regime, said.required_time) == (
        "nl",
        Mode.VIDEO,
        Extent.WHOLE,
        "VL",
        timedelta(hours=10, minutes=30),
    )


def test_what_nobody_says_is_not_stated(tmp_path: Path) -> None:
    said = stated(plan(tmp_path, modes=("présentiel", None, "présentiel")))

    assert said == Particulars(
        sessions_followed=3,
        sessions_held=3,
        module_time=timedelta(hours=12),
        required_percent=100,
    )


def test_mode_is_that_of_the_sessions_followed(tmp_path: Path) -> None:
    planned = plan(
        tmp_path,
        modes=("présentiel", "présentiel", "Zoom"),
        people=[person(marks="PPA")],
        required_percent=60,
    )

    assert stated(planned).mode is Mode.ON_SITE


def test_default_regime_of_the_organisation_is_stated(tmp_path: Path) -> None:
    planned = plan(tmp_path, regime="WAL", regimes=[make_regime("WAL", required_hours=12)])

    assert stated(planned).regime == "WAL"
    assert stated(planned).required_time == timedelta(hours=12)


def test_presence_below_the_required_hours_gives_no_right(tmp_path: Path) -> None:
    planned = plan(
        tmp_path,
        ("Heures exigées", 10),
        people=[person(marks="PPA")],
        required_percent=60,
    )

    assert planned.people[0].outcome is Outcome.NOT_ENTITLED


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
REGIMES = [
    make_regime("BXL-ACCUEIL"),
    make_regime("OLD", valid_until=date(2026, 11, 19)),
    make_regime("NEW", valid_from=date(2026, 11, 21)),
    make_regime("LONG", required_hours=12),
    make_regime("LONGER", required_hours=60),
    make_regime("STRICT", required_percent=100),
]


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


SETTINGS_THAT_DIFFER = {
    "language": {"language": "nl"},
    "hours": {"required_hours": 11},
    "extent": {"extent": "whole"},
    "mode": {"mode": "video"},
    "regime": {"regime": "LONG"},
}


@pytest.mark.parametrize("of_module", SETTINGS_THAT_DIFFER.values(), ids=SETTINGS_THAT_DIFFER)
def test_setting_that_contradicts_the_workbook_is_a_problem(
    tmp_path: Path, of_module: dict[str, object]
) -> None:
    planned = plan(
        tmp_path,
        ("Langue", "fr"),
        ("Heures exigées", 12),
        ("Portée", "composante"),
        ("Régime", "BXL-ACCUEIL"),
        modules={"AC-2026-10": of_module},
        regimes=REGIMES,
    )

    (problem,) = planned.problems
    assert "ne disent pas" in problem.message
    assert not planned.drafts()


SETTINGS_THAT_CANNOT_BE = {
    "unknown regime": ({"regime": "XX"}, "le régime XX n’est pas dans les réglages"),
    "too long for this module": (
        {"regime": "LONGER"},
        "60 heures sont exigées par le régime LONGER, et le module n’en a que 12",
    ),
    "softer rule than the regime's": (
        {"regime": "STRICT", "required_percent": 80},
        "le régime STRICT exige 100 % des séances, et la règle de ce module 80 %",
    ),
}


@pytest.mark.parametrize(
    ("settings", "said"), SETTINGS_THAT_CANNOT_BE.values(), ids=SETTINGS_THAT_CANNOT_BE
)
def test_setting_that_cannot_be_stated_is_a_problem_before_anything_is_issued(
    tmp_path: Path, settings: dict[str, object], said: str
) -> None:
    planned = plan(tmp_path, regimes=REGIMES, settings=settings)

    (problem,) = planned.problems
    assert said in problem.message
    assert (problem.sheet, problem.row) == ("Module", None)
    assert not planned.drafts()


@pytest.mark.parametrize(
    "of_module", [{"language": "vo"}, {"mode": "pigeon"}, {"regime": "à l’envers"},
                  {"required_hours": 0}, {"required_hours": 1.001}],
)  # fmt: skip
def test_settings_file_with_an_unknown_fact_is_refused(of_module: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        IssueSettings.model_validate({"verifier": ADDRESS, "modules": {"X": of_module}})


def test_facts_over_the_size_are_a_problem(tmp_path: Path) -> None:
    planned = plan(
        tmp_path,
        people=[person(family_name="Đ" * 100, given_name="Ə" * 90)],
        modules={"AC-2026-10": {"regime": "BXL-ACCUEIL", "language": "fr", "mode": "on-site"}},
        regimes=REGIMES,
    )

    (problem,) = planned.problems
    assert "trop longs ensemble pour le code QR" in problem.message
    assert not planned.drafts()


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
