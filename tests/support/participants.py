"""Participants at their page: a deployment that hands out, and somebody who clicks."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from html import unescape
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from attestation.facts import Number
from attestation.partial_date import PartialDate
from issuer.context import IssuerContext
from issuer.delivery.context import MailContext, open_mail_context
from issuer.delivery.queueing import Queued, deliver, renew_link
from issuer.issuance.issue import issue
from issuer.participant.app import create_app
from register.database import writing
from tests.support.issuer_contexts import make_draft, make_module, open_issuer

_TOKEN = re.compile(r'name="form" value="([^"]+)"')
_LINK = re.compile(r"http://[^\s\"]+/d/([A-Za-z0-9_-]{22})")

BORN = {"day": "29", "month": "2", "year": "1988"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantDeployment:
    """An organisation with its page for participants."""

    context: IssuerContext
    mail_context: MailContext
    app: Flask

    def issue(
        self,
        family_name: str = "Ağaoğlu",
        *,
        born: PartialDate | None = None,
        email: str | None = "s@example.org",
        module: str = "AC-2026-10",
    ) -> Number:
        """Issue one attestation."""
        draft = replace(make_draft(family_name), email=email)
        if born is not None:
            draft = replace(draft, holder=replace(draft.holder, birth_date=born))
        (number,) = issue(self.context, make_module(module), [draft])
        assert isinstance(number, str)
        return number

    def link(self, number: Number) -> str:
        """Make a new link; return its path."""
        with writing(self.mail_context.register) as session:
            address = renew_link(session, self.mail_context, number)
        return address.removeprefix(self.mail_context.settings.participant.address)

    def queue(self, number: Number) -> None:
        """Queue the message that hands an attestation over."""
        with writing(self.mail_context.register) as session:
            assert isinstance(deliver(session, self.mail_context, number), Queued)


def open_deployment(config: Path, *, later: timedelta = timedelta()) -> ParticipantDeployment:
    """Open an issuer and its page, with the clock standing still."""
    context = open_issuer(config)
    moment = context.now() + later
    mail_context = open_mail_context(context.settings, context.register, now=lambda: moment)
    return ParticipantDeployment(
        context=context, mail_context=mail_context, app=create_app(mail_context)
    )


def token_of(page: TestResponse) -> str:
    """Return the token of the forms on a page."""
    found = _TOKEN.search(page.text)
    assert found is not None, page.text
    return unescape(found.group(1))


def enter(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Open a link and type a birth date."""
    form = token_of(client.get(path))
    return client.post(path, data={"form": form, **(fields or BORN)})


def link_in(message: EmailMessage) -> str:
    """Return the path of the personal link in a message."""
    body = message.get_body(("plain",))
    assert body is not None
    found = _LINK.search(body.get_content())
    assert found is not None
    return f"/d/{found.group(1)}"
