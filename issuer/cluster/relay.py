"""``python -m issuer.cluster.relay``: between the issuer's pipes and a Dask scheduler.

It is a process without key or passphrase, because workers' answers are unpickled here. It passes on
bytes, or the name of an error.
"""

import os
import sys
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from threading import Lock

from distributed import Client
from distributed.security import Security

from issuer.cluster.frames import BrokenFrameError, read_frame, write_frame
from issuer.cluster.packing import do_packed

_CONNECT_SECONDS = 10
_RETRIES = 1
"""Of a piece that raised: on another worker, or on the same. A worker that dies counts apart."""


def main() -> None:
    """Forward pieces until the input ends, then exit without waiting."""
    incoming, outgoing = (Connection(int(pipe)) for pipe in sys.argv[1:])
    os.dup2(2, 1)  # what the issuer prints is its own
    answers = _Answers(outgoing)
    address, *tls = (part.decode() for part in read_frame(incoming).parts)
    security = None
    if tls:
        ca, certificate, key = tls
        security = Security(  # type: ignore[no-untyped-call]
            tls_ca_file=ca, tls_client_cert=certificate, tls_client_key=key, require_encryption=True
        )
    client = Client(  # type: ignore[no-untyped-call]
        address, security=security, timeout=_CONNECT_SECONDS, set_as_default=False
    )
    threads = sum(client.nthreads().values())  # type: ignore[no-untyped-call]
    answers.give(0, [str(threads).encode()])
    # Not pure, so that two pieces are never taken for one and no task's key holds a name.
    executor = client.get_executor(pure=False, retries=_RETRIES)  # type: ignore[no-untyped-call]
    while True:
        try:
            frame = read_frame(incoming)
        except BrokenFrameError:
            return  # nobody waits any more for what still runs
        (packed,) = frame.parts
        future: Future[object] = executor.submit(do_packed, packed)
        future.add_done_callback(partial(answers.settle, frame.piece))


class _Answers:
    """Writes answers as they come, one at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = Lock()

    def settle(self, piece: int, future: Future[object]) -> None:
        """Return what came of a piece."""
        error = CancelledError() if future.cancelled() else future.exception()
        result = None if error is not None else future.result()
        if isinstance(result, list) and all(isinstance(part, bytes) for part in result):
            self.give(piece, result)
        else:
            name = "NoPages" if error is None else type(error).__name__
            self.give(piece, [name.encode()], is_failure=True)

    def give(self, piece: int, parts: list[bytes], *, is_failure: bool = False) -> None:
        """Write one answer."""
        # A reader that is gone has closed the other pipe too, which ends this process.
        with self._lock, suppress(BrokenFrameError):
            write_frame(self._connection, piece, parts, is_failure=is_failure)


if __name__ == "__main__":
    main()
