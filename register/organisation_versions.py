"""The organisation's settings as rows: versions that are added and never changed, and drafts."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from register.tables.desk import OrganisationDraftRow, OrganisationVersionRow


def newest_version(session: Session) -> int:
    """Return the number of the newest version; 0 where there is none."""
    return session.scalar(select(func.max(OrganisationVersionRow.version))) or 0


def version(session: Session, number: int) -> bytes | None:
    """Return one version as it was signed."""
    row = session.get(OrganisationVersionRow, number)
    return None if row is None else row.signed


def versions(session: Session, *, newest: int) -> list[tuple[int, bytes]]:
    """Return the ``newest`` last versions, the newest first."""
    query = (
        select(OrganisationVersionRow.version, OrganisationVersionRow.signed)
        .order_by(OrganisationVersionRow.version.desc())
        .limit(newest)
    )
    return [(number, signed) for number, signed in session.execute(query)]


def add_version(session: Session, number: int, signed: bytes) -> None:
    """Add a version; at most one other transaction can have taken its number."""
    session.add(OrganisationVersionRow(version=number, signed=signed))
    session.flush()


def draft(session: Session, login: str) -> str | None:
    """Return what ``login`` is trying out."""
    row = session.get(OrganisationDraftRow, login)
    return None if row is None else row.content


def keep_draft(session: Session, login: str, content: str, *, at: datetime) -> None:
    """Store ``login``'s draft, replacing its earlier state."""
    row = session.get(OrganisationDraftRow, login) or OrganisationDraftRow(login=login)
    row.content, row.changed_at = content, at
    session.add(row)


def drop_draft(session: Session, login: str) -> None:
    """Delete ``login``'s draft."""
    session.execute(delete(OrganisationDraftRow).where(OrganisationDraftRow.login == login))


def drop_old_drafts(session: Session, *, before: datetime) -> None:
    """Forget the drafts that nobody touched since ``before``."""
    session.execute(delete(OrganisationDraftRow).where(OrganisationDraftRow.changed_at < before))
