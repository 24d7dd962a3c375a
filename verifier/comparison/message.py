"""What the parent asks of the comparing child, and what it answers: bytes, and JSON."""

import json
from dataclasses import asdict, dataclass, replace

from pydantic import TypeAdapter

from attestation.verdict.comparison_results import (
    Comparison,
    Differs,
    Identical,
    NotCompared,
    PageGap,
    PagePictures,
    pictures_of,
)

_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    """The one JSON object that the child writes: exactly one of the three is there."""

    identical: Identical | None = None
    differs: Differs | None = None
    not_compared: NotCompared | None = None
    size: tuple[int, int] | None = None
    """Of the pictures that follow."""


_MESSAGE = TypeAdapter(_Message)


def join_question(issued: bytes, upload: bytes) -> bytes:
    """Write what the child reads."""
    return len(issued).to_bytes(_LENGTH_BYTES, "big") + issued + upload


def split_question(data: bytes) -> tuple[bytes, bytes]:
    """Read what ``join_question`` wrote."""
    end = _LENGTH_BYTES + int.from_bytes(data[:_LENGTH_BYTES], "big")
    return data[_LENGTH_BYTES:end], data[end:]


def encode_comparison(comparison: Comparison) -> bytes:
    """Write ``comparison``: the length of its JSON, the JSON, then the pixels of both pages."""
    pictures = pictures_of(comparison)
    if not isinstance(comparison, NotCompared):
        comparison = replace(comparison, pictures=None)
    size = None if pictures is None else (pictures.width, pictures.height)
    match comparison:
        case Identical():
            message = _Message(identical=comparison, size=size)
        case Differs():
            message = _Message(differs=comparison, size=size)
        case NotCompared():
            message = _Message(not_compared=comparison)
    text = json.dumps(asdict(message)).encode()
    pixels = b"" if pictures is None else pictures.issued + pictures.shown
    return len(text).to_bytes(_LENGTH_BYTES, "big") + text + pixels


def decode_comparison(data: bytes) -> Comparison:
    """Read what ``encode_comparison`` wrote; anything else is a comparison that failed."""
    failed = NotCompared(reason=PageGap.TOO_MUCH)
    end = _LENGTH_BYTES + int.from_bytes(data[:_LENGTH_BYTES], "big")
    try:
        message = _MESSAGE.validate_json(data[_LENGTH_BYTES:end], strict=True)
        pictures = _pictures(message.size, data[end:])
    except ValueError:
        return failed
    match message:
        case _Message(identical=Identical() as one, differs=None, not_compared=None):
            return replace(one, pictures=pictures)
        case _Message(identical=None, differs=Differs(zones=(_, *_)) as one, not_compared=None):
            return replace(one, pictures=pictures)
        case _Message(identical=None, differs=None, not_compared=NotCompared() as one):
            return one
        case _:
            return failed


def _pictures(size: tuple[int, int] | None, pixels: bytes) -> PagePictures | None:
    # SECURITY: pixels, and no file of an image: nothing decodes what the child wrote. Whoever shows
    # them encodes them: test_pictures_of_another_size_are_a_comparison_that_failed.
    if size is None:
        return None
    width, height = size
    half = len(pixels) // 2
    return PagePictures(width=width, height=height, issued=pixels[:half], shown=pixels[half:])
