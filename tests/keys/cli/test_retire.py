"""Rotation, retirement, revocation: what the commands leave behind, and what verifiers learn."""

import fcntl
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from attestation.errors import ConfigurationError, SigningError
from keys.cli.output import write_public
from keys.cli.retire import parse_instant
from keys.custody.authority import create_root, find_certified, open_authority
from keys.custody.certificates import new_key
from keys.custody.files import locked, read_private, remove, write_private
from keys.custody.keyring import KeyState, create_ring
from keys.custody.passphrase import Passphrase
from keys.custody.private_key import key_to_pem
from keys.custody.signing import open_checkpoint_signer, open_signer
from keys.trust import add_organisations, load_trust_store
from keys.trust.store import read_bundle
from tests.support.issuers import make_issuer
from tests.support.key_rings import SECRET, Keys, write_secret

PASSPHRASE = Passphrase(SECRET.encode())


def active(keys: Keys) -> str:
    kid = keys.ring.active
    assert kid is not None
    return kid.hex()


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
    from tests.support.issuers import make_issuer

    with pytest.raises(ConfigurationError, match="pas certifié"):
        authority.revoke(
            make_issuer().signer.certificate,
            reason="superseded",
            invalid_since=ringed.at,
            at=ringed.at,
        )


def test_two_writers_do_not_meet(ringed: Keys) -> None:
    descriptor = os.open(ringed.folder / "ring" / ".lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        assert "un autre programme" in ringed.refused("rotate")
        assert "un autre programme" in ringed.refused("retire", active(ringed), "--yes")
    finally:
        os.close(descriptor)
    ringed("rotate")


def test_reading_does_not_wait_for_a_writer(ringed: Keys) -> None:
    with locked(ringed.folder / "ring"):
        ringed("list")
        ringed("trust")


def test_expired_key_is_told_apart_from_a_retired_one(ringed: Keys) -> None:
    (key,) = ringed.ring.keys
    end = key.certificate.not_valid_after_utc

    assert ringed.ring.state_of(key, at=end) is KeyState.ACTIVE
    assert ringed.ring.state_of(key, at=end + timedelta(seconds=1)) is KeyState.EXPIRED


def test_trust_file_is_public_and_replaced_whole(ringed: Keys) -> None:
    out = ringed.folder / "trust.pem"
    ringed("trust", "--out", out)
    first = out.read_bytes()
    ringed("rotate")
    ringed("trust", "--out", out)

    assert out.read_bytes() != first
    assert out.stat().st_mode & 0o777 == 0o644
    assert b"PRIVATE" not in out.read_bytes()
    assert [file.name for file in ringed.folder.glob(".trust*")] == []


def test_trust_file_keeps_the_organisations_that_were_added_to_it(ringed: Keys) -> None:
    out, partner = ringed.folder / "trust.pem", make_issuer()
    ringed("trust", "--out", out)
    out.write_bytes(add_organisations(out.read_bytes(), partner.bundle))
    ringed("rotate")

    ringed("trust", "--out", out)

    assert len(load_trust_store(out.read_bytes()).organisations) == 2
    certificates, _ = read_bundle(out.read_bytes())
    assert ringed.ring.keys[-1].certificate in certificates


def test_trust_file_of_others_alone_is_not_written_over(ringed: Keys) -> None:
    out = ringed.folder / "trust.pem"
    out.write_bytes(make_issuer().bundle)

    assert "attest-verifier trust add" in ringed.refused("trust", "--out", out)
    assert out.read_bytes() != ringed("trust").encode()


def test_trust_file_that_is_damaged_is_written_anew_and_that_is_said(ringed: Keys) -> None:
    out = ringed.folder / "trust.pem"
    out.write_bytes(b"-----BEGIN CERTIFICATE-----")

    done = ringed.run("trust", "--out", out)

    assert "était illisible" in done.err
    assert out.read_bytes() == ringed("trust").encode()


def test_trust_file_in_no_folder_is_refused(ringed: Keys) -> None:
    assert "impossible d’écrire" in ringed.refused("trust", "--out", ringed.folder / "no" / "t.pem")
    (ringed.folder / "folder").mkdir()
    done = ringed.run("trust", "--out", ringed.folder / "folder")
    assert done.exit_code == 2


def test_files_that_cannot_be_touched_are_said(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(ConfigurationError, match="illisible"):
        read_private(folder)
    with pytest.raises(ConfigurationError, match="impossible d’effacer"):
        remove(folder)
    with pytest.raises(ConfigurationError, match="impossible d’écrire"):
        write_private(tmp_path / "none" / "file", b"")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigurationError, match="impossible d’écrire"), locked(tmp_path / "file"):
        pass


def test_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    full = OSError(28, "No space left on device")
    with (
        patch("os.fsync", side_effect=full),
        pytest.raises(ConfigurationError, match="No space left"),
    ):
        write_private(tmp_path / "file", b"secret")
    with (
        patch("os.fchmod", side_effect=full),
        pytest.raises(ConfigurationError, match="No space left"),
    ):
        write_public(tmp_path / "file", b"public")

    assert list(tmp_path.iterdir()) == []


def test_ring_is_never_written_over(ringed: Keys) -> None:
    ring, key = ringed.ring, new_key()

    with pytest.raises(ConfigurationError, match="existe déjà"):
        create_ring(
            ring.folder,
            root=ring.root,
            root_key=key,
            issuing=ring.issuing[0],
            issuing_key=key,
            passphrase=PASSPHRASE,
        )


def test_somebody_is_asked_before_a_key_is_destroyed(ringed: Keys) -> None:
    with patch("click.confirm", return_value=True) as asked:
        ringed("retire", active(ringed))

    assert "Détruire la clé privée" in asked.call_args.args[0]


def test_key_on_another_curve_is_not_opened(ringed: Keys) -> None:
    file = ringed.folder / "ring" / f"{active(ringed)}.key.pem"
    file.write_bytes(key_to_pem(ec.generate_private_key(ec.SECP384R1()), PASSPHRASE))

    with pytest.raises(SigningError, match="pas P-256"):
        open_signer(ringed.ring, PASSPHRASE, at=ringed.at)


def test_root_in_the_ring_signs_checkpoints(ringed: Keys) -> None:
    signer = open_checkpoint_signer(ringed.folder / "ring", PASSPHRASE, at=ringed.at)

    assert signer.certificate == ringed.ring.root


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
