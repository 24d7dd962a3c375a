"""Private keys in files: encrypted PKCS#8 (RFC 5958), opened by a passphrase."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from attestation.errors import SigningError
from keys.custody.files import read_private
from keys.custody.passphrase import Passphrase

PrivateKey = EllipticCurvePrivateKey | RSAPrivateKey | Ed25519PrivateKey


def key_to_pem(key: PrivateKey, passphrase: Passphrase) -> bytes:
    """Encrypt a key under ``passphrase``."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))


def open_any_key_file(
    file: Path, passphrase: Passphrase
) -> EllipticCurvePrivateKey | RSAPrivateKey:
    """Decrypt a key that may sign documents.

    Raises:
        SigningError: wrong passphrase, a damaged file, or another kind of key.
        ConfigurationError: missing, or others may read it.
    """
    key = _open(file, passphrase)
    if not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise SigningError("la clé n’est ni RSA ni une courbe du NIST")
    return key


def open_log_key_file(file: Path, passphrase: Passphrase) -> Ed25519PrivateKey:
    """Decrypt the key of a log.

    Raises:
        SigningError: wrong passphrase, a damaged file, or another kind of key.
        ConfigurationError: missing, or others may read it.
    """
    key = _open(file, passphrase)
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningError("la clé du journal n’est pas Ed25519")
    return key


def open_key_file(file: Path, passphrase: Passphrase) -> EllipticCurvePrivateKey:
    """Decrypt a P-256 key.

    Raises:
        SigningError: wrong passphrase, a damaged file, or another kind of key.
        ConfigurationError: missing, or others may read it.
    """
    key = open_any_key_file(file, passphrase)
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise SigningError("la clé n’est pas P-256")
    return key


def _open(file: Path, passphrase: Passphrase) -> PrivateKeyTypes:
    try:
        return load_pem_private_key(read_private(file), password=passphrase)
    except (ValueError, TypeError):
        raise SigningError(
            "la phrase secrète est fausse, ou le fichier de la clé est abîmé"
        ) from None
