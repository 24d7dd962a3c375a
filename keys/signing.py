"""A signer whose key is in memory, opened from an encrypted file."""

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from attestation.cose import P256_ORDER
from attestation.errors import SigningError
from attestation.signer import Kid
from keys.passphrase import Passphrase
from keys.ring import KeyRing, open_private_key


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSigner:
    """Implements ``attestation.signer.Signer``."""

    kid: Kid
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    private_key: EllipticCurvePrivateKey = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Sign with ES256: r || s, s in the lower half of the order."""
        signature = self.private_key.sign(message, ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(signature)
        return r.to_bytes(32, "big") + min(s, P256_ORDER - s).to_bytes(32, "big")


def open_signer(ring: KeyRing, passphrase: Passphrase, *, at: datetime) -> FileSigner:
    """Open the ring's active key for signing at ``at``.

    Raises:
        SigningError: the passphrase is wrong, or the certificate is expired or not yet valid.
        ConfigurationError: the key file is missing or readable by other users.
    """
    certificate = ring.active_certificate()
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        end = certificate.not_valid_after_utc.date().isoformat()
        raise SigningError(f"le certificat n’est pas valable aujourd’hui (dernier jour : {end})")
    key = open_private_key(ring, passphrase)
    return FileSigner(kid=ring.active, certificate=certificate, chain=(ring.root,), private_key=key)
