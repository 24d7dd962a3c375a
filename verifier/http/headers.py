"""The headers of every answer: nothing from elsewhere, nothing kept, nothing framed."""

from flask import Response, request

_SCRIPTS = "script-src 'self'"
_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        _SCRIPTS,
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
_NO_FEATURES = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
)
_EVERYWHERE = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": _NO_FEATURES,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_SCANNER = {
    # Only this page may run WebAssembly, which reads QR codes, and see through a camera.
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY.replace(
        _SCRIPTS, f"{_SCRIPTS} 'wasm-unsafe-eval'"
    ),
    "Permissions-Policy": _NO_FEATURES.replace("camera=()", "camera=(self)"),
}
_ONE_YEAR = "max-age=31536000"


def add_headers(response: Response) -> Response:
    """Set the headers that ``response`` does not choose for itself."""
    response.headers.update(_EVERYWHERE)
    if request.endpoint == "scanner":
        response.headers.update(_SCANNER)
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    # A view that may be cached says so; flask's "no-cache" for static files is not such a word.
    if "max-age=" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = _ONE_YEAR
    return response
