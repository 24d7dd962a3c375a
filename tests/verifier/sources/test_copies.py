"""Copies of what a source publishes: fetched in time, bounded in number, and never in a hurry."""

from datetime import timedelta
from threading import Event

from attestation.errors import RegisterError
from tests.support.issuers import NOW
from tests.support.waiting import wait_until
from verifier.sources.copies import Copies
from verifier.sources.https import NOT_MODIFIED, Answer

URL = "https://source.example/status/1"
MINUTE = timedelta(minutes=1)


class Source:
    """A source whose answers a test decides."""

    def __init__(self) -> None:
        self.clock = [NOW]
        self.asked: list[tuple[str, str | None]] = []
        self.answer = Answer(status=200, body=b"1", tag="one")
        self.failure: Exception | None = None

    def ask(self, url: str, tag: str | None) -> Answer:
        self.asked.append((url, tag))
        if self.failure is not None:
            raise self.failure
        return self.answer

    def copies(self, seconds: float = 5) -> Copies:
        return Copies(
            ask=self.ask,
            accept=lambda url, body: MINUTE,
            now=lambda: self.clock[0],
            seconds=seconds,
        )


def body(copies: Copies, url: str = URL) -> bytes:
    copy = copies.get(url)
    assert copy is not None
    return copy.body


def test_copy_is_fetched_once_and_anew_after_half_of_its_time() -> None:
    source = Source()
    copies = source.copies()
    assert [body(copies), body(copies)] == [b"1", b"1"]
    assert source.asked == [(URL, None)]

    source.clock[0] += timedelta(seconds=31)
    source.answer = Answer(status=200, body=b"2", tag="two")

    assert body(copies) == b"1"  # nobody waits
    assert wait_until(lambda: body(copies) == b"2")


def test_copy_that_did_not_change_is_kept_anew() -> None:
    source = Source()
    copies = source.copies()
    body(copies)

    source.clock[0] += timedelta(minutes=5)
    source.answer = Answer(status=NOT_MODIFIED, body=b"", tag="one")

    copy = copies.get(URL)
    assert copy is not None
    assert (copy.body, copy.asked_at) == (b"1", source.clock[0])
    assert source.asked[-1] == (URL, "one")


def test_source_that_has_just_failed_makes_nobody_wait() -> None:
    source = Source()
    copies = source.copies()
    source.failure = RegisterError("silent")
    assert copies.get(URL) is None
    count = len(source.asked)

    assert copies.get(URL) is None
    assert len(source.asked) == count
    assert copies.problems() == {URL: "silent"}

    source.failure = None
    source.clock[0] += timedelta(seconds=11)
    assert body(copies) == b"1"
    assert copies.problems() == {}


def test_thread_survives_whatever_a_source_does() -> None:
    source = Source()
    copies = source.copies()
    source.failure = ZeroDivisionError()
    assert copies.get(URL) is None
    assert copies.problems() == {URL: "ZeroDivisionError"}

    source.failure = None
    source.clock[0] += timedelta(seconds=11)

    assert body(copies) == b"1"


def test_check_waits_no_longer_than_it_may() -> None:
    source, is_over = Source(), Event()
    copies = source.copies(seconds=0.05)

    def ask(url: str, tag: str | None) -> Answer:
        is_over.wait(30)
        return source.answer

    copies.ask = ask

    assert copies.get(URL) is None
    is_over.set()
    assert wait_until(lambda: copies.get(URL) is not None)


def test_number_of_copies_is_bounded() -> None:
    source = Source()
    copies = source.copies()

    got = [copies.get(f"{URL}{number}") for number in range(70)]

    assert sum(one is not None for one in got) == 64
    assert len(source.asked) == 64


def test_clock_that_was_put_back_outdates_a_copy() -> None:
    source = Source()
    copies = source.copies()
    body(copies)

    source.clock[0] -= timedelta(days=1)

    copy = copies.get(URL)
    assert copy is not None
    assert copy.asked_at == source.clock[0]
