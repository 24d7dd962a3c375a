"""COSE_Sign1 in the one shape this project writes: RFC 9052 §4.2, ES256, nothing optional.

One message has one byte string here. The decoder reads the fixed shape by hand, so that nothing
of an unverified message ever reaches a general CBOR decoder: tag 18, an array of four, the
protected header ``{1: -7, 4: kid}`` (with ``16: typ`` for statements and status lists, RFC 9596),
an empty unprotected header, a payload, a signature of 64 bytes, and no byte after it.
"""

from dataclasses import dataclass
from functools import lru_cache

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from attestation.errors import MalformedCredentialError
from attestation.signer import Kid, Signer

ALG, KID, TYP = 1, 4, 16  # RFC 9052 §3.1, RFC 9596
ES256 = -7  # RFC 9053 §2.1
KID_BYTES = 8
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # SP 800-186 §3.2.1

_TAG_18_ARRAY_OF_4 = b"\xd2\x84"
_EMPTY_MAP = b"\xa0"
_SIGNATURE_HEAD = b"\x58\x40"  # a byte string of 64
_SIGNATURE_BYTES = 64
_SIG_STRUCTURE_HEAD = b"\x84\x6aSignature1"  # an array of four, its first a text: RFC 9052 §4.4
_EMPTY_BYTE_STRING = b"\x40"
_ECDSA = ECDSA(hashes.SHA256())


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A well-shaped COSE_Sign1 of which nothing has been verified yet."""

    kid: Kid
    protected: bytes
    payload: bytes
    signature: bytes


def decode_envelope(data: bytes, *, typ: str | None, max_bytes: int) -> Envelope:
    """Read exactly one COSE_Sign1 of type ``typ`` (None: a credential, which carries none).

    Raises:
        MalformedCredentialError: any other shape, in as much as one bit.
    """
    if len(data) > max_bytes:
        raise MalformedCredentialError(f"expected at most {max_bytes} bytes, got {len(data)}")
    if not data.startswith(_TAG_18_ARRAY_OF_4):
        raise MalformedCredentialError("not a tagged COSE_Sign1 of four parts")
    protected, rest = _take_byte_string(data[2:])
    if not rest.startswith(_EMPTY_MAP):
        raise MalformedCredentialError("the unprotected header is not empty")
    payload, rest = _take_byte_string(rest[1:])
    if not rest.startswith(_SIGNATURE_HEAD) or len(rest) != 2 + _SIGNATURE_BYTES:
        raise MalformedCredentialError("not followed by a signature of 64 bytes and the end")
    kid = Kid(protected[5 : 5 + KID_BYTES])
    if len(kid) != KID_BYTES or protected != encode_protected(kid, typ=typ):
        raise MalformedCredentialError("the protected header is not exactly ours")
    return Envelope(kid=kid, protected=protected, payload=payload, signature=rest[2:])


def is_signed_by(envelope: Envelope, public_key: EllipticCurvePublicKey) -> bool:
    """Check whether ``public_key`` made the signature (RFC 9052 §4.4), s in the lower half."""
    r = int.from_bytes(envelope.signature[:32], "big")
    s = int.from_bytes(envelope.signature[32:], "big")
    # SECURITY: n - s is as valid as s, so without this rule each message would have a twin
    # with other bytes: test_mirrored_signature_is_refused.
    if not 0 < s <= P256_ORDER // 2:
        return False
    message = _sig_structure(envelope.protected, envelope.payload)
    try:
        public_key.verify(encode_dss_signature(r, s), message, _ECDSA)
    except InvalidSignature:
        return False
    return True


def sign_envelope(payload: bytes, *, typ: str | None, signer: Signer) -> bytes:
    """Wrap ``payload`` in a tagged COSE_Sign1 (RFC 9052 §4.2).

    Raises:
        SigningError: the signer refused.
    """
    protected = encode_protected(signer.kid, typ=typ)
    signature = signer.sign(_sig_structure(protected, payload))
    return assemble_envelope(protected, payload, signature)


def assemble_envelope(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    """Put the parts of a message together as its deterministic encoding."""
    head = _TAG_18_ARRAY_OF_4 + _give_byte_string(protected) + _EMPTY_MAP
    return head + _give_byte_string(payload) + _give_byte_string(signature)


@lru_cache(maxsize=64)  # of the keys and types in use
def encode_protected(kid: Kid, *, typ: str | None) -> bytes:
    """Encode the protected header that our profile allows, and no other."""
    header: dict[int, object] = {ALG: ES256, KID: kid}
    if typ is not None:
        header[TYP] = typ
    return encode_deterministic(header)


def encode_deterministic(value: object) -> bytes:
    """Encode in CBOR's core deterministic form (RFC 8949 §4.2.1).

    cbor2 sorts by length first (§4.2.3). The two orders agree for every map of ours, which
    test_maps_are_in_bytewise_order checks.
    """
    return cbor2.dumps(value, canonical=True)


def decode_deterministic(data: bytes) -> object:
    """Decode CBOR whose signature was verified; anything not deterministic is refused.

    Raises:
        MalformedCredentialError: not one deterministic data item.
    """
    value = decode_item(data)
    # Re-encoding refuses trailing bytes, duplicate keys, long forms and indefinite lengths.
    try:
        is_deterministic = encode_deterministic(value) == data
    except Exception as error:
        raise MalformedCredentialError("not CBOR of ours") from error
    if not is_deterministic:
        raise MalformedCredentialError("not deterministic CBOR")
    return value


def decode_item(data: bytes) -> object:
    """Decode CBOR for a caller that compares ``data`` with its own encoding of what it found.

    Raises:
        MalformedCredentialError: not CBOR.
    """
    try:
        return cbor2.loads(data)
    # cbor2 lets ValueError, TypeError, OverflowError and more out, besides its own errors.
    except Exception as error:
        raise MalformedCredentialError("not CBOR") from error


def _sig_structure(protected: bytes, payload: bytes) -> bytes:
    head = _SIG_STRUCTURE_HEAD + _give_byte_string(protected) + _EMPTY_BYTE_STRING
    return head + _give_byte_string(payload)


def _give_byte_string(data: bytes) -> bytes:
    """Write a CBOR byte string in shortest form (RFC 8949 §3)."""
    length = len(data)
    if length < 24:
        return bytes((0x40 | length,)) + data
    if length < 1 << 8:
        return bytes((0x58, length)) + data
    if length < 1 << 16:
        return b"\x59" + length.to_bytes(2, "big") + data
    return b"\x5a" + length.to_bytes(4, "big") + data


def _take_byte_string(data: bytes) -> tuple[bytes, bytes]:
    """Split a CBOR byte string in shortest form (RFC 8949 §3) from what follows it."""
    if not data or data[0] >> 5 != 2:
        raise MalformedCredentialError("expected a byte string")
    short, width = data[0] & 31, 0
    if short >= 24:
        width = {24: 1, 25: 2, 26: 4}.get(short, 0)
        if not width:
            raise MalformedCredentialError("a byte string of indefinite or absurd length")
    length = int.from_bytes(data[1 : 1 + width], "big") if width else short
    smallest = {0: 0, 1: 24, 2: 1 << 8, 4: 1 << 16}[width]
    end = 1 + width + length
    if len(data) < end or length < smallest:
        raise MalformedCredentialError("a byte string that is cut short or not in shortest form")
    return data[1 + width : end], data[end:]
