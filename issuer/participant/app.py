"""The web application: a factory and a list of routes; anything else is refused."""

from datetime import timedelta

from flask import Flask, Response, make_response, render_template, request
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import HTTPException, TooManyRequests

from issuer.delivery.context import MailContext
from issuer.delivery.texts import languages, words
from issuer.participant import card, views
from issuer.participant.language import page_words
from issuer.participant.requested import EXTENSION
from issuer.settings.delivery import ParticipantSettings
from keys.custody.reloading import ring_keys
from web.application import make_application
from web.headers import add_headers, content_security_policy
from web.health import alive
from web.language import add_links
from web.log import log_failure
from web.rate_limit import CountsInMemory, is_within
from web.routing import add_routes

ENDPOINTS = frozenset(
    {
        "ask",
        "lost",
        "show",
        "enter",
        "see",
        "image",
        "pdf",
        "proof",
        "card",
        "manifest",
        "worker",
        "send",
        "leave",
        "noted",
        "robots",
        "healthz",
        "readyz",
        "static",
    }
)
"""Default deny: a route is served only if it is listed here too."""

ATTEMPTS = frozenset({"lost", "enter", "send"})
"""These have a limit of their own against guessing, and against flooding other people's mail
boxes."""

_MAX_REQUEST_BYTES = 16 * 1024
_HEADERS = {
    "Content-Security-Policy": content_security_policy(manifest_src="'self'"),
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def create_app(mail_context: MailContext) -> Flask:
    """Make the web application of one deployment.

    Raises:
        ConfigurationError: a setting is wrong.
        TrustStoreError: the key ring's certificates are unusable.
    """
    settings = mail_context.settings.participant
    app = make_application(
        "issuer.participant", max_bytes=_MAX_REQUEST_BYTES, proxies=settings.proxies
    )
    ring_keys(mail_context.settings.keys.ring)  # a ring that cannot be read is said at once
    app.jinja_env.filters["tel"] = _telephone
    app.extensions[EXTENSION] = mail_context
    _limit_requests(app, settings)
    _add_routes(app)
    _add_words(app, mail_context)
    add_links(app, languages())
    add_headers(app, own=_HEADERS)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failure)
    return app


def _add_routes(app: Flask) -> None:
    routes = (
        ("/", "ask", views.ask, "GET"),
        ("/lost", "lost", views.lost, "POST"),
        ("/noted", "noted", views.noted, "GET"),
        ("/d/<token>", "show", views.show, "GET"),
        ("/d/<token>", "enter", views.enter, "POST"),
        ("/d/<token>/see", "see", views.see, "GET"),
        ("/d/<token>/attestation.png", "image", views.image, "GET"),
        ("/d/<token>/attestation.pdf", "pdf", views.pdf, "GET"),
        ("/d/<token>/proof", "proof", views.proof, "GET"),
        ("/d/<token>/card", "card", card.card, "GET"),
        ("/d/<token>/card.webmanifest", "manifest", card.manifest, "GET"),
        ("/worker.js", "worker", card.worker, "GET"),
        ("/d/<token>/send", "send", views.send, "POST"),
        ("/d/<token>/leave", "leave", views.leave, "POST"),
        ("/robots.txt", "robots", views.robots, "GET"),
        ("/healthz", "healthz", alive, "GET"),
        ("/readyz", "readyz", views.readyz, "GET"),
    )
    add_routes(app, routes, endpoints=ENDPOINTS)


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
    @app.context_processor
    def common() -> dict[str, object]:
        return {
            "words": page_words(),
            "languages": [words(language) for language in languages()],
            "minutes": mail_context.settings.participant.session // timedelta(minutes=1),
            "organisation": mail_context.organisation(),
            "here": _page_of_form(),
        }


def _telephone(number: str) -> str:
    """Return a number as a telephone dials it (RFC 3966): digits, and a plus before them."""
    digits = "".join(one for one in number.replace("(0)", "") if one.isdigit())
    return f"+{digits}" if number.strip().startswith("+") else digits


def _page_of_form() -> str:
    """Return where another language of this page is: a form's answer has no address of its own."""
    if request.method != "POST":
        return ""
    token = (request.view_args or {}).get("token")
    return f"/d/{token}" if token else "/"


def _http_error(error: HTTPException) -> Response:
    spoken = page_words()
    match error.code:
        case 429:
            heading, text = spoken.too_many_heading, spoken.too_many_text
        case 404 | 405:
            heading, text = spoken.unknown_heading, spoken.unknown_text
        case _:
            heading, text = spoken.error_heading, spoken.error_text
    page = render_template(
        "message.html", heading=heading, text=text, token=None, offers_lost_link=True
    )
    return make_response(page, error.code or 500)


def _failure(error: Exception) -> Response:
    # The outermost handler: the page says nothing of the error, and the log only its kind.
    log_failure(error)
    spoken = page_words()
    page = render_template(
        "message.html",
        heading=spoken.error_heading,
        text=spoken.error_text,
        token=None,
        offers_lost_link=True,
    )
    return make_response(page, 503)
