"""The desk's own key: one file, from which the keys for cookies and second factors are derived.

It is not a signing key: who has it can forge a cookie's envelope, but no session of the register
and no attestation.
"""

import base64
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from attestation.errors import ConfigurationError

_BYTES = 32
_NONCE_BYTES = 12  # NIST SP 800-38D §8.2


@dataclass(frozen=True, slots=True)
class DeskSecret:
    """32 random bytes."""

    root: bytes = field(repr=False)

    def cookie_key(self) -> bytes:
        """Give the key that signs cookies."""
        return self._derive(b"cookies")

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
        return HKDF(hashes.SHA256(), _BYTES, salt=None, info=b"desk " + purpose).derive(self.root)


def open_secret(file: Path) -> DeskSecret:
    """Read the desk's key, making it when there is none.

    Raises:
        ConfigurationError: unreadable, not a key, or readable by other users.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(base64.b64encode(secrets.token_bytes(_BYTES)) + b"\n")
    except FileExistsError:
        pass
    except OSError as error:
        raise _refusal(f"impossible d’écrire ({error.strerror})") from None
    try:
        if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise _refusal(f"d’autres utilisateurs peuvent lire {file.name} : chmod 600")
        root = base64.b64decode(file.read_bytes(), validate=False)
    except (OSError, ValueError) as error:
        raise _refusal(f"illisible ({type(error).__name__})") from None
    if len(root) != _BYTES:
        raise _refusal(f"{file.name} n’est pas une clé du bureau")
    return DeskSecret(root)


def _refusal(problem: str) -> ConfigurationError:
    return ConfigurationError("desk.secret_file", problem)
