"""How often one network asked: a count in this process, with one lock and no thread.

The library's own storage starts a thread every tenth of a second. Each request then waits for the
interpreter twice, which costs a fifth of a check.
"""

import ipaddress
import time
from collections.abc import Callable
from functools import lru_cache
from threading import Lock

from flask import request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage

SCHEME = "counts-in-memory"
_SWEEP_SECONDS = 60.0
_IPV6_NETWORKS = {64: 1, 56: 2, 48: 4}
"""Bits of what one subscriber is given, and how many times the limit all of it may ask: a /48 has
65,536 networks of 64 bits, and they cost nothing."""


class CountsInMemory(MemoryStorage):
    """Counts in fixed windows; those that are over are swept out once a minute."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012  as the library has it

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_: str) -> None:
        """Begin without counts."""
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


def is_within(hit: Callable[[RateLimitItem, str], bool], limit: RateLimitItem) -> bool:
    """Count the present request for its visitor, and for each wider network around.

    A network over its limit does not use up the limit of the networks around it.

    Args:
        hit: counts one more of a limit for a network; False where that is more than the limit.
        limit: what one visitor may ask.
    """
    return all(
        hit(
            RateLimitItemPerMinute(limit.amount * times, limit.multiples, limit.namespace)
            if times > 1
            else limit,
            network,
        )
        for network, times in _networks_of(request.remote_addr or "")
    )


def client_network() -> str:
    """Return what shares threads and places: the widest network of the present visitor."""
    return _networks_of(request.remote_addr or "")[-1][0]


@lru_cache(maxsize=1024)  # for visitors who return within minutes
def _networks_of(address: str) -> tuple[tuple[str, int], ...]:
    """Return the networks around an address, narrowest first, and each one's share."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return (("unknown", 1),)
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped  # a socket for both kinds shows IPv4 visitors so
    if isinstance(parsed, ipaddress.IPv4Address):
        return ((str(parsed), 1),)
    return tuple(
        (str(ipaddress.ip_network((parsed, bits), strict=False)), times)
        for bits, times in _IPV6_NETWORKS.items()
    )
