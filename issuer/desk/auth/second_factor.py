"""The second factor: TOTP (RFC 6238), and recovery codes for a lost telephone."""

import base64
import hmac
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from register import accounts

STEP_SECONDS = accounts.STEP_SECONDS
DIGITS = 6
SECRET_BYTES = 20  # RFC 4226 §4: 160 bits
RECOVERY_CODES = 10
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
_RECOVERY_SYMBOLS = 12  # 60 bits: no dictionary of their digests can be made


def new_secret() -> bytes:
    """Draw a shared secret."""
    return secrets.token_bytes(SECRET_BYTES)


def provisioning_uri(secret: bytes, *, login: str, organisation: str) -> str:
    """Return the ``otpauth:`` address that an authenticator's camera reads."""
    # Authenticators show a « + » as it is; RFC 3986 writes a space as %20.
    return _totp(secret).get_provisioning_uri(login, organisation).replace("+", "%20")


def base32(secret: bytes) -> str:
    """Write the secret as authenticators take it by hand, in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def step_of(secret: bytes, text: str, *, at: datetime, after: int) -> int | None:
    """Return the time step that a one-time password belongs to, if it is right and unused.

    Args:
        secret: shared with the authenticator.
        text: what was typed.
        at: now; a step before and one after are accepted, since clocks differ (RFC 6238 §5.2).
        after: the newest step that has been used up.
    """
    typed = "".join(text.split())
    if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    now = int(at.timestamp()) // STEP_SECONDS
    for step in (now, now - 1, now + 1):
        if step <= after:
            continue
        try:
            _totp(secret).verify(typed.encode(), step * STEP_SECONDS)
        except InvalidToken:
            continue
        return step
    return None


def new_recovery_codes(*, key: bytes) -> tuple[tuple[str, ...], list[bytes]]:
    """Draw recovery codes, each for one use; return them, and the digests that are kept."""
    drawn = [
        "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_SYMBOLS))
        for _ in range(RECOVERY_CODES)
    ]
    codes = tuple(f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in drawn)
    return codes, [_digest(code, key) for code in drawn]


def recovery_digest(text: str, *, key: bytes) -> bytes | None:
    """Return the digest under which a recovery code is kept; None if the text cannot be one.

    Args:
        text: as it was typed.
        key: of the desk, so that whoever writes the register can give themselves no code.
    """
    typed = "".join(c for c in text.casefold() if c.isalnum())
    typed = typed.replace("o", "0").replace("i", "1").replace("l", "1")
    if len(typed) != _RECOVERY_SYMBOLS or set(typed) - set(_ALPHABET):
        return None
    return _digest(typed, key)


def _digest(symbols: str, key: bytes) -> bytes:
    return hmac.digest(key, symbols.encode(), "sha256")


def _totp(secret: bytes) -> TOTP:
    # SHA-1 is what every authenticator understands; HMAC does not need collision resistance.
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303
