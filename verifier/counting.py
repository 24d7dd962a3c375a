"""Counts checks by day in the background, so that no check waits for it.

A check puts a code and a day into memory, and a thread writes them later. Counts that cannot be
written are lost, and no verdict depends on them (ADR 0045).
"""

import atexit
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Condition, Thread
from typing import assert_never

from sqlalchemy import Engine

from attestation.code import Code
from attestation.verdict.verdicts import (
    Altered,
    CannotCheck,
    Finding,
    Genuine,
    NotOurs,
    Replaced,
    Unreadable,
    Withdrawn,
)
from register.check_counts import add_checks
from register.database import writing
from register.lookup import Lookup
from verifier.written_facts import BRUSSELS

MAX_WAITING = 10_000
"""Most attestations and days that wait to be written; more are dropped as a flood."""
_STOP_SECONDS = 5
_GATHER_SECONDS = 2.0
"""Between two writes: a transaction for each check would cost more than the check."""


def code_to_count(finding: Finding) -> Code | None:
    """Return the code of a check that counts: a good signature, and a holder who is still known.

    A forgery or a mistyped code says nothing about an attestation, and erased records are not
    counted.
    """
    match finding.verdict:
        case Genuine(is_erased=True):
            return None
        case Genuine() | Replaced() | Withdrawn():
            return finding.code
        case Altered() | NotOurs() | Unreadable() | CannotCheck():
            return None
        case _:
            assert_never(finding.verdict)


@dataclass(slots=True, kw_only=True)
class CheckCounter:
    """Counts the checks of one process; shared between threads."""

    lookup: Lookup
    engine: Engine
    """From ``register.check_counts.connect_to_count``."""
    _waiting: dict[tuple[Code, date], int] = field(default_factory=dict)
    _is_writing: bool = False
    _waiters: int = 0
    """Threads that wait for what was noted to be written."""
    _thread: Thread | None = None
    _changed: Condition = field(default_factory=Condition)

    def note(self, finding: Finding, *, at: datetime) -> None:
        """Queue one check to be counted; never fails or blocks."""
        code = code_to_count(finding)
        if code is None:
            return
        key = code, at.astimezone(BRUSSELS).date()
        with self._changed:
            if key not in self._waiting and len(self._waiting) >= MAX_WAITING:
                _lost(1, "full")
                return
            is_first = not self._waiting
            self._waiting[key] = self._waiting.get(key, 0) + 1
            try:
                self._start()
            except RuntimeError:  # no thread could be started; the next check tries again
                return
            if is_first:
                self._changed.notify_all()

    def settle(self, seconds: float) -> bool:
        """Wait until all that was noted is written or lost; return whether it is."""
        with self._changed:
            self._waiters += 1
            self._changed.notify_all()
            try:
                return self._changed.wait_for(
                    lambda: not self._waiting and not self._is_writing, timeout=seconds
                )
            finally:
                self._waiters -= 1

    def _start(self) -> None:
        # With the first check and no sooner: gunicorn makes the application before it forks.
        if self._thread is None:
            thread = Thread(target=self._run, name="check-counts", daemon=True)
            thread.start()
            self._thread = thread
            atexit.register(self.settle, _STOP_SECONDS)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._is_writing = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._waiting)
                self._changed.wait_for(lambda: self._waiters, timeout=_GATHER_SECONDS)
                batch, self._waiting = self._waiting, {}
                self._is_writing = True
            try:
                self._write(batch)
            # The outermost handler of this thread, which must survive a failure.
            except Exception as error:
                _lost(sum(batch.values()), type(error).__name__)

    def _write(self, batch: Mapping[tuple[Code, date], int]) -> None:
        numbers = self.lookup.numbers_to_count({code for code, _ in batch})
        checks = {
            (numbers[code], day): checks for (code, day), checks in batch.items() if code in numbers
        }
        with writing(self.engine) as session:
            add_checks(session, checks)


def _lost(checks: int, error: str) -> None:
    import structlog  # only where there is something to say: it is slow to load

    structlog.get_logger("attestation.verifier").warning("counts_lost", checks=checks, error=error)
