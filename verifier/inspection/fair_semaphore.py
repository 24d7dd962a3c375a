"""A semaphore for child processes that is fair between clients."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition


@dataclass(eq=False, slots=True)
class _Turn:
    """A waiting request; two of one client are distinct."""

    visitor: str


@dataclass(slots=True)
class FairSemaphore:
    """So many places; shared between threads.

    One client holds at most half of the slots. A free slot goes to the client that holds fewest, in
    order of arrival, so a client that sends files without end delays only itself.
    """

    total: int
    _held: Counter[str] = field(default_factory=Counter)
    _waiting: list[_Turn] = field(default_factory=list)
    _changed: Condition = field(default_factory=Condition)

    @contextmanager
    def taken(self, visitor: str, *, seconds: float) -> Iterator[bool]:
        """Hold a place for the length of a ``with``; False if none came free in time."""
        has_place = self._take(visitor, seconds)
        try:
            yield has_place
        finally:
            if has_place:
                self._give_back(visitor)

    def _take(self, visitor: str, seconds: float) -> bool:
        turn = _Turn(visitor)
        with self._changed:
            self._waiting.append(turn)
            try:
                has_place = self._changed.wait_for(lambda: self._next() is turn, seconds)
                if has_place:
                    self._held[visitor] += 1
                return has_place
            finally:
                self._waiting.remove(turn)
                self._changed.notify_all()

    def _next(self) -> _Turn | None:
        if self._held.total() >= self.total:
            return None
        most = (self.total + 1) // 2
        waiting = (turn for turn in self._waiting if self._held[turn.visitor] < most)
        return min(waiting, key=lambda turn: self._held[turn.visitor], default=None)

    def _give_back(self, visitor: str) -> None:
        with self._changed:
            self._held[visitor] -= 1
            self._held += Counter()  # drops clients that hold none
            self._changed.notify_all()
