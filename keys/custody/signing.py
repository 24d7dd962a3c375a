"""A signer over a private key, wherever that is: in an encrypted file or in a token."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from attestation.errors import SigningError
from attestation.formats.cose import P256_ORDER
from attestation.signer import Kid
from keys.custody.authority import Authority, open_authority
from keys.custody.keyring import IN_FILE, KeyRing, RingKey
from keys.custody.passphrase import Passphrase
from keys.custody.private_key import open_key_file
from keys.custody.witness import is_witness_folder, open_witness_key
from keys.trust import kid_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSigner:
    """Implements ``attestation.signer.Signer``."""

    kid: Kid
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    private_key: EllipticCurvePrivateKey = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Sign with ES256: r || s, s in the lower half of the order.

        Raises:
            SigningError: the token that holds the key is gone, or refuses.
        """
        signature = self.private_key.sign(message, ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(signature)
        return r.to_bytes(32, "big") + min(s, P256_ORDER - s).to_bytes(32, "big")


def open_signer(ring: KeyRing, passphrase: Passphrase, *, at: datetime) -> FileSigner:
    """Open the ring's active key for signing at ``at``.

    Args:
        ring: the key ring.
        passphrase: of the key's file, or the PIN of its token.
        at: the present instant.

    Raises:
        SigningError: no key is active, the passphrase is wrong, the certificate is expired or not
            yet valid, or the token does not answer.
        ConfigurationError: the key file is missing or readable by other users.
    """
    key = ring.signing_key()
    if key is None:
        raise SigningError("aucune clé n’est active : attest-keys rotate")
    check_validity(key.certificate, at=at)
    private_key = _open_private_key(ring, key, passphrase)
    if private_key.public_key() != key.certificate.public_key():
        raise SigningError("la clé privée n’est pas celle du certificat actif")
    return FileSigner(
        kid=key.kid, certificate=key.certificate, chain=(ring.root,), private_key=private_key
    )


def open_checkpoint_signer(folder: Path, passphrase: Passphrase, *, at: datetime) -> FileSigner:
    """Open the witness's key in ``folder``, or the root's, for signing a checkpoint.

    Raises:
        SigningError: the passphrase is wrong, or the certificate is expired.
        ConfigurationError: there is no such key, or other users can read it.
    """
    if not is_witness_folder(folder):
        signer = open_root_signer(folder, passphrase)
    else:
        certificate, key = open_witness_key(folder, passphrase)
        signer = FileSigner(
            kid=kid_of(certificate), certificate=certificate, chain=(), private_key=key
        )
    check_validity(signer.certificate, at=at)
    return signer


def open_root_signer(folder: Path, passphrase: Passphrase) -> FileSigner:
    """Open the root's key in ``folder``.

    Raises:
        SigningError: the passphrase is wrong.
        ConfigurationError: there is no such key, or other users can read it.
    """
    return root_signer(open_authority(folder, passphrase))


def root_signer(authority: Authority) -> FileSigner:
    """Return a signer over the key of a root that is open."""
    return FileSigner(
        kid=kid_of(authority.root),
        certificate=authority.root,
        chain=(),
        private_key=authority.key,
    )


def _open_private_key(
    ring: KeyRing, key: RingKey, passphrase: Passphrase
) -> EllipticCurvePrivateKey:
    if key.location == IN_FILE:
        return open_key_file(ring.folder / f"{key.kid.hex()}.key.pem", passphrase)
    from keys.custody.pkcs11_token import (  # PKCS#11 only for a key in a token
        TokenAddress,
        open_token_key,
    )

    return open_token_key(TokenAddress.decode(key.location or ""), passphrase)


def check_validity(certificate: x509.Certificate, *, at: datetime) -> None:
    """Refuse to sign at ``at`` with a certificate that is not valid then.

    Raises:
        SigningError: it is expired, or not yet valid.
    """
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        end = certificate.not_valid_after_utc.date().isoformat()
        raise SigningError(f"le certificat n’est pas valable aujourd’hui (dernier jour : {end})")
