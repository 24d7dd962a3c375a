"""A bounded, ordered parallel map over other processes or machines, with local fallback.

The work is pure, so it may be done anywhere and more than once. No answer is believed: drawn pages
are read again, and what was read is compared.
"""

import logging
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

_Kept = TypeVar("_Kept")
_Sent = TypeVar("_Sent")
_Result = TypeVar("_Result")

_AHEAD = 8
"""Pieces begun before the first is taken, beside those of the pool: enough for a commit's time."""
_HANGS = 3
"""Late pieces in a row after which a pool is no longer used."""
_A_WORKER = 4
"""Pieces that a worker has at once: the one it does, and enough to do while this process does
one itself, or commits. With two it stood idle for a fifth of a batch."""

_log = logging.getLogger("attestation.issuer")


@dataclass(slots=True, kw_only=True)
class WorkerPool:
    """An executor, and the bounds of relying on it."""

    executor: Executor
    workers: int
    patience: float | None = None
    """Seconds after which a piece is done here; None waits, as for work of one's own."""
    is_lost: bool = False
    """Whether it broke or hangs, so that it is no longer used."""
    _late: int = 0
    _given: list["Future[Any]"] = field(default_factory=list)

    def limit(self) -> int:
        """Return how many pieces may be begun before the first is taken."""
        return _AHEAD + _A_WORKER * self.workers

    def ask(self, work: Callable[[_Sent], _Result], sent: _Sent) -> "Future[_Result] | None":
        """Submit a piece; None if all workers are busy or gone."""
        self._given = [future for future in self._given if not future.done()]
        if self.is_lost or len(self._given) >= _A_WORKER * self.workers:
            return None
        try:
            future = self.executor.submit(work, sent)
        except (BrokenExecutor, RuntimeError):  # RuntimeError: it was shut down
            self._lose("gone")
            return None
        self._given.append(future)
        future.add_done_callback(self._was_answered)
        return future

    def answer(
        self, future: "Future[_Result]", work: Callable[[_Sent], _Result], sent: _Sent
    ) -> _Result:
        """Wait for a piece, or do it here."""
        try:
            return future.result(timeout=None if future.done() else self.patience)
        except TimeoutError:
            future.cancel()
            self._given = [other for other in self._given if other is not future]
            self._late += 1
            _log.warning("worker pool: a piece is late, and done here")
            if self._late == _HANGS:
                self._lose("hangs")
        except BrokenExecutor:
            self._lose("broken")
        # Whatever failed elsewhere is done again here, where it may raise its own error.
        except Exception as error:
            _log.warning("worker pool: a piece is done again here (%s)", type(error).__name__)
        return work(sent)

    def _was_answered(self, future: "Future[Any]") -> None:
        if not future.cancelled():
            self._late = 0

    def _lose(self, why: str) -> None:
        if not self.is_lost:
            _log.warning("worker pool: %s; the rest is done here", why)
        self.is_lost = True


@contextmanager
def process_pool(workers: int) -> Iterator[WorkerPool]:
    """Start ``workers`` processes.

    They are started afresh and not forked: nothing of this process's memory is theirs, so neither
    is its key.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as executor:
        yield WorkerPool(executor=executor, workers=workers)


def parallel_map(
    items: Iterable[tuple[_Kept, _Sent]],
    work: Callable[[_Sent], _Result],
    pool: WorkerPool | None,
) -> Iterator[tuple[_Kept, _Result]]:
    """Apply ``work`` to what each item sends; yield the results in order, with what each item kept.

    A piece for which no worker is free is done in this process.
    ``items`` are read at most a few ahead.
    """
    if pool is None:
        for kept, sent in items:
            yield kept, work(sent)
        return
    begun: deque[tuple[_Kept, _Sent, Future[_Result]]] = deque()
    for kept, sent in items:
        future = pool.ask(work, sent) or _done(work(sent))
        begun.append((kept, sent, future))
        while begun and (begun[0][2].done() or len(begun) > pool.limit()):
            kept, sent, future = begun.popleft()
            yield kept, pool.answer(future, work, sent)
    while begun:
        waited_for = [place for place, (_, _, future) in enumerate(begun) if not future.done()]
        if len(waited_for) > 1 and waited_for[0] == 0:
            # Do the last piece here rather than wait for it.
            kept, sent, future = begun[waited_for[-1]]
            future.cancel()
            begun[waited_for[-1]] = kept, sent, _done(work(sent))
        else:
            kept, sent, future = begun.popleft()
            yield kept, pool.answer(future, work, sent)


def _done(result: _Result) -> "Future[_Result]":
    future: Future[_Result] = Future()
    future.set_result(result)
    return future
