"""What is stated of a module: from its workbook, else from the settings, else not at all."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from attestation.particulars import Extent, Mode, Particulars
from issuer.planning.plan import Outcome, Plan
from issuer.settings.issuer import IssueSettings
from tests.support.issuers import ADDRESS
from tests.support.module_plans import REGIMES, plan
from tests.support.regimes import make_regime
from tests.support.workbooks import DAYS, HEADER, person


def stated(planned: Plan) -> Particulars:
    (draft,) = planned.drafts()
    return draft.particulars


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
