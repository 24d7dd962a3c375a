"""What a clock that was ahead left behind: dates to come that keep people and messages waiting."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from register.accounts import STEP_SECONDS
from register.tables.delivery import Delivery, MessageRow
from register.tables.desk import AccountRow, DeskSessionRow, GuessRow

LONGEST_WAIT = timedelta(hours=6)
"""Nothing that a right clock writes waits longer: attempts at an account, messages, leases."""


def forget_dates_to_come(session: Session, *, at: datetime) -> None:
    """Let what a clock ahead of ``at`` put off begin now.

    One-time passwords of the years to come are not used up, nobody is shut out until then, no
    session lasts until then, and messages are due.

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
    # A worker that died has left it; the next one takes it up, as after any death.
    session.execute(
        update(MessageRow)
        .where(MessageRow.state == Delivery.SENDING, MessageRow.lease_until > latest)
        .values(lease_until=at)
    )
