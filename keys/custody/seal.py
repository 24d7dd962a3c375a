"""An organisation's own electronic seal, from a PKCS#12 file: it signs documents for PDF readers.

Credentials and statements stay with the issuing key, whatever the seal's key is: docs/adr/0033.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    SECP384R1,
    EllipticCurvePrivateKey,
)
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from attestation.errors import ConfigurationError, SigningError
from keys.custody.keyring import KeyRing
from keys.custody.passphrase import Passphrase
from keys.custody.private_key import open_any_key_file
from keys.trust import Role
from pdf.document_signer import SignatureAlgorithm

MINIMUM_RSA_BITS = 3072  # ETSI TS 119 312: 128 bits of security
_LONGEST_CHAIN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A seal's certificate, those above it and its key. Implements ``DocumentSigner``."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    private_key: EllipticCurvePrivateKey | RSAPrivateKey = field(repr=False)

    @property
    def algorithm(self) -> SignatureAlgorithm:
        """The algorithm that suits the key."""
        if isinstance(self.private_key, RSAPrivateKey):
            return "sha256_rsa"
        is_p384 = isinstance(self.private_key.curve, SECP384R1)
        return "sha384_ecdsa" if is_p384 else "sha256_ecdsa"

    def sign_document(self, message: bytes) -> bytes:
        """Sign as CMS wants it."""
        key = self.private_key
        if isinstance(key, RSAPrivateKey):
            return key.sign(message, PKCS1v15(), hashes.SHA256())
        is_p384 = isinstance(key.curve, SECP384R1)
        return key.sign(message, ECDSA(hashes.SHA384() if is_p384 else hashes.SHA256()))


def read_seal(file: Path, passphrase: Passphrase, *, at: datetime) -> Seal:
    """Read a PKCS#12 file (RFC 7292) with a key, its certificate and those above it.

    Raises:
        ConfigurationError: unreadable, wrong passphrase, no key, a certificate that is not for
            signing or not valid at ``at``, a key too weak, or a chain with a gap.
    """
    try:
        content = load_pkcs12(file.read_bytes(), passphrase)
    except OSError as error:
        raise ConfigurationError(file.name, f"illisible ({error.strerror})") from None
    except ValueError:
        raise ConfigurationError(
            file.name, "la phrase secrète est fausse, ou ce n’est pas un fichier PKCS#12"
        ) from None
    key, own = content.key, content.cert
    if key is None or own is None:
        raise ConfigurationError(file.name, "il y manque la clé privée ou son certificat")
    if not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise ConfigurationError(file.name, "la clé n’est ni RSA ni P-256 ni P-384")
    seal = Seal(
        certificate=own.certificate,
        chain=_chain(own.certificate, [one.certificate for one in content.additional_certs]),
        private_key=key,
    )
    problem = _problem(seal, at=at)
    if problem is not None:
        raise ConfigurationError(file.name, problem)
    return seal


def open_seal(ring: KeyRing, passphrase: Passphrase, *, at: datetime) -> Seal | None:
    """Open the ring's seal for signing at ``at``; None where the ring has none.

    Raises:
        SigningError: wrong passphrase, or the seal's certificate is expired.
        ConfigurationError: the key file is missing or readable by other users.
    """
    entry = ring.signing_key(Role.SEAL)
    if entry is None:
        return None
    own, *above = entry.certificates[1:]
    check_seal_validity(own, at=at)
    key = open_any_key_file(ring.folder / f"{entry.kid.hex()}.key.pem", passphrase)
    return Seal(certificate=own, chain=tuple(above), private_key=key)


def check_seal_validity(own: x509.Certificate, *, at: datetime) -> None:
    """Refuse to sign at ``at`` with a seal that is not valid then.

    Raises:
        SigningError: it is expired, or not yet valid.
    """
    if not own.not_valid_before_utc <= at <= own.not_valid_after_utc:
        raise SigningError(
            f"le cachet est expiré ({own.not_valid_after_utc:%d/%m/%Y}) : "
            "attest-keys import le nouveau, ou attest-keys retire celui-ci"
        )


def _chain(
    certificate: x509.Certificate, others: list[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """Put the certificates above ``certificate`` in order, nearest first."""
    chain: list[x509.Certificate] = []
    while certificate.issuer != certificate.subject and len(chain) < _LONGEST_CHAIN:
        above = next((other for other in others if _is_issued_by(certificate, other)), None)
        if above is None:
            break
        chain.append(above)
        certificate = above
    return tuple(chain)


def _problem(seal: Seal, *, at: datetime) -> str | None:
    certificate, key = seal.certificate, seal.private_key
    usage = next(
        (one.value for one in certificate.extensions if isinstance(one.value, x509.KeyUsage)), None
    )
    if certificate.public_key() != key.public_key():
        return "la clé privée n’est pas celle du certificat"
    if isinstance(key, RSAPrivateKey) and key.key_size < MINIMUM_RSA_BITS:
        return f"la clé RSA a moins de {MINIMUM_RSA_BITS} bits"
    if isinstance(key, EllipticCurvePrivateKey) and not isinstance(
        key.curve, SECP256R1 | SECP384R1
    ):
        return "la courbe de la clé n’est ni P-256 ni P-384"
    if usage is None or not (usage.digital_signature or usage.content_commitment):
        return "le certificat n’est pas fait pour signer"
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return "le certificat n’est pas valable aujourd’hui"
    if certificate.issuer != certificate.subject and not seal.chain:
        return "le certificat de son autorité manque : exportez la chaîne entière"
    return None


def _is_issued_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
