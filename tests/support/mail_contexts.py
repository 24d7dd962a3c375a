"""Issuers that also send messages: attestations handed out, without any being drawn."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from attestation.facts import Number
from issuer.delivery.context import MailContext, open_mail_context
from issuer.delivery.queueing import Queued, deliver
from issuer.settings.issuer import issuer_settings
from keys.custody.settings import load_deployment
from register.database import connect, reading, register_url, writing
from register.outbox import Message, newest
from register.reservation import Reservation, reserve
from register.tables.attestations import AttestationRow, State
from tests.support.issuer_contexts import SETTINGS, make_draft, make_module
from tests.support.issuers import NOW

MAIL = """
[mail]
host = "localhost"
port = {port}
security = "none"
sender = "ateliers@passages.example"
timeout_seconds = 60
"""

REGISTER = "sqlite:///register.db"


def with_mail(port: int, *, url: str = REGISTER, more: str = "") -> str:
    """Return settings that send through ``port`` of this machine."""
    return SETTINGS.replace(REGISTER, url) + MAIL.format(port=port) + more


def make_mail_context(config: Path, *, later: timedelta = timedelta()) -> MailContext:
    """Open what delivering takes, with the clock standing still."""
    settings = issuer_settings(load_deployment(config))
    url = register_url(settings.register, folder=config.parent)
    register = connect(url, wait_seconds=settings.register.wait_seconds)
    return open_mail_context(settings, register, now=lambda: NOW + later)


def turned(mail_context: MailContext, later: timedelta) -> MailContext:
    """Turn a clock forward."""
    moment = mail_context.now() + later
    return replace(mail_context, now=lambda: moment)


def pretend_issued(mail_context: MailContext, count: int) -> list[Number]:
    """Put ``count`` attestations into the register as issued, with addresses of their own.

    Nothing is signed and nothing drawn: who delivers looks at neither.
    """
    drafts = [
        replace(make_draft(f"Nom {_letters(one)}"), email=f"p{one}@example.org")
        for one in range(count)
    ]
    with writing(mail_context.register) as session:
        taken = reserve(session, make_module(), drafts, prefix="AC", at=mail_context.instant())
        session.execute(update(AttestationRow).values(state=State.ISSUED, credential=b"none"))
    return [one.attestation.number for one in taken if isinstance(one, Reservation)]


def _letters(number: int) -> str:
    return "".join(chr(ord("A") + int(digit)) for digit in f"{number:04d}")


def queue_all(mail_context: MailContext, count: int) -> list[Number]:
    """Queue a message for each of ``count`` people."""
    numbers = pretend_issued(mail_context, count)
    with writing(mail_context.register) as session:
        for number in numbers:
            assert isinstance(deliver(session, mail_context, number), Queued)
    return numbers


def message(mail_context: MailContext, number: Number) -> Message:
    """Return the newest message about ``number``."""
    with reading(mail_context.register) as session:
        found = newest(session, number)
    assert found is not None
    return found
