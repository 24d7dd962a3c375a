"""A limit on concurrent requests by network, so that threads stay free for others."""

from dataclasses import dataclass, field
from threading import Lock

from flask import Flask, g, request
from werkzeug.exceptions import TooManyRequests

from web.rate_limit import client_network

_SOON_SECONDS = 2
"""Checks under way end within seconds."""


@dataclass(slots=True)
class ConcurrencyLimiter:
    """Requests under way by network; shared between threads."""

    most: int
    """Of one network."""
    _inside: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def acquire(self, network: str) -> bool:
        """Count one more request of ``network``; False at its limit."""
        with self._lock:
            inside = self._inside.get(network, 0)
            if inside < self.most:
                self._inside[network] = inside + 1
            return inside < self.most

    def release(self, network: str) -> None:
        """Count one less of ``network``."""
        with self._lock:
            inside = self._inside.pop(network) - 1
            if inside:  # a network with nobody inside is forgotten
                self._inside[network] = inside


def limit_concurrency(app: Flask, *, most: int) -> None:
    """Refuse a network's next check while ``most`` of its own are under way.

    The limit applies before the body is read, because a slow upload also holds a thread.
    """
    limiter = ConcurrencyLimiter(most)

    @app.before_request
    def acquire() -> None:
        if request.method != "POST":
            return
        network = client_network()
        if not limiter.acquire(network):
            raise TooManyRequests(retry_after=_SOON_SECONDS)
        g.network_inside = network

    @app.teardown_request
    def release(_: BaseException | None) -> None:
        network = g.pop("network_inside", None)
        if network is not None:
            limiter.release(network)
