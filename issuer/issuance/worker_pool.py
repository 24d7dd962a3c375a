"""Pure work given to other processes or machines, a few pieces ahead; what fails is done here.

The work depends on its argument alone, so it does not matter who does it, nor how often. Nobody
here believes an answer: what is made of pages is read again, and what was read is compared.
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
"""Pieces begun before the first is taken, beside those of helpers: enough for a commit's time."""
_HANGS = 3
"""Pieces in a row that came too late; then their helpers are asked nothing any more."""
_A_WORKER = 4
"""Pieces that a worker has at once: the one it does, and enough to do while this process does
one itself, or commits. With two it stood idle for a fifth of a batch."""

_log = logging.getLogger("attestation.issuer")


@dataclass(slots=True, kw_only=True)
class WorkerPool:
    """An executor, and how far to rely on it."""

    executor: Executor
    workers: int
    patience: float | None = None
    """Seconds after which a piece is done here; None waits, as for work of one's own."""
    is_lost: bool = False
    """It broke, or hangs: it is asked nothing any more."""
    _late: int = 0
    _given: list["Future[Any]"] = field(default_factory=list)

    def limit(self) -> int:
        """Return how many pieces may be begun before the first is taken."""
        return _AHEAD + _A_WORKER * self.workers

    def ask(self, work: Callable[[_Sent], _Result], sent: _Sent) -> "Future[_Result] | None":
        """Hand over a piece; None where all are busy or gone."""
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
            _log.warning("helpers: a piece is late, and done here")
            if self._late == _HANGS:
                self._lose("hangs")
        except BrokenExecutor:
            self._lose("broken")
        # Whatever went wrong elsewhere, it is done again here, where it may go wrong by itself.
        except Exception as error:
            _log.warning("helpers: a piece is done again here (%s)", type(error).__name__)
        return work(sent)

    def _was_answered(self, future: "Future[Any]") -> None:
        if not future.cancelled():
            self._late = 0

    def _lose(self, why: str) -> None:
        if not self.is_lost:
            _log.warning("helpers: %s; the rest is done here", why)
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
    helpers: WorkerPool | None,
) -> Iterator[tuple[_Kept, _Result]]:
    """Do ``work`` on what each item sends, and return it with what stays here, in order.

    Helpers are kept busy, and this process too: a piece that no helper is free for is done here.
    ``items`` are read at most a few ahead.
    """
    if helpers is None:
        for kept, sent in items:
            yield kept, work(sent)
        return
    begun: deque[tuple[_Kept, _Sent, Future[_Result]]] = deque()
    for kept, sent in items:
        future = helpers.ask(work, sent) or _done(work(sent))
        begun.append((kept, sent, future))
        while begun and (begun[0][2].done() or len(begun) > helpers.limit()):
            kept, sent, future = begun.popleft()
            yield kept, helpers.answer(future, work, sent)
    while begun:
        waited_for = [place for place, (_, _, future) in enumerate(begun) if not future.done()]
        if len(waited_for) > 1 and waited_for[0] == 0:
            # Nothing else is left to do here than the last in line, rather than wait for it.
            kept, sent, future = begun[waited_for[-1]]
            future.cancel()
            begun[waited_for[-1]] = kept, sent, _done(work(sent))
        else:
            kept, sent, future = begun.popleft()
            yield kept, helpers.answer(future, work, sent)


def _done(result: _Result) -> "Future[_Result]":
    future: Future[_Result] = Future()
    future.set_result(result)
    return future
