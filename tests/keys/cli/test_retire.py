"""Rotation, retirement, revocation: what the commands leave behind, and what verifiers learn."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from attestation.errors import ConfigurationError, SigningError
from keys.cli.retire import parse_instant
from keys.custody.files import write_private
from keys.custody.keyring import KeyState
from keys.custody.passphrase import Passphrase
from keys.custody.signing import open_signer
from tests.support.key_rings import SECRET, Keys, active

PASSPHRASE = Passphrase(SECRET.encode())


def files(keys: Keys) -> set[str]:
    return {file.name for file in (keys.folder / "ring").iterdir()}


def test_rotation_makes_a_new_key_and_destroys_the_old_one(ringed: Keys) -> None:
    old = active(ringed)
    ringed.later(days=400)

    out = ringed("rotate")

    assert "ce qu’elle a signé reste valable" in out
    assert ringed.states() == ["retired", "active"]
    assert active(ringed) != old
    assert f"{old}.key.pem" not in files(ringed)
    assert f"{old}.cert.pem" in files(ringed)
    signer = open_signer(ringed.ring, PASSPHRASE, at=ringed.at)
    assert signer.kid.hex() == active(ringed)
    assert old in {kid.hex() for kid in ringed.trust().keys}


def test_rotation_that_dies_half_way_leaves_the_old_key_active(ringed: Keys) -> None:
    old = active(ringed)

    def fail_at(file: Path, content: bytes) -> None:
        if file.name == "ring.json":
            raise ConfigurationError("keys.ring", "impossible d’écrire (disque plein)")
        write_private(file, content)

    with patch("keys.custody.keyring.write_private", fail_at):
        ringed.refused("rotate")

    assert active(ringed) == old
    open_signer(ringed.ring, PASSPHRASE, at=ringed.at)
    ringed("rotate")
    assert ringed.states() == ["retired", "active"]


def test_retired_key_never_signs_again(ringed: Keys) -> None:
    kid = active(ringed)

    out = ringed("retire", kid[:6], "--yes")

    assert "attest-keys rotate" in out
    assert ringed.states() == ["retired"]
    assert ringed.ring.active is None
    assert f"{kid}.key.pem" not in files(ringed)
    with pytest.raises(SigningError, match="attest-keys rotate"):
        open_signer(ringed.ring, PASSPHRASE, at=ringed.at)
    ringed("retire", kid, "--yes")
    ringed("rotate")
    assert ringed.states() == ["retired", "active"]
    assert "rotate" not in ringed("retire", kid, "--yes")


@pytest.mark.parametrize("kid", ["", "abc", "ffffffffffffffff", "../ring"])
def test_unknown_kid_is_refused(ringed: Keys, kid: str) -> None:
    assert "attest-keys list" in ringed.refused("retire", kid, "--yes")


def test_revocation_says_why_and_since_when(ringed: Keys) -> None:
    kid = active(ringed)
    ringed.later(days=30)

    out = ringed("revoke", kid, "--reason", "keyCompromise", "--invalid-since", "2026-12-01")

    assert "depuis le 01/12/2026 à 00:00" in out
    assert f"attest-issuer affected --key {kid}" in out
    assert "attest-keys rotate" in out
    assert ringed.states() == ["revoked"]
    assert f"{kid}.key.pem" not in files(ringed)
    (key,) = ringed.trust().keys.values()
    assert key.revocation is not None
    assert key.revocation.reason == "keyCompromise"
    assert key.revocation.is_compromise
    assert key.revocation.invalid_since == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert key.revocation.revoked_at == ringed.at
    assert "révoquée" in ringed("list")
    assert "keyCompromise depuis le 01/12/2026" in ringed("list")


def test_revoking_again_never_moves_the_date_forward(ringed: Keys) -> None:
    kid = active(ringed)
    ringed.later(days=10)
    ringed("revoke", kid, "--reason", "keyCompromise", "--invalid-since", "2026-11-25")
    ringed("revoke", kid, "--reason", "keyCompromise", "--invalid-since", "2026-11-28")

    (key,) = ringed.trust().keys.values()
    assert key.revocation is not None
    assert key.revocation.invalid_since.day == 24

    ringed("revoke", kid, "--reason", "keyCompromise", "--invalid-since", "2026-11-22")
    (key,) = ringed.trust().keys.values()
    assert key.revocation is not None
    assert key.revocation.invalid_since.day == 21


def test_theft_without_a_date_is_refused(ringed: Keys) -> None:
    assert "Donnez la date" in ringed.refused("revoke", active(ringed), "--reason", "keyCompromise")
    assert ringed.states() == ["active"]


@pytest.mark.parametrize("since", ["hier", "2026-13-01", "2999-01-01"])
def test_impossible_date_is_refused(ringed: Keys, since: str) -> None:
    command = ("revoke", active(ringed), "--reason", "keyCompromise", "--invalid-since", since)

    assert "--invalid-since" in ringed.refused(*command)


def test_instant_with_an_offset_is_taken_as_it_is() -> None:
    now = datetime(2026, 3, 9, tzinfo=UTC)

    assert parse_instant("2026-03-01T10:00+05:00", now=now) == datetime(2026, 3, 1, 5, tzinfo=UTC)


def test_expired_key_is_told_apart_from_a_retired_one(ringed: Keys) -> None:
    (key,) = ringed.ring.keys
    end = key.certificate.not_valid_after_utc

    assert ringed.ring.state_of(key, at=end) is KeyState.ACTIVE
    assert ringed.ring.state_of(key, at=end + timedelta(seconds=1)) is KeyState.EXPIRED


def test_somebody_is_asked_before_a_key_is_destroyed(ringed: Keys) -> None:
    with patch("click.confirm", return_value=True) as asked:
        ringed("retire", active(ringed))

    assert "Détruire la clé privée" in asked.call_args.args[0]
