"""The verification code: 15 random Crockford base-32 symbols and a Luhn mod 32 check symbol.

The 16 symbols are 80 bits, the 10 bytes of a credential's ``cti`` (RFC 8392 §3.1.7).
"""

from enum import Enum
from typing import NewType

from stdnum import luhn

Code = NewType("Code", str)
"""Sixteen symbols, no dashes, check symbol last."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
CODE_SYMBOLS = 16
CODE_BYTES = 10
RANDOM_BITS = 75  # 15 symbols of 5 bits

_READ_AS = str.maketrans("OIL", "011")
_BETWEEN = str.maketrans("", "", "-‐‑‒–—−_. \t\r\n\u00a0\u202f")


class CodeFault(Enum):
    """Why a text is not a code."""

    NOT_A_CODE = "not-a-code"
    MISTYPED = "code-mistyped"
    """Sixteen symbols, but the check symbol disagrees: at least one was mistyped."""


def code_from_entropy(entropy: int) -> Code:
    """Make a code from ``RANDOM_BITS`` random bits, which the caller draws from ``secrets``.

    Raises:
        ValueError: ``entropy`` is out of range.
    """
    if not 0 <= entropy < 1 << RANDOM_BITS:
        raise ValueError(f"expected {RANDOM_BITS} bits")
    symbols = "".join(ALPHABET[entropy >> shift & 31] for shift in range(RANDOM_BITS - 5, -1, -5))
    return Code(symbols + luhn.calc_check_digit(symbols, ALPHABET))


def parse_code(text: str) -> Code | CodeFault:
    """Read what somebody typed: any case, dashes, spaces, O for 0, I or L for 1."""
    symbols = _symbols(text)
    if symbols is None or len(symbols) != CODE_SYMBOLS:
        return CodeFault.NOT_A_CODE
    return Code(symbols) if luhn.is_valid(symbols, ALPHABET) else CodeFault.MISTYPED


def count_symbols(text: str) -> int | None:
    """Count the symbols of what may be a code with too few or too many; None if it is another text.

    Fewer than ten, or more than 22, are no slip of the finger.
    """
    symbols = _symbols(text)
    return None if symbols is None or not 10 <= len(symbols) <= 22 else len(symbols)


def format_code(code: Code) -> str:
    """Write ``code`` as printed: ``XXXX-XXXX-XXXX-XXXX``."""
    return "-".join(code[start : start + 4] for start in range(0, CODE_SYMBOLS, 4))


def code_to_bytes(code: Code) -> bytes:
    """Pack the symbols, five bits each, most significant first."""
    value = 0
    for symbol in code:
        value = value << 5 | ALPHABET.index(symbol)
    return value.to_bytes(CODE_BYTES, "big")


def code_from_bytes(packed: bytes) -> Code:
    """Unpack ``code_to_bytes``.

    Raises:
        ValueError: not 10 bytes, or the check symbol disagrees.
    """
    if len(packed) != CODE_BYTES:
        raise ValueError(f"expected {CODE_BYTES} bytes, got {len(packed)}")
    value = int.from_bytes(packed, "big")
    symbols = "".join(ALPHABET[value >> shift & 31] for shift in range(75, -1, -5))
    if not luhn.is_valid(symbols, ALPHABET):
        raise ValueError("the check symbol disagrees")
    return Code(symbols)


def _symbols(text: str) -> str | None:
    # Bounded first, so that a novel pasted into the field costs nothing.
    if len(text) > 4 * CODE_SYMBOLS:
        return None
    symbols = text.translate(_BETWEEN).upper().translate(_READ_AS)
    return symbols if set(symbols) <= set(ALPHABET) else None
