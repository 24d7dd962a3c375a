"""The text of the QR code: the verifier's address, and the credential as decimal digits.

``https://VERIFIER/v#DIGITS``. The fragment keeps names out of every server's log. Digits are used
because a QR code's numeric mode (ISO/IEC 18004 §7.4.3) packs three of them into 10 bits.
"""

from dataclasses import dataclass
from enum import Enum

from attestation.formats.limits import MAX_CREDENTIAL_BYTES

PATH = "/v#"
_MARK = b"\x01"  # keeps leading zero bytes and says which encoding this is
MAX_DIGITS = len(str(int.from_bytes(b"\x01" + b"\xff" * MAX_CREDENTIAL_BYTES, "big")))
_MAX_ADDRESS_CHARACTERS = 200


class QrFault(Enum):
    """Why a QR text carries no credential that could be checked here."""

    FOREIGN_ADDRESS = "foreign-address"
    """It leads to another address, which may imitate the verifier."""
    NO_CREDENTIAL = "no-credential"
    """The address is right; what follows it is not a credential."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QrText:
    """The two segments of the QR code."""

    prefix: str
    """Byte mode: ``https://VERIFIER/v#``."""
    digits: str
    """Numeric mode."""

    def text(self) -> str:
        """Return what a scanner reads."""
        return self.prefix + self.digits


def encode_qr_text(credential: bytes, *, address: str) -> QrText:
    """Return the text for ``credential``; ``address`` is ``https://VERIFIER`` without a slash."""
    return QrText(prefix=address + PATH, digits=encode_digits(credential))


def encode_digits(credential: bytes) -> str:
    """Write ``credential`` in decimal."""
    return str(int.from_bytes(_MARK + credential, "big"))


def decode_digits(digits: str) -> bytes | QrFault:
    """Read ``encode_digits`` back; one text for each credential, so no leading zero or space."""
    if not digits or len(digits) > MAX_DIGITS or not (digits.isascii() and digits.isdigit()):
        return QrFault.NO_CREDENTIAL
    value = int(digits)
    packed = value.to_bytes((value.bit_length() + 7) // 8, "big")
    if digits[0] == "0" or not packed.startswith(_MARK):
        return QrFault.NO_CREDENTIAL
    return packed[1:]


def decode_qr_text(text: str, *, addresses: frozenset[str]) -> bytes | QrFault:
    """Return the credential in ``text`` if it leads to one of the verifier's own ``addresses``.

    The comparison is of characters: no URL is parsed, so no two parsers can disagree about what
    ``https://verifier@evil.example`` means.
    """
    address, separator, digits = text[: _MAX_ADDRESS_CHARACTERS + MAX_DIGITS].partition(PATH)
    if not separator or address not in addresses:
        return QrFault.FOREIGN_ADDRESS
    return decode_digits(digits)
