"""Profiles of reading as rows, by the digest of their content; none is ever changed."""

from sqlalchemy.orm import Session

from register.tables.desk import ReadingProfileRow


def profile_content(session: Session, digest: bytes) -> str | None:
    """Return the content under a digest; whether it has that digest is for the caller to know."""
    row = session.get(ReadingProfileRow, digest)
    return None if row is None else row.content


def add_profile(session: Session, digest: bytes, content: str) -> None:
    """Add a profile, or mend the row that was under its digest."""
    session.merge(ReadingProfileRow(digest=digest, content=content))
    session.flush()
