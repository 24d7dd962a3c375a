"""How often one network asked: a count in this process, with one lock and no thread.

The library's own storage starts a thread with every tenth of a second's first request, and each
request then waits for the interpreter twice: a fifth of what a check costs.
"""

import ipaddress
import time
from functools import lru_cache
from threading import Lock

from flask import request
from limits.storage import MemoryStorage

SCHEME = "counts-in-memory"
_SWEEP_SECONDS = 60.0
_IPV6_NETWORK_BITS = 64  # what one subscriber gets: single addresses cost nothing


class CountsInMemory(MemoryStorage):
    """Counts in fixed windows; those that are over are swept out once a minute."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012  as the library has it

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_: str) -> None:
        """Count nothing yet."""
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._lock = Lock()
        self._sweep_at = 0.0

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to the count of ``key``, whose window ends ``expiry`` seconds after its first."""
        now = time.time()
        with self._lock:
            if now >= self._sweep_at:
                self._sweep(now)
            if self.expirations.get(key, 0.0) <= now:
                self.storage[key] = 0
                self.expirations[key] = now + expiry
            self.storage[key] += amount
            return self.storage[key]

    def _sweep(self, now: float) -> None:
        for key in [key for key, end in self.expirations.items() if end <= now]:
            del self.storage[key], self.expirations[key]
        self._sweep_at = now + _SWEEP_SECONDS


def client_network() -> str:
    """Return what counts as one visitor of the present request."""
    return _network_of(request.remote_addr or "")


@lru_cache(maxsize=1024)  # of visitors who come again within minutes
def _network_of(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _IPV6_NETWORK_BITS), strict=False))
    return str(parsed)
