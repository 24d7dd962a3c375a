import threading
from unittest.mock import patch

import pytest
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from web.rate_limit import CountsInMemory


@pytest.fixture
def clock() -> list[float]:
    return [1000.0]


@pytest.fixture
def counts(clock: list[float]) -> CountsInMemory:
    counts = CountsInMemory()
    counts.timer.join()
    return counts


def test_counts_start_again_when_their_window_is_over(
    counts: CountsInMemory, clock: list[float]
) -> None:
    with patch("web.rate_limit.time.time", lambda: clock[0]):
        assert [counts.incr("one", 60), counts.incr("one", 60, 5), counts.incr("two", 60)] == [
            1, 6, 1,
        ]  # fmt: skip
        clock[0] += 59
        assert counts.incr("one", 60) == 7
        clock[0] += 1
        assert counts.incr("one", 60) == 1


def test_networks_that_left_are_forgotten(counts: CountsInMemory, clock: list[float]) -> None:
    with patch("web.rate_limit.time.time", lambda: clock[0]):
        for network in range(100):
            counts.incr(f"network {network}", 60)
        clock[0] += 61
        counts.incr("the last", 60)

    assert list(counts.storage) == list(counts.expirations) == ["the last"]


def test_limit_holds_for_threads_that_ask_at_once(counts: CountsInMemory) -> None:
    limiter = FixedWindowRateLimiter(counts)
    limit = parse("50 per minute")
    answers: list[bool] = []

    def ask() -> None:
        answers.extend([limiter.hit(limit, "network") for _ in range(20)])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count(True) == 50


def test_counting_starts_no_thread(counts: CountsInMemory) -> None:
    before = threading.active_count()

    for _ in range(100):
        counts.incr("network", 60)

    assert threading.active_count() == before
