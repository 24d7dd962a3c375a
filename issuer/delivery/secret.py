"""The key of the personal links: a file beside the settings, and never in the database.

A link's token is HMAC(key, the link's random id): the worker can write the same link again into
the same message, while a copy of the database gives nobody a link. ADR 0070.
"""

import base64
import hmac
import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from attestation.errors import ConfigurationError

TOKEN_BYTES = 16  # 128 bits: at a million guesses a second, longer than there are stars
TOKEN_PATTERN = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")  # 16 bytes in base64url: 22 symbols
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class LinkSecret:
    """32 random bytes."""

    root: bytes = field(repr=False)

    def token(self, link_id: str) -> str:
        """Give the token of a link, always the same."""
        mac = hmac.digest(self._derive(b"links"), link_id.encode(), sha256)
        return base64.urlsafe_b64encode(mac[:TOKEN_BYTES]).rstrip(b"=").decode()

    def cookie_key(self) -> bytes:
        """Give the key that signs cookies and forms."""
        return self._derive(b"cookies")

    def _derive(self, purpose: bytes) -> bytes:
        info = b"participant " + purpose
        return HKDF(hashes.SHA256(), _KEY_BYTES, salt=None, info=info).derive(self.root)


def token_digest(token: str) -> bytes:
    """Give the digest under which the register knows a link."""
    return sha256(token.encode()).digest()


def open_link_secret(file: Path) -> LinkSecret:
    """Read the key, making it when there is none.

    Raises:
        ConfigurationError: unreadable, not a key, or readable by other users.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
    except FileExistsError:
        pass
    except OSError as error:
        raise _refusal(f"impossible d’écrire ({error.strerror})") from None
    root = b""
    try:
        if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise _refusal(f"d’autres utilisateurs peuvent lire {file.name} : chmod 600")
        root = base64.b64decode(file.read_bytes().strip(), validate=True)
    except (OSError, ValueError) as error:
        raise _refusal(f"illisible ({type(error).__name__})") from None
    if len(root) != _KEY_BYTES:
        raise _refusal(f"{file.name} n’est pas une clé de liens")
    return LinkSecret(root)


def _refusal(problem: str) -> ConfigurationError:
    return ConfigurationError("participant.secret_file", problem)
