"""A Dask cluster as an executor, whose work a relay process forwards."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from attestation.errors import ConfigurationError
from issuer.cluster.frames import BrokenFrameError, Frame, read_frame, write_frame
from issuer.cluster.packing import PieceFailedError, pack
from issuer.issuance.worker_pool import WorkerPool
from issuer.settings.cluster import Cluster

_RELAY = (sys.executable, "-m", "issuer.cluster.relay")
_OURS = "ATTESTATION_"
"""Prefix of our variables, which may hold the passphrase and are withheld from the relay."""
_GOODBYE_SECONDS = 5


@contextmanager
def cluster_pool(cluster: Cluster) -> Iterator[WorkerPool]:
    """Reach a cluster whose workers have this program installed.

    Raises:
        ConfigurationError: there is no scheduler at the address, or no worker there, or this
            installation cannot speak to one.
    """
    if importlib.util.find_spec("distributed") is None:
        raise ConfigurationError(
            "--scheduler",
            "il faut la partie « cluster » : pip install 'attestation-service[cluster]'",
        )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    their_in, to_relay = Pipe(duplex=False)
    from_relay, their_out = Pipe(duplex=False)
    theirs = their_in.fileno(), their_out.fileno()
    with (
        subprocess.Popen(  # noqa: S603  our own module
            (*_RELAY, *map(str, theirs)), env=environment, pass_fds=theirs
        ) as relay,
        to_relay,
        from_relay,
    ):
        their_in.close()
        their_out.close()
        executor = RelayedExecutor(to_relay, from_relay)
        try:
            workers = executor.greet([cluster.address, *map(str, cluster.tls or ())])
            yield WorkerPool(executor=executor, workers=workers, patience=cluster.wait_seconds)
        finally:
            executor.shutdown()
            _end(relay)
            executor.join()


def _end(relay: "subprocess.Popen[bytes]") -> None:
    with suppress(subprocess.TimeoutExpired):
        relay.wait(_GOODBYE_SECONDS)
    relay.kill()


class RelayedExecutor(Executor):
    """Sends pieces to a relay, and settles their futures as answers come."""

    def __init__(self, to_relay: Connection, from_relay: Connection) -> None:
        """Speak over two pipes, which are this object's from now on."""
        self._to, self._from = to_relay, from_relay
        self._outgoing: SimpleQueue[tuple[int, bytes] | None] = SimpleQueue()
        self._waiting: dict[int, Future[Any]] = {}
        self._pieces = 0
        self._is_broken = False
        self._lock = Lock()
        self._threads = (
            Thread(target=self._write, daemon=True),
            Thread(target=self._read, daemon=True),
        )

    def greet(self, words: list[str]) -> int:
        """Connect to the cluster; return the number of its threads.

        Raises:
            ConfigurationError: nobody answers, or nobody works there.
        """
        try:
            write_frame(self._to, 0, [word.encode() for word in words])
            (threads,) = read_frame(self._from).parts
        except BrokenFrameError:
            raise ConfigurationError("--scheduler", "l’ordonnanceur ne répond pas") from None
        workers = int(threads) if threads.isdigit() else 0
        if workers < 1:
            raise ConfigurationError("--scheduler", "aucune machine ne travaille pour lui")
        # The pipes have threads of their own, so a relay that hangs blocks neither side.
        for thread in self._threads:
            thread.start()
        return workers

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Send one piece: a function of one argument, that gives a list of bytes.

        Raises:
            BrokenExecutor: the relay is gone.
        """
        (sent,) = args
        packed = pack(fn, sent)
        future: Future[Any] = Future()
        with self._lock:
            if self._is_broken:
                raise BrokenExecutor
            self._pieces += 1
            piece = self._pieces
            self._waiting[piece] = future
        self._outgoing.put((piece, packed))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Close the pipes without waiting."""
        self._outgoing.put(None)
        self._break()

    def join(self) -> None:
        """Wait for both threads, once the relay is gone; a pipe that two close may be another's."""
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _write(self) -> None:
        with suppress(BrokenFrameError):
            while item := self._outgoing.get():
                piece, packed = item
                write_frame(self._to, piece, [packed])
        with suppress(OSError):
            self._to.close()
        self._break()

    def _read(self) -> None:
        with suppress(BrokenFrameError):
            while True:
                self._settle(read_frame(self._from))
        self._break()

    def _settle(self, frame: Frame) -> None:
        with self._lock:
            future = self._waiting.pop(frame.piece, None)
        # None: an answer to no request, or to one that was given up.
        if future is None or not future.set_running_or_notify_cancel():
            return
        if frame.is_failure:
            future.set_exception(PieceFailedError(frame.parts[0].decode("ascii", "replace")))
        else:
            future.set_result(list(frame.parts))

    def _break(self) -> None:
        with self._lock:
            self._is_broken = True
            waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if future.set_running_or_notify_cancel():
                future.set_exception(BrokenExecutor())
