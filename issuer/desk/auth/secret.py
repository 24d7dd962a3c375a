"""The desk's own key: one file, from which the keys for cookies and second factors are derived.

It is not a signing key. Whoever has it can forge a cookie's signature, but no session in the
register and no attestation.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from issuer.words.sentence import sentence
from runtime.secret_file import SECRET_BYTES, open_secret_file

_NONCE_BYTES = 12  # NIST SP 800-38D §8.2


@dataclass(frozen=True, slots=True)
class DeskSecret:
    """32 random bytes."""

    root: bytes = field(repr=False)

    def cookie_key(self) -> bytes:
        """Return the key that signs cookies."""
        return self._derive(b"cookies")

    def recovery_key(self) -> bytes:
        """Return the key of the digests under which recovery codes are kept."""
        return self._derive(b"recovery codes")

    def seal(self, plain: bytes, *, login: str) -> bytes:
        """Encrypt what only this desk, and only for this account, can open again."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self._derive(b"second factors")).encrypt(nonce, plain, login.encode())

    def unseal(self, sealed: bytes, *, login: str) -> bytes | None:
        """Decrypt; None where it was sealed by another desk or for another account."""
        cipher = AESGCM(self._derive(b"second factors"))
        try:
            return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], login.encode())
        except (InvalidTag, ValueError):
            return None

    def _derive(self, purpose: bytes) -> bytes:
        return HKDF(hashes.SHA256(), SECRET_BYTES, salt=None, info=b"desk " + purpose).derive(
            self.root
        )


def open_secret(file: Path) -> DeskSecret:
    """Read the desk's key, making it when there is none.

    Raises:
        ConfigurationError: unreadable, not a key, or readable by other users.
    """
    return DeskSecret(
        open_secret_file(file, setting="desk.secret_file", what=sentence("une clé du bureau"))
    )
