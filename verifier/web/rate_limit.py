"""How often one network may ask: against guessing codes, and for everybody else's sake."""

import ipaddress

from flask import Flask, request
from flask_limiter import Limiter

from attestation.errors import ConfigurationError
from verifier.settings import VerifierSettings
from verifier.web.counts_in_memory import SCHEME

_IPV6_NETWORK_BITS = 64  # what one subscriber gets: single addresses cost nothing


_REDIS_SECONDS = 1  # an answer that is slower than that is not worth an officer's time


def make_limiter(app: Flask, settings: VerifierSettings) -> Limiter:
    """Limit every route of ``app``, by network and minute.

    The counts are in memory, or on a Redis server that several verifiers share; while that one
    does not answer, each verifier counts for itself.

    Raises:
        ConfigurationError: the file with the Redis server's password cannot be read.
    """
    section = settings.section
    is_shared = _is_redis(section.limits_storage)
    return Limiter(
        client_network,
        app=app,
        default_limits=[f"{section.pages_per_minute} per minute"],
        storage_uri=section.limits_storage if is_shared else f"{SCHEME}://",
        storage_options=_redis_options(settings) if is_shared else {},
        in_memory_fallback_enabled=True,
        key_prefix="attestation-verifier",
    )


def _is_redis(storage: str) -> bool:
    return not storage.startswith("memory:")


def _redis_options(settings: VerifierSettings) -> dict[str, str | int]:
    options: dict[str, str | int] = {
        "socket_timeout": _REDIS_SECONDS,
        "socket_connect_timeout": _REDIS_SECONDS,
    }
    if name := settings.section.limits_password_file:
        try:
            options["password"] = (settings.folder / name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problem = f"illisible ({type(error).__name__})"
            raise ConfigurationError("verifier.limits_password_file", problem) from None
    return options


def client_network() -> str:
    """Give what counts as one visitor."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_NETWORK_BITS), strict=False))
    return str(address)
