"""The log of acts as rows, appended one at a time, in order, and never changed."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.tables.desk import AuditEntryRow, AuditHeadRow


def lock_log(session: Session) -> tuple[int, bytes | None]:
    """Return the last entry's number (0: none yet) and bytes, the log locked until the commit."""
    head = session.get_one(AuditHeadRow, 1, with_for_update=True, populate_existing=True)
    return head.sequence, entry(session, head.sequence)


def append(session: Session, sequence: int, signed: bytes) -> None:
    """Add entry ``sequence``, which must be the next one of a log that is locked."""
    session.add(AuditEntryRow(sequence=sequence, signed=signed))
    session.get_one(AuditHeadRow, 1).sequence = sequence
    session.flush()


def entry(session: Session, sequence: int) -> bytes | None:
    """Return one entry."""
    return session.scalar(select(AuditEntryRow.signed).where(AuditEntryRow.sequence == sequence))


def entries(session: Session, *, newest_first: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Return all entries in order; or only the ``newest_first`` last ones, the newest first."""
    query = select(AuditEntryRow.sequence, AuditEntryRow.signed)
    if newest_first is None:
        query = query.order_by(AuditEntryRow.sequence)
    else:
        query = query.order_by(AuditEntryRow.sequence.desc()).limit(newest_first)
    with session.execute(query.execution_options(yield_per=500)) as rows:
        yield from ((sequence, signed) for sequence, signed in rows)


def last_sequence(session: Session) -> int:
    """Return the number that the log says is its last, whatever entries there are."""
    head = session.get(AuditHeadRow, 1)
    return head.sequence if head else 0
