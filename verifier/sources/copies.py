"""Copies of what one source publishes, fetched anew by a thread before they may be kept no longer.

A check takes what is there. It waits for the source only where there is nothing that it may take,
and not while the source has just failed.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Condition, Thread

from attestation.errors import RegisterError
from verifier.sources.https import NOT_FOUND, NOT_MODIFIED, Answer

_MOST_COPIES = 64
"""Of one source: more lists than it fills in fifty years."""
_AGAIN = timedelta(seconds=10)
"""After which a source that failed is asked again."""
_MOST_PAUSE_SECONDS = 60.0
_ABSENT = "rien n’est publié à cette adresse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What was published at one address."""

    body: bytes
    tag: str | None
    asked_at: datetime
    ttl: timedelta
    """How long it may be kept."""

    def is_outdated(self, at: datetime) -> bool:
        """Check whether it may be kept no longer; a clock that was put back outdates it too."""
        return not -self.ttl <= at - self.asked_at <= self.ttl

    def is_due(self, at: datetime) -> bool:
        """Check whether half of its time has gone."""
        return abs(at - self.asked_at) > self.ttl / 2


@dataclass(slots=True, kw_only=True)
class Copies:
    """The copies of one source, by address; shared between threads."""

    ask: Callable[[str, str | None], Answer]
    """Asks the source, with the tag of the copy that is there; raises RegisterError."""
    accept: Callable[[str, bytes], timedelta]
    """Returns how long what came may be kept; raises RegisterError where it is not believed."""
    now: Callable[[], datetime]
    seconds: float
    """How long a check waits at most."""
    always: Collection[str] = ()
    """Addresses that are asked from the beginning."""
    _copies: dict[str, Copy] = field(default_factory=dict)
    _failures: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    _wanted: set[str] = field(default_factory=set)
    _thread: Thread | None = None
    _changed: Condition = field(default_factory=Condition)

    def get(self, url: str, *, most_age: timedelta | None = None) -> Copy | None:
        """Return the copy of ``url``, outdated where the source does not answer; None without any.

        Args:
            url: of the source.
            most_age: wait for a newer copy than that, where the source answers.
        """
        with self._changed:
            self._start()
            copy, at = self._copies.get(url), self.now()
            if copy is not None and _is_enough(copy, at, most_age):
                if copy.is_due(at):
                    self._want(url)
                return copy
            if not self._has_just_failed(url, at) and self._want(url):
                self._changed.wait_for(lambda: url not in self._wanted, timeout=self.seconds)
            return self._copies.get(url)

    def hurry(self, url: str, *, most_age: timedelta) -> None:
        """Have the thread fetch what ``get`` would wait for, without waiting."""
        with self._changed:
            self._start()
            copy, at = self._copies.get(url), self.now()
            is_enough = copy is not None and _is_enough(copy, at, most_age)
            if not is_enough and not self._has_just_failed(url, at):
                self._want(url)

    def copies(self) -> dict[str, Copy]:
        """Return all copies by address."""
        with self._changed:
            self._start()
            return dict(self._copies)

    def problems(self) -> dict[str, str]:
        """Return by address why the last question failed; what was never there is no problem."""
        with self._changed:
            return {
                url: words
                for url, (_, words) in self._failures.items()
                if words != _ABSENT or url in self._copies
            }

    def refresh(self, urls: Collection[str]) -> None:
        """Ask for ``urls`` now, in this thread."""
        for url in urls:
            self._fetch(url)

    def _want(self, url: str) -> bool:
        known = {*self._copies, *self._failures, *self._wanted, *self.always}
        if url not in known and len(known) >= _MOST_COPIES:
            return False
        self._wanted.add(url)
        self._changed.notify_all()
        return True

    def _has_just_failed(self, url: str, at: datetime) -> bool:
        return url in self._failures and abs(at - self._failures[url][0]) < _AGAIN

    def _start(self) -> None:
        # With the first question and no sooner: gunicorn makes the application before it forks.
        if self._thread is None:
            self._wanted.update(self.always)
            self._thread = Thread(target=self._run, name="source-copies", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted, timeout=self._pause())
                at = self.now()
                due = {url for url, copy in self._copies.items() if copy.is_due(at)}
                due |= set(self._failures)
                due = {url for url in due if not self._has_just_failed(url, at)}
                urls = sorted(self._wanted) + sorted(due - self._wanted)
            self.refresh(urls)

    def _pause(self) -> float:
        at = self.now()
        ends = [copy.asked_at + copy.ttl / 2 - at for copy in self._copies.values()]
        ends += [asked_at + _AGAIN - at for asked_at, _ in self._failures.values()]
        soonest = min((one.total_seconds() for one in ends), default=_MOST_PAUSE_SECONDS)
        return min(max(soonest, 1.0), _MOST_PAUSE_SECONDS)

    def _fetch(self, url: str) -> None:
        before, asked_at = self._copies.get(url), self.now()
        copy, failure = before, ""
        try:
            copy = self._asked(url, before, asked_at)
        except RegisterError as error:
            failure = str(error)
        # The outermost handler of a thread that must survive.
        except Exception as error:
            failure = type(error).__name__
        with self._changed:
            is_news = bool(failure) and url not in self._failures
            self._failures.pop(url, None)
            if failure:
                self._failures[url] = asked_at, failure
            elif copy is not None:
                self._copies[url] = copy
            self._wanted.discard(url)
            self._changed.notify_all()
        if is_news:
            _warn(url, failure)

    def _asked(self, url: str, before: Copy | None, asked_at: datetime) -> Copy:
        answer = self.ask(url, None if before is None else before.tag)
        if answer.status == NOT_MODIFIED and before is not None:
            return replace(before, asked_at=asked_at)
        if answer.status in (NOT_FOUND, NOT_MODIFIED):
            raise RegisterError(_ABSENT)
        ttl = self.accept(url, answer.body)
        return Copy(body=answer.body, tag=answer.tag, asked_at=asked_at, ttl=ttl)


def _is_enough(copy: Copy, at: datetime, most_age: timedelta | None) -> bool:
    is_young = most_age is None or abs(at - copy.asked_at) <= most_age
    return is_young and not copy.is_outdated(at)


def _warn(url: str, problem: str) -> None:
    import structlog  # only where there is something to say: it is slow to load

    log = structlog.get_logger("attestation.verifier")
    log.warning("source_silent", url=url, problem=problem)
