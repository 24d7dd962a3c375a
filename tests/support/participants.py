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
from issuer.context import Office
from issuer.delivery.context import PostOffice, open_post_office
from issuer.delivery.queueing import Queued, deliver, renew_link
from issuer.issuance.issue import issue
from issuer.participant.app import create_app
from register.database import writing
from tests.support.offices import make_draft, make_module, open_office

_TOKEN = re.compile(r'name="form" value="([^"]+)"')
_LINK = re.compile(r"http://[^\s\"]+/d/([A-Za-z0-9_-]{22})")

BORN = {"day": "29", "month": "2", "year": "1988"}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """An organisation with its page for participants."""

    office: Office
    post: PostOffice
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
        (number,) = issue(self.office, make_module(module), [draft])
        assert isinstance(number, str)
        return number

    def link(self, number: Number) -> str:
        """Make a new link; give its path."""
        with writing(self.post.register) as session:
            address = renew_link(session, self.post, number)
        return address.removeprefix(self.post.settings.participant.address)

    def queue(self, number: Number) -> None:
        """Queue the message that hands an attestation over."""
        with writing(self.post.register) as session:
            assert isinstance(deliver(session, self.post, number), Queued)


def open_house(config: Path, *, later: timedelta = timedelta()) -> House:
    """Open an office and its page, with the clock standing still."""
    office = open_office(config)
    moment = office.now() + later
    post = open_post_office(office.settings, office.register, now=lambda: moment)
    return House(office=office, post=post, app=create_app(post))


def token_of(page: TestResponse) -> str:
    """Give the token of the forms on a page."""
    found = _TOKEN.search(page.text)
    assert found is not None, page.text
    return unescape(found.group(1))


def enter(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Open a link and type a birth date."""
    form = token_of(client.get(path))
    return client.post(path, data={"form": form, **(fields or BORN)})


def link_in(message: EmailMessage) -> str:
    """Give the path of the personal link in a message."""
    body = message.get_body(("plain",))
    assert body is not None
    found = _LINK.search(body.get_content())
    assert found is not None
    return f"/d/{found.group(1)}"
