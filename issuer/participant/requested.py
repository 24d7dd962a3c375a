"""What a request is about: the deployment, its link, and whether the person is let in."""

from flask import abort, current_app, request

from issuer.delivery.context import MailContext
from issuer.participant.access import Target, find_target
from issuer.participant.session import COOKIE, is_session

EXTENSION = "attestation-participant"


def mail_context_here() -> MailContext:
    """Return the deployment whose page this is."""
    mail_context = current_app.extensions[EXTENSION]
    assert isinstance(mail_context, MailContext)  # noqa: S101  create_app puts it there
    return mail_context


def target_of(token: str) -> Target:
    """Return what a link leads to; a link that leads nowhere ends the request."""
    target = find_target(mail_context_here(), token)
    if target is None:
        abort(404)
    return target


def is_open(target: Target) -> bool:
    """Check whether the birth date was given in this browser, not long ago."""
    mail_context = mail_context_here()
    return is_session(
        mail_context.secret, request.cookies.get(COOKIE), target.link.id, at=mail_context.instant()
    )
