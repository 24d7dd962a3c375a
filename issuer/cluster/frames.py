"""What goes over the pipes between the issuer and its relay: numbers and bytes, bounded.

No answer is unpickled, because a pickle is a program and the issuer's process holds keys. So of a
connection only ``send_bytes`` and ``recv_bytes`` are used, never ``recv``.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

_HEAD = struct.Struct(">QI")  # which piece, how many parts
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
    connection: Connection, piece: int, parts: Sequence[bytes], *, is_failure: bool = False
) -> None:
    """Write one frame.

    Raises:
        BrokenFrameError: nobody reads any more.
    """
    try:
        connection.send_bytes(_HEAD.pack(piece, FAILED if is_failure else len(parts)))
        for part in parts:
            connection.send_bytes(part)
    except OSError as error:
        raise BrokenFrameError from error


def read_frame(connection: Connection) -> Frame:
    """Read one frame.

    Raises:
        BrokenFrameError: the other side is gone, or says something unreasonable.
    """
    try:
        piece, count = _HEAD.unpack(connection.recv_bytes(_HEAD.size))
        is_failure = count == FAILED
        if not is_failure and count > MAX_PARTS:
            raise BrokenFrameError
        parts = [connection.recv_bytes(MAX_PART_BYTES) for _ in range(1 if is_failure else count)]
    except (EOFError, OSError, struct.error) as error:
        raise BrokenFrameError from error
    return Frame(piece=piece, parts=tuple(parts), is_failure=is_failure)
