"""A limit on sign-in attempts from unknown browsers, kept in memory alone.

Each attempt costs a password hash, and a stranger can make up any number of logins. So attempts are
counted by network before anything is hashed, and unknown logins are counted in memory.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from web.rate_limit import CountsInMemory, is_within

ATTEMPTS_PER_MINUTE = 20
_MOST_LOGINS = 1000


@dataclass(slots=True)
class Guess:
    """Consecutive failures for one login."""

    failures: int
    closed_until: datetime


@dataclass(slots=True)
class SignInThrottle:
    """Counts of attempts; shared between threads, gone with the process."""

    _attempts: FixedWindowRateLimiter = field(
        default_factory=lambda: FixedWindowRateLimiter(CountsInMemory())
    )
    _guesses: OrderedDict[str, Guess] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)
    """Held while a guess is counted."""

    def may_try(self) -> bool:
        """Count one more attempt by whoever sent the present request."""
        return is_within(self._hit, RateLimitItemPerMinute(ATTEMPTS_PER_MINUTE))

    def guess(self, subject: str, *, at: datetime) -> Guess:
        """Return the count for a login that nobody has; ``lock`` is held."""
        guess = self._guesses.pop(subject, None) or Guess(failures=0, closed_until=at)
        self._guesses[subject] = guess
        if len(self._guesses) > _MOST_LOGINS:
            self._guesses.popitem(last=False)
        return guess

    def _hit(self, limit: RateLimitItem, network: str) -> bool:
        return self._attempts.hit(limit, network)
