"""Invitations to the desk that wait to be used, one for each login."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register.tables.desk import InvitationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One that was not used yet."""

    login: str
    digest: bytes
    """Of its token, which the register does not know."""
    role: str
    invited_by: str
    until: datetime


def store_invitation(session: Session, new: Invitation) -> None:
    """Store an invitation; an earlier one of the same login leads nowhere from now on."""
    row = session.get(InvitationRow, new.login) or InvitationRow(login=new.login)
    row.digest, row.role = new.digest, new.role
    row.invited_by, row.until = new.invited_by, new.until
    session.add(row)


def invitation(session: Session, login: str, *, lock: bool = False) -> Invitation | None:
    """Return the invitation of ``login``."""
    row = session.get(InvitationRow, login, with_for_update=lock or None, populate_existing=lock)
    return None if row is None else _invitation(row)


def invitations(session: Session) -> list[Invitation]:
    """Return all of them by login."""
    rows = session.scalars(select(InvitationRow).order_by(InvitationRow.login))
    return [_invitation(row) for row in rows]


def drop_invitation(session: Session, login: str) -> None:
    """Forget the invitation of ``login``: it was used, or taken back."""
    session.execute(delete(InvitationRow).where(InvitationRow.login == login))


def drop_old_invitations(session: Session, *, at: datetime) -> None:
    """Forget those that are over."""
    session.execute(delete(InvitationRow).where(InvitationRow.until < at))


def _invitation(row: InvitationRow) -> Invitation:
    return Invitation(
        login=row.login,
        digest=row.digest,
        role=row.role,
        invited_by=row.invited_by,
        until=row.until,
    )
