"""The witness: made once, opened with care, and signing under its own clock."""

import pytest

from attestation.errors import ConfigurationError, SigningError
from attestation.formats.checkpoint import (
    Checkpoint,
    decode_checkpoint_envelope,
    encode_checkpoint,
    verify_checkpoint,
)
from keys.custody.passphrase import Passphrase
from keys.custody.signing import open_checkpoint_signer
from tests.support.key_rings import SECRET
from tests.support.root_elsewhere import Sides

PASSPHRASE = Passphrase(SECRET.encode())


def test_witness_signs_what_it_is_brought_under_its_own_clock(sides: Sides) -> None:
    sides.install(sides.certify(sides.request()))
    sides.context("witness", "--out", sides.stick / "witness", *sides.with_root())
    head = Checkpoint(size=3, root=bytes(32), made_at=sides.context.at)
    (sides.stick / "head").write_bytes(encode_checkpoint(head))
    sides.vault.later(hours=2)
    secret = sides.context.folder / "passphrase"

    sides.vault(
        "sign-checkpoint",
        sides.stick / "head",
        "--key",
        sides.stick / "witness",
        "--out",
        sides.stick / "signed",
        "--root-passphrase-file",
        secret,
    )

    envelope = decode_checkpoint_envelope((sides.stick / "signed").read_bytes())
    key = sides.context.trust().witnesses[envelope.kid]
    signed = verify_checkpoint(envelope, key.public_key)
    assert signed is not None
    assert (signed.size, signed.made_at) == (3, sides.vault.at)


def test_rubbish_is_not_witnessed(sides: Sides) -> None:
    (sides.stick / "head").write_bytes(b"rubbish")
    command = ("sign-checkpoint", sides.stick / "head", "--key", sides.root)

    message = sides.vault.refused(
        *command, "--out", sides.stick / "x", "--root-passphrase-file", sides.secret
    )

    assert "pas un point de contrôle" in message


def test_witness_is_made_once_and_opened_with_care(sides: Sides) -> None:
    sides.install(sides.certify(sides.request()))
    folder = sides.stick / "witness"
    command = ("witness", "--out", folder, *sides.with_root())
    sides.context(*command)
    assert "il y en a déjà un" in sides.context.refused(*command)
    assert sides.context.states("witness") == ["active"]

    at = sides.context.at
    assert open_checkpoint_signer(folder, PASSPHRASE, at=at).chain == ()
    with pytest.raises(SigningError, match="pas valable aujourd’hui"):
        open_checkpoint_signer(folder, PASSPHRASE, at=at.replace(year=at.year + 11))
    (folder / "witness.key.pem").write_bytes((sides.root / "root.key.pem").read_bytes())
    with pytest.raises(SigningError, match="pas celle du témoin"):
        open_checkpoint_signer(folder, Passphrase(b"une phrase pour la racine seule"), at=at)
    (folder / "witness.cert.pem").unlink()
    with pytest.raises(ConfigurationError, match="illisible"):
        open_checkpoint_signer(folder, PASSPHRASE, at=at)
