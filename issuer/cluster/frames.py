"""What goes over the pipes between the issuer and its relay: numbers, lengths, bytes.

No answer is unpickled, because a pickle is a program and the issuer's process holds keys.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

_HEAD = struct.Struct(">QI")  # which piece, how many parts
_LENGTH = struct.Struct(">I")
MAX_PARTS = 1000
MAX_PART_BYTES = 1 << 24
FAILED = 0xFFFF_FFFF
"""In the place of how many: one part follows, the name of what went wrong."""


class BrokenFrameError(Exception):
    """The other side is gone or broke the protocol; never leaves this package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One piece of work on its way, or its answer on the way back."""

    piece: int
    parts: tuple[bytes, ...]
    is_failure: bool = False


def write_frame(
    stream: BinaryIO, piece: int, parts: Sequence[bytes], *, is_failure: bool = False
) -> None:
    """Write one frame.

    Raises:
        BrokenFrameError: nobody reads any more.
    """
    head = _HEAD.pack(piece, FAILED if is_failure else len(parts))
    bodies = [part for body in parts for part in (_LENGTH.pack(len(body)), body)]
    try:
        stream.write(b"".join((head, *bodies)))
        stream.flush()
    except (OSError, ValueError) as error:
        raise BrokenFrameError from error


def read_frame(stream: BinaryIO) -> Frame:
    """Read one frame.

    Raises:
        BrokenFrameError: the stream ended, or says something unreasonable.
    """
    piece, count = _HEAD.unpack(_exactly(stream, _HEAD.size))
    is_failure = count == FAILED
    if not is_failure and count > MAX_PARTS:
        raise BrokenFrameError
    parts = tuple(_part(stream) for _ in range(1 if is_failure else count))
    return Frame(piece=piece, parts=parts, is_failure=is_failure)


def _part(stream: BinaryIO) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > MAX_PART_BYTES:
        raise BrokenFrameError
    return _exactly(stream, length)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    try:
        data = stream.read(length)
    except (OSError, ValueError) as error:
        raise BrokenFrameError from error
    if len(data) != length:
        raise BrokenFrameError
    return data
