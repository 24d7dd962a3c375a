"""The outbox worker: claims due messages, sends each by SMTP, records the outcome, retries later.

Any number of workers may run. A bad address fails one message only; a server that is away fails
none and ends the run.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTP
from typing import assert_never

from attestation.errors import DisagreementError
from attestation.facts import Number
from issuer.delivery.context import MailContext
from issuer.delivery.link_secret import token_digest
from issuer.delivery.message import OutgoingEmail, compose
from issuer.delivery.smtp import (
    Later,
    MailServerError,
    Never,
    Outcome,
    Taken,
    Unknown,
    Withheld,
    connected,
    hand_over,
)
from issuer.signed.released import released
from keys.custody.reloading import ring_keys
from register import outbox
from register.attestations import record
from register.database import reading, writing
from register.links import find_link
from register.outbox import Message
from register.participant_languages import language_of
from register.tables.delivery import Delivery

LEASE = timedelta(minutes=15)
"""Longer than any attempt: a few answers of the server, each within ``mail.timeout_seconds``."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
TOO_LONG = "too-long"
GONE = "gone"
NOT_AS_SIGNED = "not-as-signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a run of the worker did, counted."""

    sent: int = 0
    refused: int = 0
    later: int = 0
    uncertain: int = 0


def send_due(
    mail_context: MailContext,
    *,
    on_settled: Callable[[Delivery], None] = lambda state: None,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Sent:
    """Send every message that is due; return the counts.

    Args:
        mail_context: settings, register, key of the links and clock.
        on_settled: called with the state of each message after its attempt.
        is_stopping: asked between two messages; what is left stays queued.

    Raises:
        MailServerError: the server cannot be used; the rest stays queued.
        ConfigurationError: there is no mail server, or its account's file is unusable.
        RegisterError: the register failed; a message under way is resumed when its lease ends.
    """
    counts = dict.fromkeys(Delivery, 0)
    while not is_stopping() and _is_due(mail_context):
        # Connected before anything is claimed, so that a server that is away costs no message a
        # try.
        with connected(mail_context.mail()) as server:
            while not is_stopping() and (claimed := _claim(mail_context)) is not None:
                state, is_usable = _send(mail_context, server, claimed)
                counts[state] += 1
                on_settled(state)
                if not is_usable:
                    break
    return Sent(
        sent=counts[Delivery.SENT],
        refused=counts[Delivery.REFUSED],
        later=counts[Delivery.QUEUED],
        uncertain=counts[Delivery.UNCERTAIN],
    )


def next_wait(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: doubling, from a minute to six hours."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 20)), LONGEST_WAIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    message: Message
    lease: str


def _claim(mail_context: MailContext) -> _Claimed | None:
    lease = secrets.token_hex(16)
    with writing(mail_context.register) as session:
        message = outbox.claim(session, lease=lease, at=mail_context.instant(), lasting=LEASE)
    return None if message is None else _Claimed(message=message, lease=lease)


def _send(mail_context: MailContext, server: SMTP, claimed: _Claimed) -> tuple[Delivery, bool]:
    """Send one message; return its state, and whether the connection can be used again."""
    try:
        outcome = _attempt(mail_context, server, claimed)
    except MailServerError:
        _settle(mail_context, claimed, Later(reason="sender", is_server_gone=True), counts=False)
        raise
    match outcome:
        case Later(is_server_gone=is_gone):
            is_usable = not is_gone
        case Unknown() | Withheld():
            is_usable = False
        case _:
            is_usable = True
    return _settle(mail_context, claimed, outcome), is_usable


def _attempt(mail_context: MailContext, server: SMTP, claimed: _Claimed) -> Outcome:
    try:
        email = _compose(mail_context, claimed.message)
    except DisagreementError:
        return Never(reason=NOT_AS_SIGNED)
    if email is None:
        return Never(reason=GONE)
    try:
        content = compose(email)
    except ValueError:
        return Never(reason="address")
    return hand_over(
        server,
        sender=email.sender,
        recipient=email.recipient,
        content=content,
        before_end=lambda: _is_still_ours(mail_context, claimed),
    )


def _is_due(mail_context: MailContext) -> bool:
    with reading(mail_context.register) as session:
        return outbox.is_due(session, at=mail_context.instant())


def _is_still_ours(mail_context: MailContext, claimed: _Claimed) -> bool:
    with writing(mail_context.register) as session:
        return outbox.hand_over(
            session, claimed.message.id, lease=claimed.lease, at=mail_context.instant()
        )


def _settle(
    mail_context: MailContext, claimed: _Claimed, outcome: Outcome, *, counts: bool = True
) -> Delivery:
    at, message = mail_context.instant(), claimed.message
    state, reason, due_at = _consequence(mail_context, message, outcome, at=at)
    with writing(mail_context.register) as session:
        outbox.settle(
            session,
            message.id,
            lease=claimed.lease,
            state=state,
            reason=reason,
            due_at=due_at,
            at=at,
            is_undecided=isinstance(outcome, Unknown),
            counts=counts,
        )
    return state


def _consequence(
    mail_context: MailContext, message: Message, outcome: Outcome, *, at: datetime
) -> tuple[Delivery, str | None, datetime | None]:
    """Return the state, the reason and the next attempt that follow from an outcome."""
    is_last = message.attempts >= mail_context.mail().attempts
    again = at + next_wait(message.attempts)
    # It stays uncertain until it is known to be sent, because it may have arrived.
    waiting = Delivery.UNCERTAIN if message.undecided else Delivery.QUEUED
    match outcome:
        case Taken():
            return Delivery.SENT, None, None
        case Never(reason=reason):
            return Delivery.REFUSED, reason, None
        case Unknown():
            return Delivery.UNCERTAIN, "no-answer", None if is_last else again
        case Withheld():
            return waiting, None, again
        case Later(reason=reason) if not is_last:
            return waiting, reason, again
        case Later():
            state = Delivery.UNCERTAIN if message.undecided else Delivery.REFUSED
            return state, TOO_LONG, None
        case _:
            assert_never(outcome)


def _compose(mail_context: MailContext, message: Message) -> OutgoingEmail | None:
    """Compose the message; None if its attestation is gone."""
    mail, letterhead = mail_context.mail(), mail_context.letterhead()
    digest = token_digest(mail_context.secret.token(message.link_id))
    with reading(mail_context.register) as session:
        found = record(session, Number(message.number))
        link = find_link(session, digest)
        language = language_of(session, message.number)
        content = (
            released(session, message.number, keys=ring_keys(mail_context.settings.keys.ring))
            if mail.attach_pdf
            else None
        )
    if found is None or link is None:
        return None
    return OutgoingEmail(
        message_id=message.message_id,
        purpose=message.purpose,
        recipient=message.address,
        sender=mail.sender,
        reply_to=mail.reply_to or letterhead.organisation.email,
        holder=found.attestation.holder.full_name(),
        module_title=found.attestation.module_title,
        link=mail_context.address_of(message.link_id),
        language=language,
        written_at=message.queued_at,
        letterhead=letterhead,
        file_name=f"{found.attestation.number}.pdf",
        document=content,
    )
