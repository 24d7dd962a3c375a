"""Evidence as text: a QR text, a code, or neither with the reason.

No address is followed. A text is compared with the verifier's own addresses character by character,
and any other address is suspicious.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from attestation.code import Code, CodeFault, parse_code
from attestation.facts import NUMBER_PATTERN
from attestation.formats.qr_text import PATH, QrFault, decode_digits, decode_qr_text
from attestation.verdict.reasons import Gap

MAX_TEXT_CHARACTERS = 4000
"""Longer than any QR code holds in digits after an address of ours (attestation.qr_text)."""

_SCHEME = "https://"
# What a person or a link would take for an address: a scheme, www., or a host and a path.
_ADDRESS_LIKE = re.compile(r"[a-z][a-z0-9+.-]*:[^\s]|www\.|[^\s/@]+@|[\w-]+(\.[\w-]+)+([/:?#]|$)")
_IMITATION = re.compile(re.escape(PATH) + r"[0-9]+", re.ASCII)
_DIGITS_ALONE = re.compile(r"#?([0-9]{64,})", re.ASCII)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedCredential:
    """The bytes that a QR text of ours holds; nothing of them is verified."""

    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCode:
    """A verification code whose check symbol agrees."""

    code: Code


class FileProblem(StrEnum):
    """Why there is no file to check; codes as in the reasons of a verdict."""

    NO_SUCH_FILE = "no-such-file"
    FOLDER = "folder"
    NOT_PERMITTED = "not-permitted"


Evidence = ScannedCredential | TypedCode | Gap


def read_text(text: str, *, addresses: frozenset[str]) -> Evidence:
    """Return a QR text's credential, a code in any spelling, or why ``text`` is neither."""
    text = text.strip()
    if not text:
        return Gap.EMPTY
    if len(text) > MAX_TEXT_CHARACTERS:
        return Gap.NOT_A_CODE
    if digits := _DIGITS_ALONE.fullmatch(text):
        return read_fragment(digits[1])
    if leads_to(text, addresses=addresses):
        return read_qr_text(text, addresses=addresses)
    # Browsers leave the scheme out of what they show, and so do people who copy it.
    if leads_to(_SCHEME + text, addresses=addresses):
        return read_qr_text(_SCHEME + text, addresses=addresses)
    match parse_code(text):
        case CodeFault.MISTYPED:
            return Gap.CODE_MISTYPED
        case CodeFault.NOT_A_CODE:
            return _what_else(text)
        case code:
            return TypedCode(code=code)


def read_qr_text(text: str, *, addresses: frozenset[str]) -> ScannedCredential | Gap:
    """Read what a scanner found in a QR symbol."""
    match decode_qr_text(text, addresses=addresses):
        case bytes(data):
            return ScannedCredential(data=data)
        case QrFault.FOREIGN_ADDRESS if is_address(text):
            return Gap.FOREIGN_ADDRESS
        case _:
            return Gap.NO_CREDENTIAL


def read_fragment(digits: str) -> ScannedCredential | Gap:
    """Read the digits that follow the address in a QR text."""
    match decode_digits(digits):
        case bytes(data):
            return ScannedCredential(data=data)
        case _:
            return Gap.NO_CREDENTIAL


def leads_to(text: str, *, addresses: frozenset[str]) -> bool:
    """Check whether ``text`` starts with one of the verifier's own addresses and the QR's path."""
    return any(text.startswith(address + PATH) for address in addresses)


def is_address(text: str) -> bool:
    """Check whether a person would take ``text`` for the address of a page."""
    return PATH in text or _ADDRESS_LIKE.match(text.casefold()) is not None


def imitates(text: str, *, addresses: frozenset[str]) -> bool:
    """Check whether ``text`` looks like one of our QR texts and leads elsewhere."""
    return _IMITATION.search(text) is not None and not leads_to(text, addresses=addresses)


def _what_else(text: str) -> Gap:
    bare = "".join(text.split()).translate(_DASHES).upper()
    if NUMBER_PATTERN.fullmatch(bare.removeprefix("N°")):
        return Gap.NUMBER_ONLY
    return Gap.FOREIGN_ADDRESS if is_address(text) else Gap.NOT_A_CODE
