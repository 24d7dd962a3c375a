"""The outbox: messages queued in the transaction that asks for them, and sent by workers.

A worker claims a message under a lease, says when it is about to hand it over, and records what
the server answered. A worker that dies before handing over leaves a message that was certainly not
taken; one that dies after leaves one of which nobody can know, and that is what it is then called.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from attestation.facts import Number
from register.tables.attestations import AttestationRow
from register.tables.delivery import Delivery, LinkRow, MessageRow, Purpose

_UNDER_WAY = (Delivery.QUEUED, Delivery.SENDING, Delivery.UNCERTAIN)

NEWEST_ROUND = (
    select(MessageRow.number, func.max(MessageRow.round).label("round"))
    .group_by(MessageRow.number)
    .subquery()
)
"""Which message about each attestation is its newest."""
LINK_USE = (
    select(
        LinkRow.number,
        func.min(LinkRow.opened_at).label("opened_at"),
        func.min(LinkRow.downloaded_at).label("downloaded_at"),
    )
    .group_by(LinkRow.number)
    .subquery()
)
"""When each attestation's links were first used, whichever of them it was."""


def is_under_way(state: Delivery | None, due_at: datetime | None) -> bool:
    """Check whether a message may still arrive by itself: a second one would be one too many."""
    return state in _UNDER_WAY and due_at is not None


def waiting_since(session: Session, *, before: datetime) -> int:
    """Count the messages that were queued before an instant and have still to leave."""
    query = select(func.count()).where(
        MessageRow.state == Delivery.QUEUED, MessageRow.queued_at < before
    )
    return session.scalar(query) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message, as its row says."""

    id: str
    number: Number
    round: int
    link_id: str
    message_id: str
    purpose: Purpose
    address: str
    state: Delivery
    reason: str | None
    attempts: int
    undecided: int
    queued_at: datetime
    due_at: datetime | None
    sent_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        """Whether it may still arrive by itself."""
        return is_under_way(self.state, self.due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The newest message about an attestation, and what became of its links."""

    message: Message
    opened_at: datetime | None
    downloaded_at: datetime | None


def newest(session: Session, number: Number) -> Message | None:
    """Return the newest message about ``number``."""
    row = session.scalar(
        select(MessageRow)
        .where(MessageRow.number == number)
        .order_by(MessageRow.round.desc())
        .limit(1)
    )
    return None if row is None else _message(row)


def messages(session: Session, number: Number) -> list[Message]:
    """Return all messages about ``number``, oldest first."""
    query = select(MessageRow).where(MessageRow.number == number).order_by(MessageRow.round)
    return [_message(row) for row in session.scalars(query)]


def posted(session: Session, *, module_code: str | None = None) -> list[Posted]:
    """Return the newest message about each attestation, or each of one module, by number."""
    query = (
        select(MessageRow, LINK_USE.c.opened_at, LINK_USE.c.downloaded_at)
        .join(
            NEWEST_ROUND,
            (NEWEST_ROUND.c.number == MessageRow.number)
            & (NEWEST_ROUND.c.round == MessageRow.round),
        )
        .join(LINK_USE, LINK_USE.c.number == MessageRow.number)
        .order_by(MessageRow.number)
    )
    if module_code is not None:
        query = query.join(AttestationRow, AttestationRow.number == MessageRow.number).where(
            AttestationRow.module_code == module_code
        )
    return [
        Posted(message=_message(row), opened_at=opened_at, downloaded_at=downloaded_at)
        for row, opened_at, downloaded_at in session.execute(query)
    ]


def add(session: Session, message: Message) -> None:
    """Queue ``message``; at most one other transaction can have taken its round."""
    session.add(
        MessageRow(
            id=message.id,
            number=message.number,
            round=message.round,
            link_id=message.link_id,
            message_id=message.message_id,
            purpose=message.purpose,
            address=message.address,
            state=message.state,
            attempts=0,
            undecided=0,
            queued_at=message.queued_at,
            due_at=message.due_at,
            is_handed_over=False,
        )
    )
    session.flush()


