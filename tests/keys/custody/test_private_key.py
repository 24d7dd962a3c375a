"""Private keys in files are encrypted, and of the kind that we sign with."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from attestation.errors import ConfigurationError, SigningError
from keys.custody.log_key import open_log_signer
from keys.custody.passphrase import Passphrase
from keys.custody.private_key import key_to_pem, open_key_file, open_log_key_file
from keys.custody.signing import open_signer
from tests.support.key_rings import SECRET, Keys, active

PASSPHRASE = Passphrase(SECRET.encode())


def test_private_keys_are_encrypted(ringed: Keys) -> None:
    for file in (ringed.folder / "ring").glob("*.key.pem"):
        assert file.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
        with pytest.raises(TypeError):
            load_pem_private_key(file.read_bytes(), password=None)


def test_key_on_another_curve_is_not_opened(ringed: Keys) -> None:
    file = ringed.folder / "ring" / f"{active(ringed)}.key.pem"
    file.write_bytes(key_to_pem(ec.generate_private_key(ec.SECP384R1()), PASSPHRASE))

    with pytest.raises(SigningError, match="pas P-256"):
        open_signer(ringed.ring, PASSPHRASE, at=ringed.at)


def test_file_with_another_kind_of_key_does_not_open(logged: Keys, tmp_path: Path) -> None:
    (log,) = logged.trust().logs.values()
    file = logged.ring.folder / f"{log.kid.hex()}.key.pem"
    issuing = logged.ring.folder / f"{logged.ring.keys[0].kid.hex()}.key.pem"

    for opened in (lambda: open_key_file(file, PASSPHRASE),
                   lambda: open_log_key_file(issuing, PASSPHRASE),
                   lambda: open_log_key_file(file, Passphrase(b"another"))):  # fmt: skip
        with pytest.raises(SigningError):
            opened()
    file.write_bytes(key_to_pem(Ed25519PrivateKey.generate(), PASSPHRASE))
    with pytest.raises(SigningError):
        open_log_signer(logged.ring, PASSPHRASE, at=logged.at)
    file.unlink()
    with pytest.raises(ConfigurationError):
        open_log_signer(logged.ring, PASSPHRASE, at=logged.at)
