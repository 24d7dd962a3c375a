"""Work packed for a machine elsewhere, and unpacked there.

Work is compressed also because a failing worker may write its arguments to its log, where no name
may appear.
"""

import pickle
import zlib
from collections.abc import Callable
from typing import Any


def pack(work: Callable[[Any], Any], sent: object) -> bytes:
    """Pack some work for ``do_packed``."""
    return zlib.compress(pickle.dumps((work, sent)), 1)


class PieceFailedError(Exception):
    """Some work failed and is done again elsewhere; never leaves this package."""


def do_packed(packed: bytes) -> object:
    """Unpack and run some work, on a worker, which trusts its sender.

    Raises:
        PieceFailedError: with the kind of what went wrong; its words could hold a name, and a
            worker writes them to its log.
    """
    work, sent = pickle.loads(zlib.decompress(packed))  # noqa: S301
    try:
        return work(sent)
    except Exception as error:
        raise PieceFailedError(type(error).__name__) from None
