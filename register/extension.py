"""Extended documents, stored beside the bytes that were issued."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from attestation.facts import Number
from attestation.formats.statement import Kind
from register.attestations import document
from register.issuance import add_statement
from register.tables.attestations import (
    AttestationRow,
    DocumentRow,
    State,
    StatementRow,
    live_records,
)


def current_numbers(
    session: Session,
    numbers: Sequence[Number] | None = None,
    *,
    unless_extended_since: datetime | None = None,
) -> Iterator[Number]:
    """Return the numbers in force whose record is not erased, of all or of ``numbers``, in order.

    Those that were extended at ``unless_extended_since`` or later are left out.
    """
    query = live_records(select(AttestationRow.number)).where(AttestationRow.state == State.ISSUED)
    if unless_extended_since is not None:
        extended = select(StatementRow.number).where(
            StatementRow.kind == Kind.EXTENDED.value, StatementRow.made_at >= unless_extended_since
        )
        query = query.where(AttestationRow.number.not_in(extended))
    known = session.scalars(query.order_by(AttestationRow.number))
    wanted = None if numbers is None else frozenset(numbers)
    return (Number(one) for one in known if wanted is None or one in wanted)


def dated_documents(session: Session) -> Iterator[tuple[Number, datetime]]:
    """Return the numbers in force with when their newest document was stored, oldest first."""
    stored_at = func.max(DocumentRow.stored_at)
    rows = session.execute(
        live_records(select(AttestationRow.number, stored_at))
        .join(DocumentRow, DocumentRow.number == AttestationRow.number)
        .where(AttestationRow.state == State.ISSUED)
        .group_by(AttestationRow.number)
        .order_by(stored_at, AttestationRow.number)
    )
    return ((Number(number), at) for number, at in rows)


def set_aside_rows(session: Session) -> list[AttestationRow]:
    """Return the rows of what was issued that say they are not in force, erased or not."""
    query = select(AttestationRow).where(
        AttestationRow.credential.is_not(None),
        or_(AttestationRow.state != State.ISSUED, AttestationRow.erased_at.is_not(None)),
    )
    return list(session.scalars(query.order_by(AttestationRow.number)))


def store_extended(
    session: Session, number: Number, extended: bytes, statement: bytes, *, at: datetime
) -> bool:
    """Keep ``extended`` beside what it extends, with the signed statement that says so.

    Returns:
        False if it does not begin with the newest document of a number in force: somebody
        extended or ended it in the meantime; nothing was stored.
    """
    row = session.get(AttestationRow, number, with_for_update=True)
    newest = document(session, number)
    if row is None or row.is_erased or row.state != State.ISSUED or newest is None:
        return False
    if len(extended) <= len(newest) or not extended.startswith(newest):
        return False
    digest = sha256(extended).digest()
    session.add(DocumentRow(digest=digest, number=number, stored_at=at, content=extended))
    add_statement(session, number, Kind.EXTENDED, statement, at=at)
    return True
