"""The key of the public log: its own, of its own kind, and good for nothing else."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from attestation.errors import SigningError
from attestation.formats.log_receipt import sign_root
from keys.custody.log_key import LOG_YEARS, open_log_signer
from keys.custody.passphrase import Passphrase
from keys.trust import (
    LOG_SIGNING,
    Role,
)
from tests.support.key_rings import LOG_ORIGIN, SECRET, SETTINGS, Keys, make_keys

PASSPHRASE = Passphrase(SECRET.encode())


def test_log_has_a_key_of_its_own_that_is_listed_and_trusted_for_the_log_alone(
    logged: Keys,
) -> None:
    (row,) = [row for row in logged.rows() if row["role"] == "log"]
    store = logged.trust()
    (log,) = store.logs.values()

    assert (row["state"], row["kid"]) == ("active", log.kid.hex())
    assert "journal" in logged("list")
    assert (log.origin, log.anchor) == (LOG_ORIGIN, store.organisations[0].anchor)
    assert log.kid not in {*store.keys, *store.witnesses, *store.roots}
    (trusted,) = store.organisations[0].logs
    assert trusted.role is Role.LOG
    assert (log.not_after - logged.at).days == int(LOG_YEARS * 365.25)
    extended = trusted.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert (extended.critical, list(extended.value)) == (True, [LOG_SIGNING])


def test_log_signs_by_its_key(logged: Keys) -> None:
    signer = open_log_signer(logged.ring, PASSPHRASE, at=logged.at)
    assert signer is not None
    (log,) = logged.trust().logs.values()

    signed = sign_root(bytes(32), size=1, origin=signer.origin, made_at=logged.at, signer=signer)

    assert (signer.kid, signer.origin) == (log.kid, LOG_ORIGIN)
    assert signer.public_key == log.public_key
    assert isinstance(log.public_key, Ed25519PublicKey)
    assert len(signed.signature) == 64


def test_ring_without_a_log_has_no_signer(ringed: Keys) -> None:
    assert open_log_signer(ringed.ring, PASSPHRASE, at=ringed.at) is None


def test_name_of_the_log_is_the_verifier_s_address(tmp_path: Path) -> None:
    keys = make_keys(
        tmp_path, settings=SETTINGS + '[issue]\nverifier = "https://verifier.example"\n'
    )
    keys("init")

    keys("log-key")

    (log,) = keys.trust().logs.values()
    assert log.origin == "verifier.example/log"


def test_log_without_a_name_is_not_made(ringed: Keys) -> None:
    assert "--origin" in ringed.refused("log-key")
    for name in ("a b", "a+b", "é", "x" * 256):
        assert "--origin" in ringed.refused("log-key", "--origin", name)
    assert not ringed.trust().logs


def test_new_log_key_retires_the_one_before_and_both_stay_trusted(logged: Keys) -> None:
    logged.later(days=30)
    logged("log-key", "--origin", LOG_ORIGIN)

    assert logged.states("log") == ["retired", "active"]
    assert len(logged.trust().logs) == 2


def test_log_key_that_was_revoked_is_trusted_no_more(logged: Keys) -> None:
    (log,) = logged.trust().logs.values()
    logged.later(days=1)
    logged(
        "revoke", log.kid.hex()[:8], "--reason", "keyCompromise", "--invalid-since", "2026-11-20"
    )

    (revoked,) = logged.trust().logs.values()
    assert revoked.revocation is not None
    assert revoked.revocation.is_compromise
    assert open_log_signer(logged.ring, PASSPHRASE, at=logged.at) is None


def test_expired_log_key_signs_nothing(logged: Keys) -> None:
    logged.later(days=366 * LOG_YEARS)

    with pytest.raises(SigningError):
        open_log_signer(logged.ring, PASSPHRASE, at=logged.at)
