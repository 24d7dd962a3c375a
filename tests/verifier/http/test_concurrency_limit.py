"""A network that has its fill of requests at once waits, and no other."""

from verifier.http.concurrency_limit import ConcurrencyLimiter


def test_network_with_its_fill_waits_and_others_do_not() -> None:
    limiter = ConcurrencyLimiter(2)

    acquire = [
        limiter.acquire("a"),
        limiter.acquire("a"),
        limiter.acquire("a"),
        limiter.acquire("b"),
    ]
    limiter.release("a")

    assert acquire == [True, True, False, True]
    assert limiter.acquire("a")
