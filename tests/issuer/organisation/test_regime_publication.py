"""Regimes and models published: signed, in the bundle, and of each period as it was."""

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image

from attestation.errors import ConfigurationError, TrustStoreError
from attestation.formats.organisation_version import Version, sign_version
from attestation.regime import RegimeRecords
from issuer.context import IssuerContext
from issuer.organisation.form import OrganisationSettings, settings_of
from issuer.organisation.history import current_settings, keep_version
from issuer.organisation.regime_publication import (
    MODEL_WIDTH,
    document_models,
    publish_to_bundle,
)
from issuer.organisation.regimes import with_regimes
from issuer.settings.regime import Regime
from keys.cli.main import main
from keys.trust import load_trust_store
from register.database import writing
from register.organisation_versions import add_version
from tests.support.commands import run
from tests.support.issuer_contexts import at
from tests.support.issuers import NOW, make_issuer
from tests.support.regimes import make_regime


def keep(issuer: IssuerContext, *regimes: Regime, colour: str = "#1D4E6B", seen: int) -> None:
    before = settings_of(current_settings(issuer.settings, issuer.register))
    coloured = before.organisation.model_copy(update={"accent_colour": colour})
    wanted = with_regimes(issuer.settings, replace(before, organisation=coloured), regimes)
    assert isinstance(wanted, OrganisationSettings), wanted
    keep_version(issuer, wanted, seen=seen, who="ines")


def publishing(issuer: IssuerContext) -> IssuerContext:
    issue = issuer.settings.issue.model_copy(update={"trust": "trust.pem"})
    return replace(issuer, settings=replace(issuer.settings, issue=issue))


def published(bundle: Path) -> RegimeRecords:
    (organisation,) = load_trust_store(bundle.read_bytes()).organisations
    assert organisation.regimes is not None
    return organisation.regimes


def test_without_the_setting_nothing_is_published(issuer: IssuerContext) -> None:
    assert publish_to_bundle(issuer) is None


def test_published_regimes_are_those_in_force(issuer: IssuerContext) -> None:
    regimes = make_regime("X", required_hours=12), make_regime("Y", valid_until="2026-01-01")
    keep(issuer, *regimes, seen=0)

    path = publish_to_bundle(publishing(issuer))

    assert path is not None
    records = published(path)
    assert records.regimes == tuple(one.record() for one in regimes)
    assert records.published_at == NOW
    assert {one.regime for one in records.models} == {None, "X", "Y"}


def test_regimes_stay_in_the_bundle_when_the_keys_are_written_anew(issuer: IssuerContext) -> None:
    keep(issuer, make_regime("X"), seen=0)
    path = publish_to_bundle(publishing(issuer))
    assert path is not None
    config = issuer.settings.folder / "attestation.toml"

    assert run(main, "--config", config, "trust", "--out", path).exit_code == 0

    assert [one.code for one in published(path).regimes] == ["X"]


def test_publishing_again_replaces_what_was_published(issuer: IssuerContext) -> None:
    keep(issuer, make_regime("X"), seen=0)
    publish_to_bundle(publishing(issuer))
    later = at(issuer, timedelta(days=1))
    keep(later, make_regime("X", authority="Another"), seen=1)

    path = publish_to_bundle(publishing(later))

    assert path is not None
    assert [one.authority for one in published(path).regimes] == ["Another"]
    assert path.read_bytes().count(b"BEGIN ATTESTATION-REGIMES") == 1


def test_bundle_that_is_not_there_is_made(issuer: IssuerContext) -> None:
    (issuer.settings.folder / "trust.pem").unlink()

    path = publish_to_bundle(publishing(issuer))

    assert path is not None
    assert published(path).regimes == ()


def test_bundle_of_others_alone_is_left_as_it_is(issuer: IssuerContext) -> None:
    path = issuer.settings.folder / "trust.pem"
    path.write_bytes(bundle := make_issuer("Une autre").bundle)

    with pytest.raises(TrustStoreError):
        publish_to_bundle(publishing(issuer))
    assert path.read_bytes() == bundle


def test_bundle_that_cannot_be_written_is_named_by_its_setting(issuer: IssuerContext) -> None:
    path = issuer.settings.folder / "trust.pem"
    path.unlink()
    path.mkdir()

    with pytest.raises(ConfigurationError, match=r"issue\.trust"):
        publish_to_bundle(publishing(issuer))


def test_models_are_those_of_each_period(issuer: IssuerContext) -> None:
    # The first is put right on the same day, and a version that looks the same makes no model.
    keep(issuer, make_regime("X"), colour="#333333", seen=0)
    keep(issuer, make_regime("X"), colour="#7A1F3D", seen=1)
    keep(at(issuer, timedelta(days=5)), colour="#7A1F3D", seen=2)
    keep(at(issuer, timedelta(days=9)), make_regime("Y"), colour="#1D4E6B", seen=3)

    models = document_models(at(issuer, timedelta(days=10)))

    day = date(2026, 11, 20)
    ninth, eighth = day + timedelta(days=9), day + timedelta(days=8)
    assert [(one.regime, one.first_day, one.last_day) for one in models] == [
        (None, ninth, None), ("X", ninth, None), ("Y", ninth, None),
        (None, day, eighth), ("X", day, eighth),
    ]  # fmt: skip
    assert len({one.picture for one in models}) == 5


def test_model_of_settings_that_were_never_kept_has_no_day(issuer: IssuerContext) -> None:
    (model,) = document_models(issuer)

    assert (model.first_day, model.last_day) == (None, None)
    assert abs(Image.open(io.BytesIO(model.picture)).width - MODEL_WIDTH) <= 1


def test_version_that_nobody_of_ours_signed_makes_no_model(issuer: IssuerContext) -> None:
    keep(issuer, seen=0)
    stranger = replace(issuer.settings.keys, ring=other_ring(issuer))
    elsewhere = replace(issuer, settings=replace(issuer.settings, keys=stranger))

    assert [one.first_day for one in document_models(elsewhere)] == [None]


def test_version_that_a_rule_of_today_refuses_makes_no_model(issuer: IssuerContext) -> None:
    keep(issuer, seen=0)
    refused = Version(
        number=2,
        who="ines",
        at=at(issuer, timedelta(days=1)).instant(),
        content='{"organisation": {}, "rule": {}, "logo": null}',
    )
    with writing(issuer.register) as session:
        add_version(session, 2, sign_version(refused, signer=issuer.signer))

    assert [one.first_day for one in document_models(issuer)] == [NOW.date()]


def test_model_of_a_regime_ends_with_it(issuer: IssuerContext) -> None:
    keep(issuer, make_regime("X"), seen=0)
    later = at(issuer, timedelta(days=3))
    before = settings_of(current_settings(issuer.settings, issuer.register))
    without = before.issue.model_copy(update={"regimes": ()})
    keep_version(later, replace(before, issue=without), seen=1, who="ines")

    ended = [one.last_day for one in document_models(later) if one.regime == "X"]

    assert ended == [NOW.date() + timedelta(days=2)]


def other_ring(issuer: IssuerContext) -> Path:
    from tests.support.issuer_contexts import make_deployment

    return make_deployment(issuer.settings.folder / "other").parent / "keys"
