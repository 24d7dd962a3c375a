"""``attest-keys issuer-record``: what the root signs of the organisation."""

from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from click import Abort

from attestation.recognition import Recognition
from attestation.regime import ValidityPeriod
from keys.trust import identifier_in
from tests.support.key_rings import SETTINGS, Keys
from tests.support.root_elsewhere import Sides

IDENTITY = """
[identity]
identifier = "0123.456.749"
contact = "02 555 01 23"

[[identity.recognitions]]
number = "BXL-2026-3"
authority = "COCOF"
first_day = 2026-01-01
last_day = 2028-12-31
"""
RECOGNITION = Recognition(
    number="BXL-2026-3",
    authority="COCOF",
    period=ValidityPeriod(first_day=date(2026, 1, 1), last_day=date(2028, 12, 31)),
)


def state(keys: Keys, identity: str = IDENTITY) -> None:
    keys.config.write_text(SETTINGS + identity, encoding="utf-8")


def test_record_of_the_root_goes_into_the_bundle(ringed: Keys) -> None:
    assert ringed.trust().organisations[0].record is None
    state(ringed)

    out = ringed("issuer-record", "--yes")

    assert "Agrément : BXL-2026-3, du 01/01/2026 au 31/12/2028, COCOF" in out
    (organisation,) = ringed.trust().organisations
    assert organisation.record is not None
    assert organisation.record.recognitions == (RECOGNITION,)
    assert organisation.record.made_at == ringed.at
    assert organisation.identifier == "NTRBE-0123456749"
    assert organisation.contact == "02 555 01 23"
    for key in ringed.trust().keys.values():
        assert key.issuer.record == organisation.record
        assert key.issuer.identifier == "NTRBE-0123456749"
        assert key.issuer.contact == "02 555 01 23"


def test_newer_record_takes_the_place_of_the_former(ringed: Keys) -> None:
    state(ringed)
    ringed("issuer-record", "--yes")
    ringed.later(days=30)
    state(ringed, '\n[identity]\ncontact = "02 555 99 99"\n')

    out = ringed("issuer-record", "--yes")

    assert "Agrément : non indiqué" in out
    (organisation,) = ringed.trust().organisations
    assert organisation.record is not None
    assert organisation.record.recognitions == ()
    assert organisation.contact == "02 555 99 99"
    assert organisation.identifier is None


def test_record_needs_somebody_to_say_yes(ringed: Keys) -> None:
    state(ringed)

    with patch("click.confirm", side_effect=Abort) as asked:
        assert ringed.run("issuer-record").exit_code != 0

    assert asked.called
    assert ringed.trust().organisations[0].record is None


@pytest.mark.parametrize(
    ("identity", "place"),
    [
        ("", "identity"),
        (IDENTITY.replace("749", "748"), "identity.identifier"),
        (IDENTITY.replace('"COCOF"', '""'), "identity.recognitions.0.authority"),
        (IDENTITY.replace('"COCOF"', '"CO\\u202eCOF"'), "identity.recognitions.0.authority"),
        (IDENTITY.replace("2028-12-31", "2025-12-31"), "identity.recognitions.0"),
        (IDENTITY.replace("first_day = 2026-01-01\n", ""), "identity.recognitions.0.first_day"),
        (IDENTITY + "extra = 1\n", "identity.recognitions.0.extra"),
    ],
)
def test_wrong_setting_is_named_and_nothing_is_signed(
    ringed: Keys, identity: str, place: str
) -> None:
    state(ringed, identity)

    assert place in ringed.refused("issuer-record", "--yes")

    assert ringed.trust().organisations[0].record is None


def test_record_of_another_organisation_than_the_certificate_is_refused(ringed: Keys) -> None:
    state(ringed)
    ringed.later(days=1)
    ringed("rotate")
    assert identifier_in(ringed.ring.issuing[-1].subject) == "NTRBE-0123456749"
    state(ringed, IDENTITY.replace("0123.456.749", "VATBE-0123456749"))

    assert "attest-keys rotate" in ringed.refused("issuer-record", "--yes")


def test_record_of_a_root_elsewhere_is_carried_to_the_ring(sides: Sides) -> None:
    state(sides.vault)
    record = sides.stick / "record.pem"

    assert "--out" in sides.vault.refused("issuer-record", "--yes", *sides.with_root())
    sides.vault("issuer-record", "--yes", "--out", record, *sides.with_root())
    sides.context("install", record)

    (organisation,) = sides.context.trust().organisations
    assert organisation.record is not None
    assert organisation.record.recognitions == (RECOGNITION,)


def test_older_record_or_that_of_another_root_is_not_installed(
    sides: Sides, tmp_path: Path
) -> None:
    state(sides.vault)
    old, new = sides.stick / "old.pem", sides.stick / "new.pem"
    sides.vault("issuer-record", "--yes", "--out", old, *sides.with_root())
    sides.vault.later(days=1)
    sides.vault("issuer-record", "--yes", "--out", new, *sides.with_root())
    sides.context("install", new)
    other = Sides(tmp_path / "other")
    state(other.vault)
    foreign = tmp_path / "foreign.pem"
    other.vault("issuer-record", "--yes", "--out", foreign, *other.with_root())

    assert "plus récente" in sides.context.refused("install", old)
    assert "ne l’a pas signée" in sides.context.refused("install", foreign)

    (organisation,) = sides.context.trust().organisations
    assert organisation.record is not None
    assert organisation.record.made_at == sides.vault.at


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    """Make a root elsewhere, and an issuer that has its first key."""
    both = Sides(tmp_path)
    both.install(both.certify(both.request()))
    return both


def test_record_that_cannot_be_read_is_named(ringed: Keys) -> None:
    (ringed.folder / "ring" / "issuer-record.pem").mkdir()

    assert "issuer-record.pem" in ringed.refused("list")
