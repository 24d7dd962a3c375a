"""The verifier's rate limit by network, against guessing codes and against overload.

``web.rate_limit`` says what one network is, and counts.
"""

import math
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import structlog
from flask import Flask, request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from attestation.errors import ConfigurationError
from verifier.settings import VerifierSettings
from web.rate_limit import CountsInMemory, is_within

_REDIS_SECONDS = 1  # an answer that is slower than that is not worth an officer's time
_REDIS_AGAIN_SECONDS = 5.0
"""After which a Redis server that did not answer is asked again."""
_MINUTE = 60
_NAMESPACE = "attestation-verifier"
_log = structlog.get_logger("attestation.verifier")


@dataclass(slots=True, kw_only=True)
class Limiter:
    """Counts what networks ask; shared between threads."""

    own: FixedWindowRateLimiter
    """Of this process."""
    shared: FixedWindowRateLimiter | None
    """Of several verifiers, on a Redis server."""
    _shared_again_at: float = 0.0

    def allows(self, limit: RateLimitItem, network: str, *, endpoint: str, cost: int) -> bool:
        """Count a request of ``network``; False where that is more than ``limit``.

        While the Redis server does not answer, each verifier counts for itself.
        """
        if self.shared is not None and time.monotonic() >= self._shared_again_at:
            try:
                return self.shared.hit(limit, endpoint, network, cost=cost)
            except StorageError:
                self._shared_again_at = time.monotonic() + _REDIS_AGAIN_SECONDS
                _log.warning("limits_storage_silent")
        return self.own.hit(limit, endpoint, network, cost=cost)

    def seconds_left(self, limit: RateLimitItem, network: str, *, endpoint: str) -> int:
        """Return after how many seconds ``network`` may ask again, at most a minute."""
        counts = self.own
        if self.shared is not None and time.monotonic() >= self._shared_again_at:
            counts = self.shared
        try:
            end = counts.get_window_stats(limit, endpoint, network).reset_time
        except StorageError:
            return _MINUTE
        return min(max(math.ceil(end - time.time()), 1), _MINUTE)


def limit_requests(
    app: Flask,
    settings: VerifierSettings,
    *,
    checks: Mapping[str, Callable[[], int]],
    unlimited: Collection[str],
) -> None:
    """Limit the routes of ``app``, by network and minute.

    Args:
        app: whose requests are counted before they reach a view.
        settings: how many, and where they are counted.
        checks: by endpoint, how many checks a request to it asks for; all others are pages.
        unlimited: endpoints that are always answered.

    Raises:
        ConfigurationError: the file with the Redis server's password cannot be read.
    """
    limiter = Limiter(
        own=FixedWindowRateLimiter(CountsInMemory()), shared=_shared_limiter(settings)
    )
    most_checks = RateLimitItemPerMinute(settings.section.checks_per_minute, namespace=_NAMESPACE)
    most_pages = RateLimitItemPerMinute(settings.section.pages_per_minute, namespace=_NAMESPACE)

    @app.before_request
    def count() -> None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in unlimited:
            return
        asked = checks.get(endpoint)
        limit, cost = (most_pages if asked is None else most_checks), 1
        try:
            if asked is not None:
                cost = asked()
        finally:  # a form that cannot be read counts as well
            left: list[int] = []

            def hit(limit: RateLimitItem, network: str) -> bool:
                is_allowed = limiter.allows(limit, network, endpoint=endpoint, cost=cost)
                if not is_allowed:
                    left.append(limiter.seconds_left(limit, network, endpoint=endpoint))
                return is_allowed

            if not is_within(hit, limit):
                raise TooManyRequests(retry_after=left[-1])


def _shared_limiter(settings: VerifierSettings) -> FixedWindowRateLimiter | None:
    section = settings.section
    if section.limits_storage.startswith("memory:"):
        return None
    options: dict[str, str | int] = {
        "socket_timeout": _REDIS_SECONDS,
        "socket_connect_timeout": _REDIS_SECONDS,
    }
    if name := section.limits_password_file:
        try:
            options["password"] = (settings.folder / name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problem = f"illisible ({type(error).__name__})"
            raise ConfigurationError("verifier.limits_password_file", problem) from None
    storage = RedisStorage(section.limits_storage, wrap_exceptions=True, **options)  # type: ignore[arg-type]
    return FixedWindowRateLimiter(storage)
