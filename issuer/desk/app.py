"""The desk's web application: a factory, its routes, and plain words for what goes wrong."""

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped]
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, SecurityError

from attestation.errors import AttestationError, EndingRefusedError
from issuer.context import IssuerContext
from issuer.delivery.context import MailContext, open_mail_context
from issuer.delivery.labels import STAGES, reason_in_words, stage_in_words
from issuer.desk.auth.access import Role
from issuer.desk.auth.passkeys import Question, are_possible, ask
from issuer.desk.auth.provider import Provider
from issuer.desk.auth.secret import DeskSecret
from issuer.desk.context import EXTENSION, Desk, desk
from issuer.desk.guard import ROLES_BY_ENDPOINT, admit
from issuer.desk.jobs.worker import Worker
from issuer.desk.language import add_language, in_number, kept_text
from issuer.desk.pages.help import paragraph_about
from issuer.desk.pages.labels import FILTERS
from issuer.desk.pages.reason_field import public_reason
from issuer.desk.unsent import fill_again
from issuer.desk.views import accounts as account_views
from issuer.desk.views import attestation as attestation_views
from issuer.desk.views import cells as cell_views
from issuer.desk.views import closing as closing_views
from issuer.desk.views import delivery as delivery_views
from issuer.desk.views import figures as figures_views
from issuer.desk.views import health as health_views
from issuer.desk.views import help as help_views
from issuer.desk.views import issue as issue_views
from issuer.desk.views import log as log_views
from issuer.desk.views import module as module_views
from issuer.desk.views import module_correction as module_correction_views
from issuer.desk.views import passkeys as passkey_views
from issuer.desk.views import planned as planned_views
from issuer.desk.views import printing as printing_views
from issuer.desk.views import provider as provider_views
from issuer.desk.views import reading as reading_views
from issuer.desk.views import regimes as regimes_views
from issuer.desk.views import selection as selection_views
from issuer.desk.views import session as session_views
from issuer.desk.views import settings as settings_views
from issuer.desk.views import workbook as workbook_views
from issuer.export.labels import STATES
from issuer.planning.labels import OUTCOMES, outcome_in_words
from issuer.words.sentence import said, sentence
from web.application import make_application
from web.headers import add_headers
from web.log import log_failure

MAX_UPLOAD_BYTES = 42 * 1024 * 1024  # two files of the 20 MB that the reader takes

_MISTAKES = {
    400: (
        sentence("Cette demande n’est pas complète"),
        sentence("Revenez à la page d’avant et recommencez."),
    ),
    403: (
        sentence("Cette page est réservée à la coordination"),
        sentence("Votre compte permet de consulter."),
    ),
    404: (
        sentence("Cette page n’existe pas"),
        sentence("L’adresse est fausse, ou ce qu’elle montrait est terminé."),
    ),
    405: (sentence("Cette page n’existe pas"), sentence("L’adresse est fausse.")),
    413: (
        sentence("Ce fichier est trop grand"),
        sentence("Une liste de présences fait moins de 20 Mo."),
    ),
}
_OTHER = (
    sentence("Quelque chose n’a pas marché"),
    sentence("Rien n’a été changé. Réessayez dans un instant."),
)


def create_app(
    context: IssuerContext,
    secret: DeskSecret,
    *,
    mail_context: MailContext | None = None,
    worker: Worker | None = None,
) -> Flask:
    """Make the application; the worker is the caller's to start.

    Args:
        context: settings, register, signer and clock.
        secret: the desk's own key.
        mail_context: what delivering takes; None opens it.
        worker: woken when there is something to do; None makes one that is not started.
    """
    settings = context.settings.desk
    app = make_application(
        "issuer.desk",
        max_bytes=MAX_UPLOAD_BYTES,
        proxies=settings.proxies,
        proxies_say_scheme=False,  # the settings do
    )
    app.config.update(
        SECRET_KEY=secret.cookie_key(),
        SESSION_COOKIE_NAME="__Host-bureau" if settings.is_https else "bureau",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        TRUSTED_HOSTS=[settings.host],
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session, whose end is the server's
        WTF_CSRF_SSL_STRICT=settings.is_https,
    )
    app.jinja_env.filters.update(
        FILTERS,
        reason_in_words=reason_in_words,
        public_reason=public_reason,
        of_stage=in_number(stage_in_words),
        of_outcome=in_number(outcome_in_words),
    )
    mail_context = mail_context or open_mail_context(
        context.settings, context.register, now=context.now
    )
    app.extensions[EXTENSION] = Desk(
        context=context,
        mail_context=mail_context,
        secret=secret,
        worker=worker or Worker(context, mail_context),
        provider=None
        if settings.provider is None
        else Provider(settings.provider, redirect_uri=settings.address + provider_views.RETURN),
    )
    roles: dict[str, Role] = {"static": Role.PUBLIC}
    for views in (
        session_views,
        account_views,
        passkey_views,
        provider_views,
        module_views,
        module_correction_views,
        planned_views,
        printing_views,
        selection_views,
        workbook_views,
        cell_views,
        reading_views,
        closing_views,
        issue_views,
        attestation_views,
        delivery_views,
        figures_views,
        log_views,
        settings_views,
        regimes_views,
        help_views,
        health_views,
    ):
        views.ROUTES.add_to(app, roles)
    app.extensions[ROLES_BY_ENDPOINT] = roles
    app.before_request(admit)
    app.after_request(fill_again)
    CSRFProtect(app)
    # Not "no-referrer": over TLS the check of a form's token also looks where it comes from.
    add_headers(app, own={"Referrer-Policy": "same-origin"}, is_secure=lambda: settings.is_https)
    app.register_error_handler(HTTPException, _mistake)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(AttestationError, _failure)
    app.register_error_handler(Exception, _unexpected)
    add_language(app, is_secure=settings.is_https)
    _add_words(app)
    return app


def _add_words(app: Flask) -> None:
    context = app.extensions[EXTENSION].context

    @app.context_processor
    def words() -> dict[str, object]:
        return {
            "viewer": g.get("viewer"),
            "organisation": context.settings.letterhead.organisation.name,
            "outcome_words": OUTCOMES,
            "state_words": STATES,
            "stage_words": STAGES,
            "provider": context.settings.desk.provider,
            "passkey_question": _passkey_question,
            "help_paragraph": paragraph_about(str(request.url_rule or "")),
        }


def _passkey_question() -> Question | None:
    """Return what the sign-in page asks of a passkey; None where none is possible."""
    here = desk()
    return ask(here.context, here.secret) if are_possible(here.context.settings.desk) else None


def _mistake(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):  # asked for another host: no page of ours has its address
        return "400", 400, {"Content-Type": "text/plain; charset=utf-8"}
    heading, text = _MISTAKES.get(error.code or 500, _OTHER)
    return _message(heading, text, error.code or 500)


def _forged(_: CSRFError) -> ResponseReturnValue:
    return _message(
        sentence("Cette page est restée ouverte trop longtemps"),
        sentence("Rien n’a été fait. Revenez à l’accueil et recommencez."),
        400,
    )


def _failure(error: AttestationError) -> ResponseReturnValue:
    status = 409 if isinstance(error, EndingRefusedError) else 503
    text = Markup("{}.").format(kept_text(said(error)))
    return _message(sentence("Cela n’a pas pu être fait"), text, status)


def _unexpected(error: Exception) -> ResponseReturnValue:
    log_failure(error)
    return _message(*_OTHER, 500)


def _message(heading: str, text: str, status: int) -> ResponseReturnValue:
    return render_template("message.html", heading=heading, text=text), status
