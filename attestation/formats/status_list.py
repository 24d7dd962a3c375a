"""Token Status List: one bit or a few for each attestation, signed as a whole.

draft-ietf-oauth-status-list-21: §4 (the list), §5.2 (Status List Token in CWT), §7 (values).
"""

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ec import (
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)

from attestation.errors import MalformedCredentialError
from attestation.formats.cose import (
    Envelope,
    decode_deterministic,
    decode_envelope,
    encode_deterministic,
    is_signed_by,
    sign_envelope,
)
from attestation.formats.message_type import AfterCompromise, MessageType, SignedBy
from attestation.signer import Signer

TYP = "application/statuslist+cwt"
VALID, INVALID = 0, 1  # §7.1
CAPACITY = 1 << 17  # indices in one of our lists: 16 KiB of bits (docs/adr/0005)
MAX_TOKEN_BYTES = 64 * 1024  # a full list of random bits is 16 KiB and cannot compress
_MAX_LIST_BYTES = CAPACITY  # room for 8 bits an entry
_SUB, _EXP, _IAT, _TTL, _STATUS_LIST = 2, 4, 6, 65534, 65533  # §5.2, RFC 8392 §4


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusBits:
    """The statuses themselves, packed from the least significant bit of each byte (§4.1)."""

    bits: int
    """Bits an entry: 1, 2, 4 or 8."""
    packed: bytes

    def __post_init__(self) -> None:
        """Refuse widths that the draft does not know."""
        if self.bits not in (1, 2, 4, 8):
            raise ValueError("expected 1, 2, 4 or 8 bits an entry")

    @classmethod
    def of_invalid(cls, indices: set[int], *, capacity: int = CAPACITY) -> Self:
        """Make a one-bit list of ``capacity`` entries in which just ``indices`` are INVALID."""
        packed = bytearray(capacity // 8)
        for index in indices:
            packed[index >> 3] |= 1 << (index & 7)
        return cls(bits=1, packed=bytes(packed))

    def __len__(self) -> int:
        return len(self.packed) * 8 // self.bits

    def __getitem__(self, index: int) -> int:
        if not 0 <= index < len(self):
            raise IndexError("the index is outside the list")  # §8.3: must be refused
        position = index * self.bits
        return self.packed[position >> 3] >> (position & 7) & (1 << self.bits) - 1

    def encode(self) -> dict[str, object]:
        """Return the StatusList map (§4.3): zlib in the DEFLATE format, best compression."""
        return {"bits": self.bits, "lst": zlib.compress(self.packed, 9)}

    @classmethod
    def decode(cls, value: object, *, max_bytes: int = _MAX_LIST_BYTES) -> Self:
        """Read the StatusList map; unpacks to at most ``max_bytes``: 128 KiB for lists of ours.

        Raises:
            MalformedCredentialError: not such a map, or it unfolds to more.
        """
        match value:
            case {"bits": int(bits), "lst": bytes(lst), **rest} if not rest:
                pass
            case _:
                raise MalformedCredentialError("not a StatusList map")
        unpacker = zlib.decompressobj()
        try:
            packed = unpacker.decompress(lst, max_bytes)
            if not unpacker.eof or unpacker.unused_data:
                raise MalformedCredentialError("the list is cut short, too long or followed")
            return cls(bits=bits, packed=packed)
        except (zlib.error, ValueError) as error:
            raise MalformedCredentialError("the list cannot be unpacked") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """A Status List Token: statuses, for whom and for how long."""

    uri: str
    """The ``sub`` claim; equal to the ``uri`` in each credential that refers to the list."""
    issued_at: datetime
    expires_at: datetime
    """From here on the list is stale: it can condemn, never clear."""
    ttl: timedelta
    """How long a copy may be kept before asking again (§5.2)."""
    statuses: StatusBits

    def is_stale(self, at: datetime) -> bool:
        """Check whether the list no longer clears anybody."""
        return at >= self.expires_at

    def is_old(self, at: datetime) -> bool:
        """Check whether a third of the list's life is over: a nightly publication has stopped."""
        return at - self.issued_at > (self.expires_at - self.issued_at) / 3


def sign_status_list(status_list: StatusList, *, signer: Signer) -> bytes:
    """Make the Status List Token in CWT format (§5.2)."""
    claims = {
        _SUB: status_list.uri,
        _EXP: int(status_list.expires_at.timestamp()),
        _IAT: int(status_list.issued_at.timestamp()),
        _TTL: int(status_list.ttl.total_seconds()),
        _STATUS_LIST: status_list.statuses.encode(),
    }
    return sign_envelope(encode_deterministic(claims), typ=TYP, signer=signer)


def decode_list_envelope(token: bytes) -> Envelope:
    """Read the shape of a Status List Token; nothing is verified.

    Raises:
        MalformedCredentialError: not exactly our profile of one.
    """
    return decode_envelope(token, typ=TYP, max_bytes=MAX_TOKEN_BYTES)


def verify_status_list(envelope: Envelope, public_key: EllipticCurvePublicKey) -> StatusList | None:
    """Return the list that ``public_key`` signed; None where it did not.

    Raises:
        MalformedCredentialError: signed, and yet not a status list.
    """
    return _signed_list(envelope, public_key.public_numbers())


@lru_cache(maxsize=64)  # all checks use few lists, each valid for hours
def _signed_list(envelope: Envelope, numbers: EllipticCurvePublicNumbers) -> StatusList | None:
    """Verify each list once; the key is passed by its numbers, which can be compared."""
    if not is_signed_by(envelope, numbers.public_key()):
        return None
    match decode_deterministic(envelope.payload):
        case {2: str(uri), 4: int(exp), 6: int(iat), 65534: int(ttl), 65533: statuses, **rest} if (
            not rest
        ):
            pass
        case _:
            raise MalformedCredentialError("not the claims of a status list")
    try:
        return StatusList(
            uri=uri,
            issued_at=datetime.fromtimestamp(iat, UTC),
            expires_at=datetime.fromtimestamp(exp, UTC),
            ttl=timedelta(seconds=ttl),
            statuses=StatusBits.decode(statuses),
        )
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedCredentialError("a time is out of range") from error


# A list proves nothing of its own age, so no list of a compromised key counts.
STATUS_LIST = MessageType(
    decode_envelope=decode_list_envelope,
    verify=verify_status_list,
    signed_at=lambda status_list: status_list.issued_at,
    signed_by=SignedBy.ISSUING_OR_ROOT,
    after_compromise=AfterCompromise.REFUSED,
)
