"""Work packed for a machine elsewhere, and unpacked there.

Compressed, not only to save bytes: a worker that fails may write its arguments to its log, and
names have no place there.
"""

import pickle
import zlib
from collections.abc import Callable
from typing import Any


def pack(work: Callable[[Any], Any], sent: object) -> bytes:
    """Pack some work for ``do_packed``."""
    return zlib.compress(pickle.dumps((work, sent)), 1)


class PieceFailedError(Exception):
    """Some work could not be done; it is done again elsewhere, and nobody else sees this."""


def do_packed(packed: bytes) -> object:
    """Do what was packed; runs on the worker, which trusts who sends.

    Raises:
        PieceFailedError: with the kind of what went wrong; its words could hold a name, and a
            worker writes them to its log.
    """
    work, sent = pickle.loads(zlib.decompress(packed))  # noqa: S301
    try:
        return work(sent)
    except Exception as error:
        raise PieceFailedError(type(error).__name__) from None
