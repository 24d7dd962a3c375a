"""The verifier's only private key, which signs receipts and nothing else.

It is made here and certifies itself, with an extended key usage of its own: no organisation's root
has a part in it, and ``keys.trust`` gives such a certificate no say on attestations (ADR 0044). No
other module of the verifier may touch a private key; tests and the import contracts see to it.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from attestation.errors import ConfigurationError
from attestation.formats.cose import P256_ORDER
from keys.trust import RECEIPT_SIGNING, extension_of, fingerprint, public_key_digest
from runtime.files import replace_file
from runtime.private_file import is_private

LIFETIME = timedelta(days=3653)
SECRET_BYTES = 32
_SETTING = "verifier.receipts"
_KEY_FILE, _CERTIFICATE_FILE = "receipt.key.pem", "receipt.cert.pem"
_FORMER_FILES = "former-*.cert.pem"
_BACKDATED = timedelta(minutes=5)  # a reader's clock may be a little behind ours
_MAX_COMMON_NAME = 64  # RFC 5280 appendix A, ub-common-name


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptKey:
    """A key that signs receipts, with its certificate and those of the keys before it."""

    certificate: x509.Certificate
    former: tuple[x509.Certificate, ...]
    """Their receipts are still known here."""
    _private_key: EllipticCurvePrivateKey = field(repr=False)

    def certificates(self) -> tuple[x509.Certificate, ...]:
        """Return all certificates whose receipts were made here."""
        return (self.certificate, *self.former)

    def public_keys(self) -> frozenset[bytes]:
        """Return the digests of their public keys: none of them ever signs an attestation."""
        return frozenset(public_key_digest(one.public_key()) for one in self.certificates())

    def is_valid_at(self, instant: datetime) -> bool:
        """Check whether the key may still sign."""
        certificate = self.certificate
        return certificate.not_valid_before_utc <= instant <= certificate.not_valid_after_utc

    def sign(self, message: bytes) -> bytes:
        """Sign with ECDSA on P-256 and SHA-256, in DER (RFC 5753 §7.2), s in the lower half."""
        r, s = decode_dss_signature(self._private_key.sign(message, ECDSA(hashes.SHA256())))
        return encode_dss_signature(r, min(s, P256_ORDER - s))

    def secret_for(self, purpose: bytes) -> bytes:
        """Return a secret that every process with this key has, and nobody else (RFC 5869)."""
        scalar = self._private_key.private_numbers().private_value.to_bytes(SECRET_BYTES, "big")
        return HKDF(algorithm=hashes.SHA256(), length=SECRET_BYTES, salt=None, info=purpose).derive(
            scalar
        )


def create_receipt_key(folder: Path, *, address: str, at: datetime) -> x509.Certificate:
    """Make a new key for the verifier at ``address``; a former one is destroyed, but not forgotten.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    key = generate_private_key(SECP256R1())
    certificate = _certify_itself(key, address=address, at=at)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        current = folder / _CERTIFICATE_FILE
        if current.exists():
            former = x509.load_pem_x509_certificate(current.read_bytes())
            current.replace(folder / f"former-{fingerprint(former).hex()[:16]}.cert.pem")
        replace_file(
            folder / _KEY_FILE,
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        )
        replace_file(current, certificate.public_bytes(Encoding.PEM))
    except (OSError, ValueError) as error:
        problem = f"impossible d’écrire la clé ({type(error).__name__})"
        raise ConfigurationError(_SETTING, problem) from None
    return certificate


def has_receipt_key(folder: Path) -> bool:
    """Check whether there is a key in ``folder``; whoever may not look there finds none."""
    return os.path.exists(folder / _KEY_FILE)  # noqa: PTH110  Path raises for a closed folder


def open_receipt_key(folder: Path) -> ReceiptKey:
    """Read the key in ``folder``.

    Raises:
        ConfigurationError: there is none, other users can read it, or it is not what it should be.
    """
    file = folder / _KEY_FILE
    try:
        if not is_private(file):
            problem = "d’autres utilisateurs peuvent lire la clé : chmod 600"
            raise ConfigurationError(_SETTING, problem)
        private_key = load_pem_private_key(file.read_bytes(), password=None)
        certificate, *former = _certificates_in(folder)
    except FileNotFoundError:
        problem = "aucune clé : attest-verifier receipt-key init"
        raise ConfigurationError(_SETTING, problem) from None
    except (OSError, ValueError, TypeError) as error:
        problem = f"clé ou certificat illisible ({type(error).__name__})"
        raise ConfigurationError(_SETTING, problem) from None
    if (
        not isinstance(private_key, EllipticCurvePrivateKey)
        or private_key.public_key() != certificate.public_key()
    ):
        raise ConfigurationError(_SETTING, "la clé n’est pas celle du certificat")
    return ReceiptKey(certificate=certificate, former=tuple(former), _private_key=private_key)


def _certificates_in(folder: Path) -> Iterator[x509.Certificate]:
    for file in (folder / _CERTIFICATE_FILE, *sorted(folder.glob(_FORMER_FILES))):
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        usage = extension_of(certificate, x509.ExtendedKeyUsage)
        if usage is None or list(usage) != [RECEIPT_SIGNING]:
            raise ValueError("not a certificate for receipts")
        yield certificate


def _certify_itself(
    key: EllipticCurvePrivateKey, *, address: str, at: datetime
) -> x509.Certificate:
    host = address.partition("://")[2]
    name = f"Rapports de vérification – {host}".encode()[:_MAX_COMMON_NAME].decode(errors="ignore")
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    public_key = key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _BACKDATED)
        .not_valid_after(at + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_SIGNS_DOCUMENTS, critical=True)
        .add_extension(x509.ExtendedKeyUsage([RECEIPT_SIGNING]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([x509.UniformResourceIdentifier(address)]), critical=False
        )
    )
    return builder.sign(key, hashes.SHA256())


_SIGNS_DOCUMENTS = x509.KeyUsage(
    digital_signature=False,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
