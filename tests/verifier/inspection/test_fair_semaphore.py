"""Places for child processes: who gets the next one."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread

import pytest

from verifier.inspection.fair_semaphore import FairSemaphore

SECONDS = 60


class Waiter:
    """A thread that wants a place, holds it until told, then gives it back."""

    def __init__(self, places: FairSemaphore, visitor: str) -> None:
        self.has_place = Event()
        self.may_leave = Event()
        self._run = Thread(target=self._hold, args=(places, visitor))
        self._run.start()

    def _hold(self, places: FairSemaphore, visitor: str) -> None:
        with places.taken(visitor, seconds=SECONDS) as has_place:
            if has_place:
                self.has_place.set()
            self.may_leave.wait(SECONDS)

    def leave(self) -> None:
        self.may_leave.set()
        self._run.join()


@contextmanager
def waiting(places: FairSemaphore, visitor: str) -> Iterator[Waiter]:
    """Have somebody wait who stands in the queue when the ``with`` begins."""

    def here() -> int:
        return len(places._waiting) + places._held.total()

    before = here()
    waiter = Waiter(places, visitor)
    with places._changed:
        while here() == before:
            places._changed.wait(0.01)
    try:
        yield waiter
    finally:
        waiter.leave()


def test_one_visitor_holds_at_most_half_of_the_places() -> None:
    places = FairSemaphore(4)
    with ExitStack() as held:
        taken = [held.enter_context(places.taken("a", seconds=0)) for _ in range(3)]

        assert taken == [True, True, False]
        assert held.enter_context(places.taken("b", seconds=0))


def test_only_place_is_shared_by_turns() -> None:
    places = FairSemaphore(1)
    with places.taken("a", seconds=0) as first, places.taken("b", seconds=0) as second:
        assert (first, second) == (True, False)
    with places.taken("b", seconds=0) as third:
        assert third


def test_free_place_goes_to_whoever_holds_fewest() -> None:
    places = FairSemaphore(3)
    with ExitStack() as stay:
        limiter = [stay.enter_context(waiting(places, "crowd")) for _ in range(2)]
        for one in limiter:
            assert one.has_place.wait(SECONDS)
        other = stay.enter_context(waiting(places, "other"))
        assert other.has_place.wait(SECONDS)
        more = [stay.enter_context(waiting(places, "crowd")) for _ in range(5)]
        officer = stay.enter_context(waiting(places, "officer"))

        limiter[0].leave()

        assert officer.has_place.wait(SECONDS)
        assert not any(one.has_place.is_set() for one in more)
        for one in (officer, other, *limiter, *more):
            one.may_leave.set()


@pytest.mark.parametrize("visitors", [("a", "a"), ("a", "b")])
def test_place_that_was_lost_by_an_error_is_free_again(visitors: tuple[str, str]) -> None:
    places = FairSemaphore(1)
    with pytest.raises(RuntimeError), places.taken(visitors[0], seconds=0):
        raise RuntimeError

    with places.taken(visitors[1], seconds=0) as has_place:
        assert has_place
