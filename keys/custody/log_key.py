"""The key of the public log: Ed25519, as the log formats ask, and in the ring beside the others."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from attestation.errors import ConfigurationError, SigningError
from attestation.signer import Kid
from keys.custody.authority import Authority
from keys.custody.certificates import identity_of
from keys.custody.keyring import IN_FILE, KeyRing, RingKey, add_key
from keys.custody.passphrase import Passphrase
from keys.custody.private_key import open_log_key_file
from keys.custody.signing import check_validity
from keys.trust import Role, log_origin_of

LONGEST_ORIGIN = 255
LOG_YEARS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFileSigner:
    """Implements ``attestation.signer.LogSigner``."""

    kid: Kid
    origin: str
    """Name of the log."""
    private_key: Ed25519PrivateKey = field(repr=False)

    @property
    def public_key(self) -> Ed25519PublicKey:
        """The public key, as certificates and verifier keys have it."""
        return self.private_key.public_key()

    def sign(self, message: bytes) -> bytes:
        """Sign with Ed25519 (RFC 8032)."""
        return self.private_key.sign(message)


def create_log_key(
    ring: KeyRing,
    authority: Authority,
    passphrase: Passphrase,
    *,
    origin: str,
    at: datetime,
    lifetime: timedelta,
) -> KeyRing:
    """Make the key of the log ``origin``, certified; one of before signs no more.

    Raises:
        ConfigurationError: such a name is none, or the folder cannot be written.
        SigningError: the root is expired.
    """
    is_plain = origin.isascii() and origin.isprintable() and not set(origin) & set(" +")
    if not is_plain or not 1 <= len(origin) <= LONGEST_ORIGIN:
        raise ConfigurationError("--origin", "le nom du journal est une adresse sans https://")
    key = Ed25519PrivateKey.generate()
    certificate = authority.certify(
        key.public_key(),
        identity_of(authority.root),
        Role.LOG,
        at=at,
        lifetime=lifetime,
        origin=origin,
    )
    entry = RingKey(certificates=(certificate,), role=Role.LOG, location=IN_FILE)
    return add_key(ring, entry, key, passphrase, at=at)


def open_log_signer(ring: KeyRing, passphrase: Passphrase, *, at: datetime) -> LogFileSigner | None:
    """Open the ring's log key for signing at ``at``; None where there is no log.

    Raises:
        SigningError: the passphrase is wrong, or the certificate is expired.
        ConfigurationError: the key file is missing or readable by other users.
    """
    entry = ring.signing_key(Role.LOG)
    if entry is None:
        return None
    check_validity(entry.certificate, at=at)
    key = open_log_key_file(ring.folder / f"{entry.kid.hex()}.key.pem", passphrase)
    origin = log_origin_of(entry.certificate)
    if origin is None or key.public_key() != entry.certificate.public_key():
        raise SigningError("la clé du journal n’est pas celle de son certificat")
    return LogFileSigner(kid=entry.kid, origin=origin, private_key=key)
