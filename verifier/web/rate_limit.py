"""How often one network may ask: against guessing codes, and for everybody else's sake."""

import ipaddress

from flask import Flask, request
from flask_limiter import Limiter

from verifier.settings import VerifierSection

_IPV6_NETWORK_BITS = 64  # what one subscriber gets: single addresses cost nothing


def make_limiter(app: Flask, section: VerifierSection) -> Limiter:
    """Limit every route of ``app``; the counts are in memory, by network and minute."""
    return Limiter(
        client_network,
        app=app,
        default_limits=[f"{section.pages_per_minute} per minute"],
        storage_uri="memory://",
    )


def client_network() -> str:
    """Give what counts as one visitor."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_NETWORK_BITS), strict=False))
    return str(address)
