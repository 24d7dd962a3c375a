"""Personal links as rows, found by the digest of their token, locked after wrong birth dates."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from attestation.facts import Number
from register.tables.delivery import LinkRow

MAX_FAILURES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalLink:
    """A link that has not been cut off."""

    id: str
    number: Number
    """What it was made for; that one may have been replaced since."""
    failures: int
    opened_at: datetime | None
    downloaded_at: datetime | None

    @property
    def is_locked(self) -> bool:
        """Whether no birth date opens it any more."""
        return self.failures >= MAX_FAILURES


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDays:
    """What became of one link, cut off or not."""

    made_at: datetime
    opened_at: datetime | None
    downloaded_at: datetime | None
    cut_off_at: datetime | None


def store_link(
    session: Session, link_id: str, digest: bytes, number: Number, *, at: datetime
) -> None:
    """Keep a new link."""
    session.add(LinkRow(id=link_id, digest=digest, number=number, made_at=at, failures=0))
    session.flush()


def find_link(session: Session, digest: bytes, *, lock: bool = False) -> PersonalLink | None:
    """Return the link whose token has ``digest``, unless it was cut off."""
    query = select(LinkRow).where(LinkRow.digest == digest, LinkRow.cut_off_at.is_(None))
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        return None
    return PersonalLink(
        id=row.id,
        number=Number(row.number),
        failures=row.failures,
        opened_at=row.opened_at,
        downloaded_at=row.downloaded_at,
    )


def links_of(session: Session, number: Number) -> list[LinkDays]:
    """Return what became of every link of ``number``, oldest first."""
    rows = session.scalars(
        select(LinkRow).where(LinkRow.number == number).order_by(LinkRow.made_at, LinkRow.id)
    )
    return [
        LinkDays(
            made_at=row.made_at,
            opened_at=row.opened_at,
            downloaded_at=row.downloaded_at,
            cut_off_at=row.cut_off_at,
        )
        for row in rows
    ]


def count_failure(session: Session, link_id: str) -> None:
    """Count an attempt before the birth date is compared."""
    session.execute(
        update(LinkRow).where(LinkRow.id == link_id).values(failures=LinkRow.failures + 1)
    )


def opened(session: Session, link_id: str, *, at: datetime) -> None:
    """Remember that the birth date was right."""
    row = session.get_one(LinkRow, link_id)
    row.failures = 0
    row.opened_at = row.opened_at or at


def downloaded(session: Session, link_id: str, *, at: datetime) -> None:
    """Remember that the document was taken."""
    row = session.get_one(LinkRow, link_id)
    row.downloaded_at = row.downloaded_at or at


def cut_off(session: Session, number: Number, *, at: datetime) -> int:
    """Disable every link of ``number``; return how many were enabled."""
    rows = session.scalars(
        select(LinkRow).where(LinkRow.number == number, LinkRow.cut_off_at.is_(None))
    ).all()
    for row in rows:
        row.cut_off_at = at
    return len(rows)


def usable_link(session: Session, number: Number) -> str | None:
    """Return the id of the newest link of ``number`` that still opens."""
    return session.scalar(
        select(LinkRow.id)
        .where(
            LinkRow.number == number,
            LinkRow.cut_off_at.is_(None),
            LinkRow.failures < MAX_FAILURES,
        )
        .order_by(LinkRow.made_at.desc())
        .limit(1)
    )
