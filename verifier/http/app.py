"""The web application: a factory, and the routes that exist. Anything else is refused."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, make_response, render_template, request, url_for
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.middleware.proxy_fix import ProxyFix

from attestation.errors import RegisterError
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import CannotCheck, Finding
from verifier.assembly import open_live_verifier, utc_now
from verifier.http import pages as views
from verifier.http.api import views as api
from verifier.http.api.problems import problem
from verifier.http.concurrency_limit import limit_concurrency
from verifier.http.headers import add_headers
from verifier.http.instrumentation import EXTENSION, METRICS, Metrics
from verifier.http.language import chosen_language, page_words
from verifier.http.log import log_failure
from verifier.http.outcome import Checked
from verifier.http.rate_limit import limit_requests
from verifier.http.receipt_pages import receipt
from verifier.http.uploads import (
    FORM_OVERHEAD_BYTES,
    MAX_FIELD_BYTES,
    MAX_FILES,
    MAX_PARTS,
    MemoryRequest,
    bound_plain_form,
)
from verifier.receipt.page import MAX_DOSSIER_CHARACTERS
from verifier.settings import VerifierSettings
from verifier.translations.catalogue import LANGUAGES, wording
from web.routing import route_strictly

# fmt: off
ENDPOINTS = frozenset(
    {
        "home", "scan", "scanner", "check", "receipt", "developers", "static",
        "status_list", "trust_bundle", "checkpoint",
        "verifications", "openapi", "healthz", "readyz", "metrics",
    }
)
# fmt: on
"""Deny by default: a route is served only if it stands here too."""

_STATIC_SECONDS = 86_400
DECODER_FILE = Path(__file__).parent / "static" / "decoder" / "decoder.js"
"""Made by ``decoder/build.sh`` where there is Node; else browsers read QR codes themselves."""


class _Application(Flask):
    """Flask whose uploads stay in memory, and whose views all are plain functions."""

    request_class = MemoryRequest

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``func`` itself; asking whether it is a coroutine costs time."""
        return func


def create_app(settings: VerifierSettings, *, now: Callable[[], datetime] = utc_now) -> Flask:
    """Make the web application of one deployment.

    Raises:
        ConfigurationError: a setting is wrong.
        TrustStoreError: the trust bundle is unusable.
        RegisterError: the register is missing, unreachable, or of another version.
    """
    app = _Application("verifier.http", static_folder=None)
    route_strictly(app)
    app.static_folder = "static"
    limits = settings.section.limits()
    most = max(limits.file_bytes, settings.section.upload_megabytes * 1_000_000)
    app.config["MAX_CONTENT_LENGTH"] = most + FORM_OVERHEAD_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_FIELD_BYTES
    app.config["MAX_FORM_PARTS"] = MAX_PARTS
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _STATIC_SECONDS
    app.jinja_env.undefined = StrictUndefined
    app.extensions[METRICS] = Metrics()
    app.extensions[EXTENSION] = open_live_verifier(settings, now=now)
    limit_concurrency(app, most=max(settings.section.threads // 2, 1))
    _add_routes(app)
    _add_words(
        app,
        megabytes=limits.file_bytes // 1_000_000,
        is_counting=settings.section.count_checks,
    )
    app.before_request(_refuse_unlisted)
    app.before_request(bound_plain_form)
    limit_requests(
        app,
        settings,
        checks={
            "check": api.questions_asked,
            "verifications": api.questions_asked,
            "receipt": lambda: 1,
        },
        # Without its scripts and its stylesheet a page is none, and they cost next to nothing.
        unlimited={"healthz", "static"},
    )
    app.after_request(add_headers)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(RegisterError, _register_error)
    app.register_error_handler(Exception, _failure)
    if proxies := settings.section.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    return app


def _add_routes(app: Flask) -> None:
    # Automatic OPTIONS answers would be routes that nobody listed, flask's own static one too.
    for rule, endpoint, view, method in (
        ("/", "home", views.home, "GET"),
        ("/v", "scan", views.scan, "GET"),
        ("/scanner", "scanner", views.scanner, "GET"),
        ("/check", "check", views.check, "POST"),
        ("/receipt", "receipt", receipt, "POST"),
        ("/status/<int(min=1, max=1000000):list_number>", "status_list", views.status_list, "GET"),
        ("/trust.pem", "trust_bundle", views.trust_bundle, "GET"),
        ("/checkpoint", "checkpoint", views.checkpoint, "GET"),
        ("/developers", "developers", views.developers, "GET"),
        ("/api/v1/verifications", "verifications", api.verifications, "POST"),
        ("/api/v1/openapi.json", "openapi", api.openapi, "GET"),
        ("/healthz", "healthz", api.healthz, "GET"),
        ("/readyz", "readyz", api.readyz, "GET"),
        ("/metrics", "metrics", views.metrics, "GET"),
        ("/static/<path:filename>", "static", app.send_static_file, "GET"),
    ):
        app.add_url_rule(rule, endpoint, view, methods=[method], provide_automatic_options=False)


def _add_words(app: Flask, *, megabytes: int, is_counting: bool) -> None:
    folder = Path(app.root_path) / "static"
    tags = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:12]
        for path in folder.rglob("*")
        if path.is_file()
    }

    def static_url(name: str) -> str:
        return url_for("static", filename=name, v=tags[name])

    def link(endpoint: str) -> str:
        return url_for(endpoint, lang=chosen_language())  # None leaves it out

    @app.context_processor
    def words() -> dict[str, object]:
        spoken = page_words()
        return {
            "words": spoken.page,
            "technical_words": spoken.technical,
            "receipt_words": spoken.receipt,
            "max_dossier": MAX_DOSSIER_CHARACTERS,
            "scanner_words": spoken.scanner,
            "files": MAX_FILES,
            "is_counting": is_counting,
            "language": spoken.language,
            "languages": [wording(language) for language in LANGUAGES],
            "megabytes": megabytes,
            "static_url": static_url,
            "decoder": static_url("decoder/decoder.js") if DECODER_FILE.is_file() else None,
            "link": link,
            "check_in": lambda language: url_for("check", lang=language),
        }


def _refuse_unlisted() -> None:
    # Where no route matched, flask answers 404 or 405 by itself.
    if request.routing_exception is None and request.endpoint not in ENDPOINTS:
        abort(404)


def _http_error(error: HTTPException) -> Response:
    if api.is_api_request():
        response = api.problem_for(error)
        if isinstance(error, MethodNotAllowed):
            response.allow.update(error.valid_methods or ())
        return response
    page = page_words().page
    match error.code:
        case 413:
            return views.too_large_page()
        case 404 | 405:
            heading, text = page.not_found_heading, page.not_found_text
        case 429:
            heading, text = page.too_many_heading, page.too_many_text
        case _:
            heading, text = page.misuse_heading, page.misuse_text
    response = _message(heading, text, error.code or 500)
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def _register_error(error: RegisterError) -> Response:
    log_failure(error)
    if api.is_api_request():
        return problem(503)
    finding = Finding(verdict=CannotCheck(reason=Obstacle.REGISTER_DOWN), looked_at=None)
    return views.verdict_page(Checked(channel="none", finding=finding), status=503)


def _failure(error: Exception) -> Response:
    # The outermost handler: nothing of the error reaches the page, and its kind alone the log.
    log_failure(error)
    if api.is_api_request():
        return problem(500)
    page = page_words().page
    return _message(page.error_heading, page.error_text, 500)


def _message(heading: str, text: str, status: int) -> Response:
    return make_response(render_template("message.html", heading=heading, text=text), status)
