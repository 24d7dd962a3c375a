"""Requests for lost links, kept first and looked up later, so that they reveal nobody.

The page makes one insert for everybody, in the same time. The worker looks the request up later,
sends a new link to the address in the register if there is one, and deletes the request. ADR 0070.
"""

from datetime import datetime, timedelta

from attestation.partial_date import PartialDate
from issuer.delivery.context import MailContext
from issuer.delivery.queueing import queue
from register.database import writing
from register.link_requests import add_request, known_as, take_requests
from register.outbox import newest
from register.tables.delivery import Purpose

QUIET = timedelta(hours=1)
"""At most one message so often about one attestation, whoever asks."""
MAX_WAITING = 1000
"""More requests than this are dropped, because the worker is away or somebody floods the table."""


def ask_for_link(mail_context: MailContext, *, address: str, birth_date: PartialDate) -> None:
    """Keep a request, whoever it is from.

    Raises:
        RegisterError: the register failed.
    """
    with writing(mail_context.register) as session:
        add_request(
            session,
            address=address.strip(),
            birth_date=birth_date.encode(),
            at=mail_context.instant(),
            most=MAX_WAITING,
        )


def answer_requests(mail_context: MailContext) -> int:
    """Queue a message with a new link for each request from somebody known; return how many.

    Raises:
        RegisterError: the register failed; requests that were not answered wait.
        ConfigurationError: there is no mail server.
    """
    count = 0
    with writing(mail_context.register) as session:
        for request in take_requests(session):
            for found in known_as(session, address=request.address, birth_date=request.birth_date):
                last = newest(session, found.attestation.number)
                if last is not None and _is_recent(last.queued_at, mail_context.instant()):
                    continue
                queue(session, mail_context, found, purpose=Purpose.LOST_LINK, with_new_link=True)
                count += 1
    return count


def _is_recent(queued_at: datetime, at: datetime) -> bool:
    return at - queued_at < QUIET
