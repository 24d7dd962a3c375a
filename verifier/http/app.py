"""The web application: a factory and a list of routes; anything else is refused."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, g, make_response, render_template, url_for
from werkzeug.exceptions import HTTPException, MethodNotAllowed, TooManyRequests

from attestation.errors import RegisterError
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import CannotCheck, Finding
from runtime.sandbox.fork_server import ChildrenOf
from verifier.assembly import open_live_verifier, started_anew, utc_now
from verifier.http import pages as views
from verifier.http.api import source_views as source
from verifier.http.api import views as api
from verifier.http.api.problems import problem
from verifier.http.concurrency_limit import limit_concurrency
from verifier.http.document_page import document
from verifier.http.instrumentation import EXTENSION, METRICS, Metrics
from verifier.http.language import page_words
from verifier.http.log_pages import log_head, log_key, log_tile
from verifier.http.models_page import model_picture, models
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
from verifier.settings import VerifierSection, VerifierSettings
from verifier.sources.messages import CODES, DOCUMENT, EVIDENCE
from verifier.translations.catalogue import LANGUAGES, wording
from web.application import make_application
from web.headers import add_headers, content_security_policy, permissions_policy
from web.language import add_links
from web.log import log_failure
from web.routing import add_routes

# fmt: off
ENDPOINTS = frozenset(
    {
        "home", "scan", "scanner", "check", "document", "receipt", "developers", "static",
        "models", "model_picture",
        "status_list", "trust_bundle", "checkpoint",
        "source_codes", "source_evidence", "source_document",
        "log_head", "log_key", "log_tile",
        "verifications", "openapi", "healthz", "readyz", "metrics",
    }
)
# fmt: on
"""Default deny: a route is served only if it is listed here too."""

DECODER_FILE = Path(__file__).parent / "static" / "decoder" / "decoder.js"
"""Made by ``decoder/build.sh`` where there is Node; else browsers read QR codes themselves."""
_PICTURES = "'self' data:"
"""The pictures of a compared page are part of the answer: nobody keeps them to be asked for."""
_POLICY = {"Content-Security-Policy": content_security_policy(img_src=_PICTURES)}
_SCANNER = {
    # Only this page may run WebAssembly, which reads QR codes, and see through a camera.
    "Content-Security-Policy": content_security_policy(
        script_src="'self' 'wasm-unsafe-eval'", img_src=_PICTURES
    ),
    "Permissions-Policy": permissions_policy(camera="(self)"),
}


def create_app(
    settings: VerifierSettings,
    *,
    now: Callable[[], datetime] = utc_now,
    children_of: ChildrenOf = started_anew,
) -> Flask:
    """Make the web application of one deployment.

    Args:
        settings: of the deployment.
        now: the clock.
        children_of: where children come from that look into files.

    Raises:
        ConfigurationError: a setting is wrong.
        TrustStoreError: the trust bundle is unusable.
        RegisterError: the register is missing, unreachable, or of another version.
    """
    limits = settings.section.limits()
    most = max(limits.file_bytes, settings.section.upload_megabytes * 1_000_000)
    app = make_application(
        "verifier.http",
        max_bytes=most + FORM_OVERHEAD_BYTES,
        proxies=settings.section.proxies,
        request_class=MemoryRequest,
    )
    app.config.update(MAX_FORM_MEMORY_SIZE=MAX_FIELD_BYTES, MAX_FORM_PARTS=MAX_PARTS)
    app.extensions[METRICS] = Metrics()
    app.extensions[EXTENSION] = open_live_verifier(settings, now=now, children_of=children_of)
    limit_concurrency(app, most=max(settings.section.threads // 2, 1))
    _add_routes(app)
    _add_words(app, settings.section)
    add_links(app, LANGUAGES)
    app.before_request(bound_plain_form)
    limit_requests(
        app,
        settings,
        checks={
            "check": api.questions_asked,
            "verifications": api.questions_asked,
            "document": lambda: 1,
            "receipt": lambda: 1,
        },
        # Without its scripts and its stylesheet a page is none, and they cost next to nothing.
        # A verifier that has a token asks for all the officers of a federation.
        unlimited={"healthz", "static", "source_codes", "source_evidence", "source_document"},
    )
    add_headers(app, own=_POLICY, by_endpoint={"scanner": _SCANNER})
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(RegisterError, _register_error)
    app.register_error_handler(Exception, _failure)
    return app


def _add_routes(app: Flask) -> None:
    routes = (
        ("/", "home", views.home, "GET"),
        ("/v", "scan", views.scan, "GET"),
        ("/scanner", "scanner", views.scanner, "GET"),
        ("/check", "check", views.check, "POST"),
        ("/document", "document", document, "POST"),
        ("/receipt", "receipt", receipt, "POST"),
        ("/status/<int(min=1, max=1000000):list_number>", "status_list", views.status_list, "GET"),
        ("/trust.pem", "trust_bundle", views.trust_bundle, "GET"),
        ("/checkpoint", "checkpoint", views.checkpoint, "GET"),
        ("/log/checkpoint", "log_head", log_head, "GET"),
        ("/log/key", "log_key", log_key, "GET"),
        ("/log/tile/<path:path>", "log_tile", log_tile, "GET"),
        ("/models", "models", models, "GET"),
        ("/models/<digest>.png", "model_picture", model_picture, "GET"),
        ("/developers", "developers", views.developers, "GET"),
        ("/api/v1/verifications", "verifications", api.verifications, "POST"),
        ("/api/v1/openapi.json", "openapi", api.openapi, "GET"),
        (CODES, "source_codes", source.source_codes, "GET"),
        (EVIDENCE, "source_evidence", source.source_evidence, "POST"),
        (DOCUMENT, "source_document", source.source_document, "POST"),
        ("/healthz", "healthz", api.healthz, "GET"),
        ("/readyz", "readyz", api.readyz, "GET"),
        ("/metrics", "metrics", views.metrics, "GET"),
    )
    add_routes(app, routes, endpoints=ENDPOINTS)


def _add_words(app: Flask, section: VerifierSection) -> None:
    @app.context_processor
    def words() -> dict[str, object]:
        spoken = page_words()
        return {
            "words": spoken.page,
            "technical_words": spoken.technical,
            "zone_words": spoken.zones,
            "document_words": spoken.document,
            "photograph_words": spoken.photograph,
            "receipt_words": spoken.receipt,
            "max_dossier": MAX_DOSSIER_CHARACTERS,
            "scanner_words": spoken.scanner,
            "counter_words": spoken.counter,
            "run_by": section.run_by,
            "contact": section.contact,
            "privacy_statement": section.privacy_statement,
            "accessibility_statement": section.accessibility_statement,
            "files": MAX_FILES,
            "is_counting": section.count_checks,
            "language": spoken.language,
            "languages": [wording(language) for language in LANGUAGES],
            "megabytes": section.file_megabytes,
            "has_decoder": DECODER_FILE.is_file(),
            "check_in": lambda language: url_for("check", lang=language),
        }


def _http_error(error: HTTPException) -> Response:
    if api.is_api_request():
        response = api.problem_for(error)
        if isinstance(error, MethodNotAllowed):
            response.allow.update(error.valid_methods or ())
        if isinstance(error, TooManyRequests):
            response.retry_after = error.retry_after
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
    # A request that was refused for want of a place is not read: a slow upload would hold a thread.
    is_read = error.code == HTTPStatus.TOO_MANY_REQUESTS and "network_inside" in g
    again = views.again() if is_read else None
    response = _message(heading, text, error.code or 500, again=again)
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    if isinstance(error, TooManyRequests):
        response.retry_after = error.retry_after
    return response


def _register_error(error: RegisterError) -> Response:
    log_failure(error)
    if api.is_api_request():
        return problem(503)
    finding = Finding(verdict=CannotCheck(reason=Obstacle.REGISTER_DOWN), looked_at=None)
    return views.verdict_page(Checked(channel="none", finding=finding), status=503)


def _failure(error: Exception) -> Response:
    # The outermost handler: the page says nothing of the error, and the log only its kind.
    log_failure(error)
    if api.is_api_request():
        return problem(500)
    page = page_words().page
    return _message(page.error_heading, page.error_text, 500)


def _message(
    heading: str, text: str, status: int, *, again: tuple[str, str] | None = None
) -> Response:
    page = render_template("message.html", heading=heading, text=text, again=again)
    return make_response(page, status)
