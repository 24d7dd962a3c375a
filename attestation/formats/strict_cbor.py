"""CBOR read by hand, item by item, in shortest form only (RFC 8949 §4.2.1): unverified bytes."""

from attestation.errors import MalformedCredentialError

UNSIGNED, BYTES, TEXT, ARRAY = 0, 2, 3, 4  # major types, RFC 8949 §3.1
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_SMALLEST = {1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}


def take_head(data: bytes, major: int) -> tuple[int, bytes]:
    """Split the head of an item of type ``major`` from what follows; return its argument.

    Raises:
        MalformedCredentialError: another type, cut short, indefinite, or not in shortest form.
    """
    if not data or data[0] >> 5 != major:
        raise MalformedCredentialError("another type of item was expected")
    short = data[0] & 31
    if short < 24:
        return short, data[1:]
    width = _WIDTHS.get(short)
    if width is None or len(data) < 1 + width:
        raise MalformedCredentialError("an item of indefinite length, or cut short")
    argument = int.from_bytes(data[1 : 1 + width], "big")
    if argument < _SMALLEST[width]:
        raise MalformedCredentialError("not in shortest form")
    return argument, data[1 + width :]


def take_string(data: bytes, major: int) -> tuple[bytes, bytes]:
    """Split a string of bytes or text from what follows.

    Raises:
        MalformedCredentialError: as ``take_head``.
    """
    length, rest = take_head(data, major)
    if len(rest) < length:
        raise MalformedCredentialError("a string that is cut short")
    return rest[:length], rest[length:]


def take_constant(data: bytes, constant: bytes) -> bytes:
    """Return what follows ``constant``.

    Raises:
        MalformedCredentialError: something else is there.
    """
    if not data.startswith(constant):
        raise MalformedCredentialError("not the shape of ours")
    return data[len(constant) :]
