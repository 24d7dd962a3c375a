"""The key of the personal links: a file beside the settings, and never in the database.

A link's token is HMAC(key, the link's random id). So the worker can write the same link into the
same message again, and a copy of the database contains no usable link. ADR 0070.
"""

import base64
import hmac
import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from runtime.secret_file import SECRET_BYTES, open_secret_file

TOKEN_BYTES = 16  # 128 bits, which cannot be guessed
TOKEN_PATTERN = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")  # 16 bytes in base64url: 22 symbols


@dataclass(frozen=True, slots=True)
class LinkSecret:
    """32 random bytes."""

    root: bytes = field(repr=False)

    def token(self, link_id: str) -> str:
        """Return the token of a link, always the same."""
        mac = hmac.digest(self._derive(b"links"), link_id.encode(), sha256)
        return base64.urlsafe_b64encode(mac[:TOKEN_BYTES]).rstrip(b"=").decode()

    def cookie_key(self) -> bytes:
        """Return the key that signs cookies and forms."""
        return self._derive(b"cookies")

    def _derive(self, purpose: bytes) -> bytes:
        info = b"participant " + purpose
        return HKDF(hashes.SHA256(), SECRET_BYTES, salt=None, info=info).derive(self.root)


def token_digest(token: str) -> bytes:
    """Return the digest under which the register knows a link."""
    return sha256(token.encode()).digest()


def open_link_secret(file: Path) -> LinkSecret:
    """Read the key, making it when there is none.

    Raises:
        ConfigurationError: unreadable, not a key, or readable by other users.
    """
    return LinkSecret(
        open_secret_file(file, setting="participant.secret_file", what="une clé de liens")
    )
