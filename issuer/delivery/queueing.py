"""Queueing messages: one for each person, in the caller's transaction, and never twice."""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from attestation.facts import Number
from issuer.delivery.context import MailContext
from issuer.delivery.link_secret import token_digest
from register.attestations import Record, record
from register.links import cut_off, store_link, usable_link
from register.locking import lock_attestation
from register.outbox import Message, add, newest
from register.tables.attestations import State
from register.tables.delivery import Delivery, Purpose

_ID_BYTES = 16


class NotQueued(StrEnum):
    """Why no message was queued."""

    UNKNOWN = "unknown"
    """No attestation was issued under this number, or its record is erased."""
    ENDED = "ended"
    """Withdrawn or replaced: there is nothing to hand over."""
    NO_ADDRESS = "no-address"
    UNDER_WAY = "under-way"
    """A message is on its way already."""
    DONE = "done"
    """One was sent or refused already; ``deliver_again`` sends another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """The message that will be sent."""

    number: Number
    round: int


def deliver(session: Session, mail_context: MailContext, number: Number) -> Queued | NotQueued:
    """Queue the first message that hands ``number`` over; a second call queues nothing.

    Args:
        session: inside ``writing``; the message stands or falls with it.
        mail_context: settings, key and clock.
        number: the attestation.
    """
    return _queue(session, mail_context, number, after=0)


def deliver_again(
    session: Session, mail_context: MailContext, number: Number, *, after: int
) -> Queued | NotQueued:
    """Queue another message, if the newest one is number ``after`` and is no longer under way.

    ``after`` is the round that the caller has seen (``Message.round``, 0 for none). A second click
    has the same number, so nothing is sent twice.
    """
    return _queue(session, mail_context, number, after=after)


def renew_link(session: Session, mail_context: MailContext, number: Number) -> str:
    """Cut off all links of ``number`` and give the address of a new one."""
    at = mail_context.instant()
    cut_off(session, number, at=at)
    return mail_context.address_of(_new_link(session, mail_context, number))


def queue(
    session: Session,
    mail_context: MailContext,
    found: Record,
    *,
    purpose: Purpose,
    with_new_link: bool,
) -> Queued | NotQueued:
    """Queue a message about ``attestation`` unless one is under way."""
    number = found.attestation.number
    lock_attestation(session, number)
    last = newest(session, number)
    if last is not None and last.is_under_way:
        return NotQueued.UNDER_WAY
    if found.email is None:
        return NotQueued.NO_ADDRESS
    link_id = None if with_new_link else usable_link(session, number)
    return _add(
        session,
        mail_context,
        number,
        address=found.email,
        purpose=purpose,
        round_=1 if last is None else last.round + 1,
        link_id=link_id or _new_link(session, mail_context, number),
    )


def _queue(
    session: Session, mail_context: MailContext, number: Number, *, after: int
) -> Queued | NotQueued:
    found = record(session, number)
    if found is None or found.state is State.RESERVED:
        return NotQueued.UNKNOWN
    if found.state is not State.ISSUED:
        return NotQueued.ENDED
    lock_attestation(session, number)
    last = newest(session, number)
    if last is not None and last.is_under_way:
        return NotQueued.UNDER_WAY
    if (0 if last is None else last.round) != after:
        return NotQueued.DONE
    purpose = Purpose.DELIVERY if found.replaces is None else Purpose.CORRECTION
    return queue(session, mail_context, found, purpose=purpose, with_new_link=False)


def _new_link(session: Session, mail_context: MailContext, number: Number) -> str:
    link_id = secrets.token_hex(_ID_BYTES)
    digest = token_digest(mail_context.secret.token(link_id))
    store_link(session, link_id, digest, number, at=mail_context.instant())
    return link_id


def _add(
    session: Session,
    mail_context: MailContext,
    number: Number,
    *,
    address: str,
    purpose: Purpose,
    round_: int,
    link_id: str,
) -> Queued:
    at, name = mail_context.instant(), secrets.token_hex(_ID_BYTES)
    message = Message(
        id=name,
        number=number,
        round=round_,
        link_id=link_id,
        message_id=f"<{name}@{mail_context.mail().sender.partition('@')[2]}>",
        purpose=purpose,
        address=address,
        state=Delivery.QUEUED,
        reason=None,
        attempts=0,
        undecided=0,
        queued_at=at,
        due_at=at,
        sent_at=None,
    )
    add(session, message)
    return Queued(number=number, round=round_)
