"""The application on somebody's telephone that shows one-time passwords."""

import hmac
from datetime import datetime

from issuer.desk.auth.second_factor import DIGITS, STEP_SECONDS


def password_at(secret: bytes, at: datetime) -> str:
    """Return the one-time password of an instant, by the letter of RFC 6238 §4.2.

    Not by the library with which the desk checks it: the two have to agree.
    """
    step = int(at.timestamp()) // STEP_SECONDS
    mac = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = mac[-1] & 0xF  # RFC 4226 §5.3, dynamic truncation
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"
