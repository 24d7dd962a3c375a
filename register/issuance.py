"""Storing what was signed: documents at their issue, and later endings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from attestation.errors import RegisterError
from attestation.facts import Attestation, Number
from attestation.formats.statement import Kind
from register.printed import keep_printed
from register.reservation import write_facts
from register.tables.attestations import AttestationRow, DocumentRow, State, StatementRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """An attestation with everything that was signed for it."""

    attestation: Attestation
    email: str | None
    credential: bytes
    document: bytes
    statement: bytes
    """The statement "issued", over the document's digest and that of ``printed``."""
    printed: bytes
    """What the document prints of the module (``register.printed``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndableRecord:
    """Whether an attestation can be ended, as its row says."""

    state: State
    successor: Number | None


def store_issued(session: Session, signed: Sequence[Signed]) -> None:
    """Keep the documents and mark their attestations issued.

    If another run has issued one meanwhile, that one stands and ours is dropped unseen.

    Raises:
        RegisterError: one of them was never reserved.
    """
    # By number, so that two runs over the same people lock their rows in the same order.
    numbers = sorted(one.attestation.number for one in signed)
    rows = session.scalars(
        select(AttestationRow)
        .where(AttestationRow.number.in_(numbers))
        .order_by(AttestationRow.number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    by_number = {row.number: row for row in rows}
    for one in signed:
        row = by_number.get(one.attestation.number)
        if row is None or row.code != one.attestation.code:
            raise RegisterError("cette attestation n’a pas été réservée")
        if row.state == State.RESERVED:
            _store(session, row, one)


def _store(session: Session, row: AttestationRow, signed: Signed) -> None:
    write_facts(row, signed.attestation, signed.email)
    row.credential = signed.credential
    row.state = State.ISSUED
    issued_at = signed.attestation.issued_at
    session.add(
        DocumentRow(
            digest=sha256(signed.document).digest(),
            number=row.number,
            stored_at=issued_at,
            content=signed.document,
        )
    )
    keep_printed(session, signed.printed)
    add_statement(session, Number(row.number), Kind.ISSUED, signed.statement, at=issued_at)


def endable_record(session: Session, number: Number) -> EndableRecord | None:
    """Return what must be known of ``number`` to end it, locked until the transaction's end."""
    row = session.get(AttestationRow, number, with_for_update=True)
    if row is None:
        return None
    successor = session.scalar(
        select(AttestationRow.number).where(
            AttestationRow.replaces == number, AttestationRow.state != State.RESERVED
        )
    )
    return EndableRecord(
        state=State.of(row.number, row.state),
        successor=Number(successor) if successor else None,
    )


def end(session: Session, number: Number, kind: Kind, statement: bytes, *, at: datetime) -> None:
    """Mark ``number`` withdrawn or replaced, with the signed statement that says so."""
    row = session.get_one(AttestationRow, number)
    row.state = State.WITHDRAWN if kind is Kind.WITHDRAWN else State.REPLACED
    add_statement(session, number, kind, statement, at=at)
    session.flush()  # frees the person's place before a successor takes it


def add_statement(
    session: Session, number: Number, kind: Kind, statement: bytes, *, at: datetime
) -> None:
    """Append a signed statement about ``number``."""
    row = StatementRow(number=number, kind=kind.value, made_at=at, signed=statement)
    session.add(row)
