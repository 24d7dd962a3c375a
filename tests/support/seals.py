"""Electronic seals as trust service providers hand them out: PKCS#12 with a chain of three."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

SEAL_SECRET = "la phrase du prestataire"  # noqa: S105  a test's
_DAY = timedelta(days=1)


def make_seal_file(  # noqa: PLR0913  each is one thing that can be wrong with a seal
    file: Path,
    *,
    at: datetime,
    kind: str = "p-256",
    chain: Literal["whole", "no-root", "none", "self-signed"] = "whole",
    signs: bool = True,
    begins: timedelta = -_DAY,
    secret: str = SEAL_SECRET,
    key: bool = True,
    usage: bool = True,
) -> Path:
    """Write a seal for two years from ``at``."""
    root_key, middle_key, own_key = _key("p-384"), _key("rsa-2048"), _key(kind)
    root = _certificate("Racine du prestataire", root_key, None, root_key, at=at - 900 * _DAY)
    middle = _certificate("Autorité des cachets", middle_key, root, root_key, at=at - 400 * _DAY)
    above = None if chain == "self-signed" else middle
    own = _certificate(
        "Maison des Passages asbl",
        own_key,
        above,
        middle_key if above else own_key,
        at=at + begins,
        signs=signs,
        usage=usage,
    )
    others = {"whole": [root, middle], "no-root": [middle], "none": [], "self-signed": []}[chain]
    file.write_bytes(
        serialize_key_and_certificates(
            b"seal",
            own_key if key else None,
            own,
            others,
            BestAvailableEncryption(secret.encode()),
        )
    )
    return file


@cache
def _key(kind: str) -> Any:
    """Make a key, one of each kind: RSA keys take seconds."""
    match kind.split("-"):
        case ["rsa", bits]:
            return rsa.generate_private_key(65537, int(bits))
        case ["p", bits]:
            curves = {"256": ec.SECP256R1(), "384": ec.SECP384R1(), "521": ec.SECP521R1()}
            return ec.generate_private_key(curves[bits])
        case _:
            return ed25519.Ed25519PrivateKey.generate()


def _certificate(
    name: str,
    key: Any,
    issuer: x509.Certificate | None,
    issuer_key: Any,
    *,
    at: datetime,
    signs: bool | None = None,
    usage: bool = True,
) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    is_authority = signs is None
    key_usage = x509.KeyUsage(
        bool(signs),
        bool(signs),
        not is_authority,
        False,
        False,
        is_authority,
        is_authority,
        False,
        False,
    )
    algorithm = None if isinstance(issuer_key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + (7300 * _DAY if is_authority else 730 * _DAY))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if usage:
        builder = builder.add_extension(key_usage, critical=True)
    return builder.sign(issuer_key, algorithm)
