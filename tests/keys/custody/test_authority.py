"""The root: what it certifies and revokes, and the list that says so."""

from pathlib import Path

import pytest
from cryptography import x509

from attestation.errors import ConfigurationError
from keys.custody.authority import create_root, find_certified, open_authority
from keys.custody.certificates import new_key
from keys.custody.passphrase import Passphrase
from tests.support.issuers import make_issuer
from tests.support.key_rings import SECRET, Keys, active, write_secret

PASSPHRASE = Passphrase(SECRET.encode())


def test_crl_is_what_rfc_5280_asks_for(ringed: Keys) -> None:
    ringed("revoke", active(ringed), "--reason", "superseded")

    crl = ringed.ring.crl
    assert crl is not None
    assert crl.issuer == ringed.ring.root.subject
    assert crl.is_signature_valid(ringed.ring.root.public_key())  # type: ignore[arg-type]
    assert crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 1
    assert crl.next_update_utc == ringed.ring.root.not_valid_after_utc
    (entry,) = crl
    reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    assert reason is x509.ReasonFlags.superseded
    since = entry.extensions.get_extension_for_class(x509.InvalidityDate).value
    assert since.invalidity_date_utc == ringed.at


def test_each_list_has_a_higher_number_and_keeps_the_earlier_entries(ringed: Keys) -> None:
    first = active(ringed)
    ringed("rotate")
    second = active(ringed)
    ringed("revoke", first, "--reason", "superseded")
    ringed.later(days=1)
    ringed("revoke", second, "--reason", "keyCompromise", "--invalid-since", "2026-11-20T12:00")

    crl = ringed.ring.crl
    assert crl is not None
    assert crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 2
    assert ringed.states() == ["revoked", "revoked"]


def test_revocation_needs_the_roots_passphrase(ringed: Keys) -> None:
    wrong = write_secret(ringed.folder / "wrong", "une toute autre phrase")
    kid = active(ringed)

    message = ringed.refused(
        "revoke", kid, "--reason", "superseded", "--root-passphrase-file", wrong
    )

    assert "phrase secrète est fausse" in message
    assert ringed.states() == ["active"]


def test_root_may_have_a_passphrase_of_its_own(keys: Keys) -> None:
    env = {"ATTESTATION_ROOT_PASSPHRASE": "la phrase de la racine seule"}
    keys("init", env=env)

    assert "phrase secrète est fausse" in keys.refused("rotate")
    keys("rotate", env=env)
    assert keys.states() == ["retired", "active"]


def test_root_key_of_another_root_is_refused(ringed: Keys, tmp_path: Path) -> None:
    folder = ringed.folder / "ring"
    (folder / "root.key.pem").write_bytes((folder / f"{active(ringed)}.key.pem").read_bytes())

    assert "pas celle de la racine" in ringed.refused("rotate")


def test_expired_root_certifies_nothing(ringed: Keys) -> None:
    ringed.later(days=21 * 366)

    assert "la racine est expirée" in ringed.refused("rotate")


def test_issuing_certificate_never_outlives_the_root(ringed: Keys) -> None:
    ringed.later(days=19 * 365.25)
    ringed("rotate")

    assert ringed.ring.issuing[-1].not_valid_after_utc == ringed.ring.root.not_valid_after_utc


def test_root_revokes_only_what_it_certified(ringed: Keys, tmp_path: Path) -> None:
    authority = open_authority(ringed.folder / "ring", PASSPHRASE)

    with pytest.raises(ConfigurationError, match="pas certifié"):
        authority.revoke(
            make_issuer().signer.certificate,
            reason="superseded",
            invalid_since=ringed.at,
            at=ringed.at,
        )


def test_root_is_made_once(tmp_path: Path, ringed: Keys) -> None:
    root, key = ringed.ring.root, new_key()

    with pytest.raises(ConfigurationError, match="il y en a déjà une"):
        create_root(ringed.folder / "ring", root, key, PASSPHRASE)


def test_certificate_is_found_by_the_beginning_of_its_kid(ringed: Keys) -> None:
    folder, kid = ringed.folder / "ring", active(ringed)

    assert find_certified(folder, kid[:8]) == ringed.ring.issuing[0]
    for wrong in ("", "ab", "../..", "0" * 16):
        with pytest.raises(ConfigurationError, match="aucun certificat"):
            find_certified(folder, wrong)
    (folder / f"{kid}.cert.pem").write_bytes(b"")
    with pytest.raises(ConfigurationError, match="illisible"):
        find_certified(folder, kid)
