import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from attestation.errors import DocumentError
from issuer.issuance.worker_pool import _A_WORKER as A_WORKER
from issuer.issuance.worker_pool import _HANGS as HANGS
from issuer.issuance.worker_pool import WorkerPool, parallel_map, process_pool

NUMBERS = range(30)
DOUBLES = [(number, 2 * number) for number in NUMBERS]


def double(number: int) -> int:
    return 2 * number


class Workers(Executor):
    """Answers each call by a future that the test has made."""

    def __init__(self, answer: Callable[[int], "Future[Any]"]) -> None:
        self.answer = answer
        self.asked = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        self.asked += 1
        return self.answer(args[0])


def finished(result: int | BaseException) -> "Future[Any]":
    future: Future[Any] = Future()
    if isinstance(result, int):
        future.set_result(result)
    else:
        future.set_exception(result)
    return future


def helpers(answer: Callable[[int], "Future[Any]"], *, patience: float | None = None) -> WorkerPool:
    return WorkerPool(executor=Workers(answer), workers=1, patience=patience)


def doubled(by: WorkerPool | None) -> list[tuple[int, int]]:
    return list(parallel_map(((number, number) for number in NUMBERS), double, by))


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with process_pool(1) as started:
        yield started


def test_work_is_the_same_whoever_does_it_and_in_order(pool: WorkerPool) -> None:
    assert doubled(pool) == doubled(None) == DOUBLES


def test_worker_that_died_is_asked_nothing_more_and_its_work_is_done_here() -> None:
    with process_pool(1) as dying:
        with pytest.raises(BrokenProcessPool):
            dying.executor.submit(os._exit, 1).result()

        assert doubled(dying) == DOUBLES

    assert dying.is_lost


def test_worker_that_dies_with_its_work_loses_none_of_it() -> None:
    dying = helpers(lambda number: finished(BrokenExecutor()))

    assert doubled(dying) == DOUBLES
    assert dying.is_lost


def test_helpers_that_hang_are_waited_for_three_times() -> None:
    hanging = helpers(lambda number: Future(), patience=0.01)

    assert doubled(hanging) == DOUBLES
    assert hanging.is_lost
    assert isinstance(hanging.executor, Workers)
    # Those in line at first, and another in the place of each that came too late.
    assert hanging.executor.asked <= A_WORKER + HANGS


def test_worker_that_hangs_once_is_asked_again() -> None:
    asked = 0

    def first_never(number: int) -> "Future[Any]":
        nonlocal asked
        asked += 1
        return Future() if asked == 1 else finished(2 * number)

    once = helpers(first_never, patience=0.01)

    assert doubled(once) == DOUBLES
    assert asked == len(DOUBLES)
    assert not once.is_lost


def test_helpers_that_were_sent_home_are_not_missed() -> None:
    with process_pool(1) as gone:
        pass

    assert doubled(gone) == DOUBLES


def test_error_elsewhere_is_one_here_only_if_the_work_is_wrong(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failing = helpers(lambda number: finished(DocumentError("Ağaoğlu does not fit")))

    with caplog.at_level(logging.WARNING, "attestation.issuer"):
        assert doubled(failing) == DOUBLES

    # What went wrong is named by its kind: its words may hold a name.
    assert "DocumentError" in caplog.text
    assert "Ağaoğlu" not in caplog.text


def test_error_of_the_work_itself_is_the_callers(pool: WorkerPool) -> None:
    items = [(None, 1), (None, "a text"), (None, 2)]

    for by in (None, pool):
        with pytest.raises(ZeroDivisionError):
            list(parallel_map(items, _refuse, by))


def _refuse(sent: object) -> None:
    raise ZeroDivisionError


def test_last_pieces_are_done_here_rather_than_waited_for() -> None:
    given: list[Future[Any]] = []

    def one_at_a_time(number: int) -> "Future[Any]":
        given.append(Future())
        return given[-1]

    busy = helpers(one_at_a_time)
    done_here: list[int] = []

    def doubling(number: int) -> int:
        done_here.append(number)
        given[0].set_result(0)  # by now the helper has finished the first
        return 2 * number

    assert list(parallel_map([("first", 0), ("last", 1)], doubling, busy)) == [
        ("first", 0),
        ("last", 2),
    ]
    assert done_here == [1]
    assert given[1].cancelled()


def test_items_are_read_only_a_few_ahead() -> None:
    taken = 0

    def endless() -> Iterator[tuple[int, int]]:
        nonlocal taken
        while True:
            taken += 1
            yield taken, taken

    slow: list[Future[Any]] = []

    def later(number: int) -> "Future[Any]":
        slow.append(Future())
        return slow[-1]

    by = helpers(later, patience=0.01)
    work = parallel_map(endless(), double, by)
    for given in range(1, 20):
        assert next(work) == (given, 2 * given)
        assert taken <= given + by.limit() + 1
