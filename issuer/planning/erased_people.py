"""Recognition of people whose record was erased, by a secret that is not in the register.

A digest of name and birth date could be guessed, so the register keeps an HMAC under a key from the
deployment's secret file. A copy of the register reveals nobody who was erased.
"""

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from runtime.secret_file import SECRET_BYTES, open_secret_file

_PURPOSE = b"erased people"


@dataclass(frozen=True, slots=True)
class ErasedKeys:
    """Gives the keys."""

    key: bytes = field(repr=False)

    @classmethod
    def open(cls, file: Path) -> "ErasedKeys":
        """Read the secret in ``file``, making it when there is none.

        Raises:
            ConfigurationError: unreadable, not a key, or readable by other users.
        """
        root = open_secret_file(file, setting="participant.secret_file", what="une clé de liens")
        derive = HKDF(hashes.SHA256(), SECRET_BYTES, salt=None, info=_PURPOSE)
        return cls(derive.derive(root))

    def key_after(self, module_code: str, person_key: str) -> str:
        """Return under what a person of a module is known after the erasure."""
        return hmac.new(self.key, f"{module_code}|{person_key}".encode(), sha256).hexdigest()
