"""The headers of every answer: nothing from elsewhere, nothing kept, nothing framed."""

from collections.abc import Callable, Mapping

from flask import Flask, Response, request

_ONE_YEAR = "max-age=31536000"
_NONE: Mapping[str, str] = {}


def content_security_policy(**directives: str) -> str:
    """Write the policy of our pages, with ``directives`` in place of those of the same name."""
    policy = {
        "default_src": "'none'",
        "script_src": "'self'",
        "style_src": "'self'",
        "img_src": "'self'",
        "connect_src": "'self'",
        "form_action": "'self'",
        "base_uri": "'none'",
        "frame_ancestors": "'none'",
        "require_trusted_types_for": "'script'",
        **directives,
    }
    return "; ".join(f"{name.replace('_', '-')} {source}" for name, source in policy.items())


def permissions_policy(**features: str) -> str:
    """Write which features of a browser our pages may use: none but ``features``."""
    policy = {
        "accelerometer": "()",
        "browsing_topics": "()",
        "camera": "()",
        "display_capture": "()",
        "geolocation": "()",
        "gyroscope": "()",
        "magnetometer": "()",
        "microphone": "()",
        "payment": "()",
        "usb": "()",
        **features,
    }
    return ", ".join(f"{name.replace('_', '-')}={allowed}" for name, allowed in policy.items())


_EVERYWHERE = {
    "Content-Security-Policy": content_security_policy(),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": permissions_policy(),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def add_headers(
    app: Flask,
    *,
    own: Mapping[str, str] = _NONE,
    by_endpoint: Mapping[str, Mapping[str, str]] | None = None,
    is_secure: Callable[[], bool] = lambda: request.is_secure,
) -> None:
    """Set on each answer of ``app`` the headers that its view does not choose for itself.

    Args:
        app: a web application.
        own: headers of this application, in place of those of all.
        by_endpoint: headers of one page, in place of the others.
        is_secure: whether the present request came over TLS.
    """
    headers = {**_EVERYWHERE, **own}
    pages = {endpoint: {**headers, **more} for endpoint, more in (by_endpoint or {}).items()}

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in pages.get(request.endpoint or "", headers).items():
            response.headers.setdefault(name, value)
        # A view that may be cached says so; flask's "no-cache" for static files is not such a word.
        if "max-age=" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store"
        if is_secure():
            response.headers["Strict-Transport-Security"] = _ONE_YEAR
        return response