def is_due(session: Session, *, at: datetime) -> bool:
    """Check whether ``claim`` would find something."""
    waiting = MessageRow.state.in_((Delivery.QUEUED, Delivery.UNCERTAIN)) & (
        MessageRow.due_at <= at
    )
    left = (MessageRow.state == Delivery.SENDING) & (MessageRow.lease_until <= at)
    return session.scalar(select(MessageRow.id).where(waiting | left).limit(1)) is not None


def claim(session: Session, *, lease: str, at: datetime, lasting: timedelta) -> Message | None:
    """Take the message that has waited longest; None if none is due.

    Args:
        session: inside ``writing``.
        lease: who takes it, in this one attempt.
        at: now.
        lasting: for how long; longer than an attempt can take.
    """
    _take_up(session, at=at)
    query = select(MessageRow).where(
        MessageRow.state.in_((Delivery.QUEUED, Delivery.UNCERTAIN)), MessageRow.due_at <= at
    )
    row = session.scalar(_one(query.order_by(MessageRow.due_at, MessageRow.id)))
    if row is None:
        return None
    row.state, row.lease, row.lease_until = Delivery.SENDING, lease, at + lasting
    row.attempts += 1
    return _message(row)


def hand_over(session: Session, message_id: str, *, lease: str, at: datetime) -> bool:
    """Say that the end of the message is about to be written; False if the lease is over."""
    done = session.execute(
        update(MessageRow)
        .where(MessageRow.id == message_id, MessageRow.lease == lease, MessageRow.lease_until > at)
        .values(is_handed_over=True)
        .returning(MessageRow.id)
    )
    return done.scalar() is not None


def settle(  # noqa: PLR0913  what an attempt leaves behind, column by column
    session: Session,
    message_id: str,
    *,
    lease: str,
    state: Delivery,
    reason: str | None,
    due_at: datetime | None,
    at: datetime,
    is_undecided: bool = False,
    counts: bool = True,
) -> bool:
    """Record how an attempt ended; False if the lease went to somebody else meanwhile.

    Where it ``counts`` for nothing, the message is given as many attempts as before.
    """
    row = session.scalar(
        select(MessageRow)
        .where(MessageRow.id == message_id, MessageRow.lease == lease)
        .with_for_update()
    )
    if row is None:
        return False
    row.state, row.reason, row.due_at = state, reason, due_at
    row.lease = row.lease_until = None
    row.is_handed_over = False
    row.attempts -= 0 if counts else 1
    row.undecided += 1 if is_undecided else 0
    if state is Delivery.SENT:
        row.sent_at = at
    return True


def _take_up(session: Session, *, at: datetime) -> None:
    """Give back what workers left behind that died."""
    left = select(MessageRow).where(
        MessageRow.state == Delivery.SENDING, MessageRow.lease_until <= at
    )
    for row in session.scalars(left.with_for_update(skip_locked=True)):
        if row.is_handed_over:
            row.state, row.reason = Delivery.UNCERTAIN, "interrupted"
            row.undecided += 1
        else:
            row.state = Delivery.QUEUED
        row.lease = row.lease_until = None
        row.is_handed_over = False
        row.due_at = at
    session.flush()


def _one(query: Select[MessageRow]) -> Select[MessageRow]:
    # On SQLite the transaction itself is the lock (BEGIN IMMEDIATE), and the clause is left out.
    return query.limit(1).with_for_update(skip_locked=True)


def _message(row: MessageRow) -> Message:
    return Message(
        id=row.id,
        number=Number(row.number),
        round=row.round,
        link_id=row.link_id,
        message_id=row.message_id,
        purpose=Purpose(row.purpose),
        address=row.address,
        state=Delivery(row.state),
        reason=row.reason,
        attempts=row.attempts,
        undecided=row.undecided,
        queued_at=row.queued_at,
        due_at=row.due_at,
        sent_at=row.sent_at,
    )
