"""What the parent asks of the comparing child, and what it answers: bytes, and JSON."""

import json
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter, ValidationError

from attestation.verdict.page_comparison import Comparison, Differs, Identical, NotCompared, PageGap

_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    """The one JSON object that the child writes: exactly one of the three is there."""

    identical: Identical | None = None
    differs: Differs | None = None
    not_compared: NotCompared | None = None


_MESSAGE = TypeAdapter(_Message)


def join_question(issued: bytes, upload: bytes) -> bytes:
    """Write what the child reads."""
    return len(issued).to_bytes(_LENGTH_BYTES, "big") + issued + upload


def split_question(data: bytes) -> tuple[bytes, bytes]:
    """Read what ``join_question`` wrote."""
    end = _LENGTH_BYTES + int.from_bytes(data[:_LENGTH_BYTES], "big")
    return data[_LENGTH_BYTES:end], data[end:]


def encode_comparison(comparison: Comparison) -> bytes:
    """Write ``comparison`` as JSON."""
    match comparison:
        case Identical():
            message = _Message(identical=comparison)
        case Differs():
            message = _Message(differs=comparison)
        case NotCompared():
            message = _Message(not_compared=comparison)
    return json.dumps(asdict(message)).encode()


def decode_comparison(data: bytes) -> Comparison:
    """Read what ``encode_comparison`` wrote; anything else is a comparison that failed."""
    failed = NotCompared(reason=PageGap.TOO_MUCH)
    try:
        message = _MESSAGE.validate_json(data, strict=True)
    except ValidationError:
        return failed
    match message:
        case _Message(identical=Identical() as one, differs=None, not_compared=None):
            return one
        case _Message(identical=None, differs=Differs(zones=(_, *_)) as one, not_compared=None):
            return one
        case _Message(identical=None, differs=None, not_compared=NotCompared() as one):
            return one
        case _:
            return failed
