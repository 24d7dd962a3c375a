"""Requests for lost links, kept first and looked up later, so that they reveal nobody.

The page makes one insert for everybody, in the same time. The worker looks the request up later,
sends a new link to the address in the register if there is one, and deletes the request. ADR 0070.
"""

from datetime import timedelta
from enum import Enum, auto

from sqlalchemy.orm import Session

from attestation.partial_date import PartialDate
from issuer.delivery.context import MailContext
from issuer.delivery.queueing import queue
from register.attestations import Record
from register.database import writing
from register.link_requests import (
    LinkRequest,
    add_request,
    keep_waiting,
    known_as,
    take_requests,
)
from register.outbox import Message, newest
from register.participant_languages import store_language
from register.tables.delivery import Purpose

QUIET = timedelta(hours=1)
"""At most one message so often about one attestation, whoever asks; a request waits until then."""
MAX_WAITING = 1000
"""More requests than this are refused: the worker is away, or somebody floods the table."""


def ask_for_link(
    mail_context: MailContext,
    *,
    address: str,
    birth_date: PartialDate,
    language: str | None = None,
) -> bool:
    """Keep a request, whoever it is from; False where none is kept now.

    Args:
        mail_context: register and clock.
        address: as it was typed.
        birth_date: as it was typed.
        language: of the page, where it was chosen: the message is written in it.

    Raises:
        RegisterError: the register failed.
    """
    with writing(mail_context.register) as session:
        return add_request(
            session,
            address=address.strip(),
            birth_date=birth_date.encode(),
            language=language,
            at=mail_context.instant(),
            most=MAX_WAITING,
        )


def answer_requests(mail_context: MailContext) -> int:
    """Queue a message with a new link for each request from somebody known; return how many.

    Raises:
        RegisterError: the register failed; requests that were not answered wait.
        ConfigurationError: there is no mail server.
    """
    count, later = 0, []
    with writing(mail_context.register) as session:
        for request in take_requests(session):
            answers = [
                _answer(session, mail_context, request, found)
                for found in known_as(
                    session, address=request.address, birth_date=request.birth_date
                )
            ]
            count += answers.count(_Answer.QUEUED)
            if _Answer.LATER in answers:
                later.append(request)
        keep_waiting(session, later)
    return count


class _Answer(Enum):
    QUEUED = auto()
    LATER = auto()
    GIVEN = auto()
    """A message that was queued since holds a link."""


def _answer(
    session: Session, mail_context: MailContext, request: LinkRequest, found: Record
) -> _Answer:
    last, at = newest(session, found.attestation.number), mail_context.instant()
    if last is not None and _was_for(last, request):
        return _Answer.GIVEN
    # A message under way may hold the very link that no longer opens.
    if last is not None and (at - last.queued_at < QUIET or last.is_under_way):
        return _Answer.LATER
    if request.language is not None:
        store_language(session, found.attestation.number, request.language)
    queue(session, mail_context, found, purpose=Purpose.LOST_LINK, with_new_link=True)
    return _Answer.QUEUED


def _was_for(last: Message, request: LinkRequest) -> bool:
    if last.purpose is Purpose.LOST_LINK:
        return last.queued_at >= request.asked_at
    return last.queued_at > request.asked_at
