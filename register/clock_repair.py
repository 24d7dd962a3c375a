"""Repair of future dates that a wrong clock left behind."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from register.accounts import STEP_SECONDS
from register.tables.delivery import Delivery, MessageRow
from register.tables.desk import AccountRow, DeskSessionRow, GuessRow

LONGEST_WAIT = timedelta(hours=6)
"""The longest wait that a right clock writes for attempts, messages and leases."""


def forget_dates_to_come(session: Session, *, at: datetime) -> None:
    """Reset the dates after ``at``, which a clock that was ahead has written.

    One-time passwords of the future count as unused, accounts are unlocked, sessions end, and
    messages are due.

    Args:
        session: inside ``writing``.
        at: now, by a clock that is right.
    """
    step, latest = int(at.timestamp()) // STEP_SECONDS, at + LONGEST_WAIT
    session.execute(
        update(AccountRow).where(AccountRow.totp_step > step + 1).values(totp_step=step)
    )
    session.execute(delete(GuessRow).where(GuessRow.closed_until > latest))
    session.execute(delete(DeskSessionRow).where(DeskSessionRow.seen_at > at))
    session.execute(update(MessageRow).where(MessageRow.due_at > latest).values(due_at=at))
    # Left by a worker that died; the next one resumes it, as after any death.
    session.execute(
        update(MessageRow)
        .where(MessageRow.state == Delivery.SENDING, MessageRow.lease_until > latest)
        .values(lease_until=at)
    )
