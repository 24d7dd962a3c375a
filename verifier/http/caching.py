"""What is published: the same for everybody, to be kept for a while, and read from any page."""

from flask import Response, request


def as_published(response: Response, *, tag: str, seconds: int) -> Response:
    """Let everybody read a response and keep it for so long.

    Args:
        response: what is published.
        tag: what changes when it does (RFC 9110 §8.8.3).
        seconds: how long a copy may be kept.
    """
    response.set_etag(tag)
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    # Wallets and other verifiers read it from their own pages (§8.1 of the draft asks for CORS).
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.make_conditional(request)
    return response
