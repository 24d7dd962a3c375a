"""The web application: a factory, and the routes that exist. Anything else is refused."""

import sys
import traceback
from datetime import timedelta
from pathlib import PurePath
from typing import Any

import structlog
from flask import Flask, Response, abort, make_response, render_template, request, url_for
from jinja2 import StrictUndefined
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import HTTPException, TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from issuer.delivery.context import MailContext
from issuer.participant import views
from issuer.participant.headers import add_headers
from issuer.participant.language import chosen_language, page_words
from issuer.participant.texts import languages, words
from issuer.settings.delivery import ParticipantSettings
from keys.custody.reloading import ring_keys
from web.rate_limit import CountsInMemory, is_within
from web.routing import route_strictly
from web.static_files import add_static_files

ENDPOINTS = frozenset(
    {"ask", "lost", "show", "enter", "see", "image", "pdf", "send", "leave", "robots", "static"}
)
"""Deny by default: a route is served only if it stands here too."""

ATTEMPTS = frozenset({"lost", "enter", "send"})
"""Whoever asks these may be guessing, or making others' mail boxes full: a limit of their own."""

_MAX_REQUEST_BYTES = 16 * 1024
_STATIC_SECONDS = 86_400

_log = structlog.get_logger("attestation.participant")


def create_app(mail_context: MailContext) -> Flask:
    """Make the web application of one deployment.

    Raises:
        ConfigurationError: a setting is wrong.
        TrustStoreError: the key ring's certificates are unusable.
    """
    settings = mail_context.settings.participant
    app = Flask("issuer.participant", static_folder=None)
    route_strictly(app)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_REQUEST_BYTES
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _STATIC_SECONDS
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    ring_keys(mail_context.settings.keys.ring)  # a ring that cannot be read is said at once
    app.extensions[views.EXTENSION] = mail_context
    _limit_requests(app, settings)
    _add_routes(app)
    _add_words(app, mail_context)
    app.before_request(_refuse_unlisted)
    app.after_request(add_headers)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failure)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies
        )
    return app


def _add_routes(app: Flask) -> None:
    # Automatic OPTIONS answers would be routes that nobody listed.
    for rule, endpoint, view, method in (
        ("/", "ask", views.ask, "GET"),
        ("/lost", "lost", views.lost, "POST"),
        ("/d/<token>", "show", views.show, "GET"),
        ("/d/<token>", "enter", views.enter, "POST"),
        ("/d/<token>/see", "see", views.see, "GET"),
        ("/d/<token>/attestation.png", "image", views.image, "GET"),
        ("/d/<token>/attestation.pdf", "pdf", views.pdf, "GET"),
        ("/d/<token>/send", "send", views.send, "POST"),
        ("/d/<token>/leave", "leave", views.leave, "POST"),
        ("/robots.txt", "robots", views.robots, "GET"),
    ):
        app.add_url_rule(rule, endpoint, view, methods=[method], provide_automatic_options=False)


def _limit_requests(app: Flask, settings: ParticipantSettings) -> None:
    counts = FixedWindowRateLimiter(CountsInMemory())
    pages = RateLimitItemPerMinute(settings.pages_per_minute)
    attempts = RateLimitItemPerMinute(settings.attempts_per_minute)

    @app.before_request
    def count() -> None:
        endpoint = request.endpoint
        if endpoint is None or endpoint == "static":
            return
        limit = attempts if endpoint in ATTEMPTS else pages
        if not is_within(lambda limit, network: counts.hit(limit, endpoint, network), limit):
            raise TooManyRequests


def _add_words(app: Flask, mail_context: MailContext) -> None:
    static_url = add_static_files(app)

    def link(endpoint: str, **values: Any) -> str:
        return url_for(endpoint, lang=chosen_language(), **values)  # None leaves it out

    @app.context_processor
    def common() -> dict[str, object]:
        return {
            "words": page_words(),
            "languages": [words(language) for language in languages()],
            "minutes": mail_context.settings.participant.session // timedelta(minutes=1),
            "organisation": mail_context.organisation(),
            "static_url": static_url,
            "link": link,
        }


def _refuse_unlisted() -> None:
    if request.routing_exception is None and request.endpoint not in ENDPOINTS:
        abort(404)


def _http_error(error: HTTPException) -> Response:
    spoken = page_words()
    match error.code:
        case 429:
            heading, text = spoken.too_many_heading, spoken.too_many_text
        case 404 | 405:
            heading, text = spoken.unknown_heading, spoken.unknown_text
        case _:
            heading, text = spoken.error_heading, spoken.error_text
    page = render_template("message.html", heading=heading, text=text, token=None)
    return make_response(page, error.code or 500)


def _failure(error: Exception) -> Response:
    # The outermost handler: nothing of the error reaches the page, and its kind alone the log.
    last = traceback.extract_tb(error.__traceback__)[-1]
    _log.error(
        "failure",
        error=type(error).__name__,
        place=f"{PurePath(last.filename).name}:{last.lineno}",
    )
    spoken = page_words()
    page = render_template(
        "message.html", heading=spoken.error_heading, text=spoken.error_text, token=None
    )
    return make_response(page, 503)


def configure_logs() -> None:
    """Write one JSON object a line to standard error; never an address, a name or a token."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
