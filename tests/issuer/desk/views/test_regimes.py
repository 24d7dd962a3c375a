"""Regimes at the desk: typed or loaded, seen as what changes, and only then kept and published."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from issuer.organisation.form import settings_of
from issuer.organisation.history import keep_version
from keys.trust import load_trust_store
from tests.issuer.settings.test_regime import EXAMPLES
from tests.support.desks import DESK_SETTINGS, Browser, TestDesk, make_desk
from tests.support.regime_forms import FORM, in_force
from tests.support.regimes import make_regime
from tests.support.settings_forms import FIELDS as SETTINGS_FIELDS


def keep(browser: Browser) -> str:
    page = browser.get("/reglages/regimes").text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None, page
    answer = browser.post("/reglages/regimes/garder", version=version[1])
    assert answer.status_code == 303, answer.text
    return browser.get(answer.location).text


def test_typed_regime_is_a_draft_until_it_is_kept(desk: TestDesk, ines: Browser) -> None:
    tried = ines.post("/reglages/regimes", **FORM)
    page = ines.get(tried.location.partition("#")[0]).text
    assert "LOCAL : nouvelle fiche, à partir du 01/01/2026" in page
    assert in_force(desk).regimes == ()

    said = keep(ines)

    assert "C’est enregistré&nbsp;: version 1." in said
    assert "quand l’administrateur l’aura publié" in said
    (regime,) = in_force(desk).regimes
    assert (regime.code, regime.required_hours) == ("LOCAL", 10.5)
    assert regime.establishes.de == "establishes de"


def test_regimes_outlive_other_settings_being_saved(desk: TestDesk, ines: Browser) -> None:
    ines.post("/reglages/regimes", **FORM)
    keep(ines)
    ines.post("/reglages/regimes/defaut", regime="LOCAL")
    keep(ines)

    ines.post("/reglages", **SETTINGS_FIELDS | {"version": "2", "phone": "02 555 01 02"})

    assert [one.code for one in in_force(desk).regimes] == ["LOCAL"]
    assert in_force(desk).regime == "LOCAL"


def test_regime_is_ended_and_put_right(desk: TestDesk, ines: Browser) -> None:
    ines.post("/reglages/regimes", **FORM)
    keep(ines)

    ines.post("/reglages/regimes/fin", code="LOCAL", last_day="2026-06-30")
    assert "LOCAL, dernier jour : rien → 2026-06-30" in ines.get("/reglages/regimes").text
    keep(ines)
    form = ines.get("/reglages/regimes?code=LOCAL").text
    assert 'value="2026-06-30"' in form
    assert 'value="10.5"' in form
    ines.post("/reglages/regimes", **FORM | {"authority": "Une autre"})
    keep(ines)

    (regime,) = in_force(desk).regimes
    assert (regime.authority, regime.valid_until) == ("Une autre", None)


def test_list_says_which_are_in_force_today(desk: TestDesk, ines: Browser) -> None:
    before = settings_of(desk.context.settings)
    regimes = (
        make_regime("NOW"),
        make_regime("OLD", valid_until="2020-01-01"),
        make_regime("NEXT", valid_from="2099-01-01"),
    )
    wanted = replace(before, issue=before.issue.model_copy(update={"regimes": regimes}))
    keep_version(desk.context, wanted, seen=0, who="ines")

    page = ines.get("/reglages/regimes").text

    for said in ("en vigueur, sans limite", "terminé, jusqu’au", "à venir, à partir du"):
        assert said in page


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.stem)
def test_example_that_nobody_reviewed_is_refused(
    desk: TestDesk, ines: Browser, example: Path
) -> None:
    refused = ines.post("/reglages/regimes/fichier", file=(io.BytesIO(example.read_bytes()), "x"))

    assert refused.status_code == 422
    assert "personne ne les a vérifiés" in refused.text
    assert in_force(desk).regimes == ()


def test_reviewed_file_is_loaded(desk: TestDesk, ines: Browser) -> None:
    text = EXAMPLES[0].read_text("utf-8").partition("[[")
    reviewed = "[[" + text[2].replace("À compléter : ", "")

    ines.post("/reglages/regimes/fichier", file=(io.BytesIO(reviewed.encode()), "regime.toml"))
    keep(ines)

    assert len(in_force(desk).regimes) == 1


def test_regime_without_a_day_is_not_ended(ines: Browser) -> None:
    refused = ines.post("/reglages/regimes/fin", code="LOCAL", last_day="demain")

    assert refused.status_code == 422
    assert "Donnez son dernier jour" in refused.text


def test_regimes_are_kept_by_one_at_a_time(desk: TestDesk, ines: Browser) -> None:
    ines.post("/reglages/regimes", **FORM)
    keep_version(desk.context, settings_of(desk.context.settings), seen=0, who="other")

    refused = ines.post("/reglages/regimes/garder", version="0")

    assert refused.status_code == 409
    assert "quelqu’un d’autre" in refused.text.casefold()


@pytest.mark.parametrize("can_be_written", [True, False])
def test_what_is_kept_is_published_at_once(tmp_path: Path, can_be_written: bool) -> None:
    issue = '[issue]\ntrust = "verifiers.pem"\n'
    desk = make_desk(tmp_path, settings=DESK_SETTINGS.replace("[issue]\n", issue))
    desk.add_user("ines")
    ines, bundle = desk.browser("ines"), desk.context.settings.folder / "verifiers.pem"
    if not can_be_written:
        bundle.mkdir()

    ines.post("/reglages/regimes", **FORM)
    said = keep(ines)

    if not can_be_written:
        assert "prévenez l’administrateur" in said
        return
    assert "Les vérificateurs le montrent déjà" in said
    (organisation,) = load_trust_store(bundle.read_bytes()).organisations
    assert organisation.regimes is not None
    assert [one.code for one in organisation.regimes.regimes] == ["LOCAL"]


def test_preview_prints_the_sentence_of_a_regime(desk: TestDesk, ines: Browser) -> None:
    ines.post("/reglages/regimes", **FORM)

    plain = ines.get("/reglages/apercu.png?regime=").data

    assert ines.get("/reglages/apercu.png?regime=LOCAL").data != plain
