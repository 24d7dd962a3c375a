"""Reading what was issued, for the desk, exports and corrections."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from attestation.code import Code
from attestation.errors import DisagreementError
from attestation.facts import Attestation, Holder, Number
from attestation.formats.statement import Kind
from attestation.partial_date import PartialDate
from register.particulars import decode_particulars
from register.reservation import Attendance, Module, ModuleSession
from register.tables.attestations import (
    AttestationRow,
    DocumentRow,
    ModuleRow,
    State,
    StatementRow,
    live_records,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One attestation as the register has it."""

    attestation: Attestation
    state: State
    email: str | None
    list_number: int
    list_index: int
    replaces: Number | None
    replaced_by: Number | None
    attendance: Attendance | None
    """None for one issued before it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One signed statement, undecoded."""

    made_at: datetime
    signed: bytes


def record(session: Session, number: Number) -> Record | None:
    """Return the record of ``number``; None where there is none, or it was erased."""
    row = session.get(AttestationRow, number)
    return None if row is None or row.is_erased else _record(row, _successors(session, [row]))


def records(session: Session, *, module_code: str | None = None) -> list[Record]:
    """Return all records, or those of one module, by number."""
    query = live_records(select(AttestationRow)).order_by(AttestationRow.number)
    if module_code is not None:
        query = query.where(AttestationRow.module_code == module_code)
    rows = list(session.scalars(query))
    successors = _successors(session, rows)
    return [_record(row, successors) for row in rows]


def records_of(session: Session, numbers: list[Number]) -> list[Record]:
    """Return the records of ``numbers``, in that order; what is unknown or erased is left out."""
    found: dict[str, AttestationRow] = {}
    for start in range(0, len(numbers), 500):
        query = live_records(select(AttestationRow)).where(
            AttestationRow.number.in_(numbers[start : start + 500])
        )
        found |= {row.number: row for row in session.scalars(query)}
    rows = [found[number] for number in numbers if number in found]
    successors = _successors(session, rows)
    return [_record(row, successors) for row in rows]


def events(session: Session, number: Number) -> list[Event]:
    """Return the statements about ``number``, oldest first."""
    rows = session.execute(
        select(StatementRow.made_at, StatementRow.signed)
        .where(StatementRow.number == number)
        .order_by(StatementRow.id)
    )
    return [Event(made_at=made_at, signed=signed) for made_at, signed in rows]


def module(session: Session, code: str) -> Module | None:
    """Return a stored module with its sessions."""
    row = session.get(ModuleRow, code)
    if row is None:
        return None
    return Module(
        code=row.code,
        title=row.title,
        organiser=row.organiser,
        place=row.place,
        language=row.language,
        sessions=tuple(
            ModuleSession(day=s.day, start=s.start, end=s.end, theme=s.theme, mode=s.mode)
            for s in row.sessions
        ),
    )


class StoredDocument(NamedTuple):
    """A document's bytes beside all that may say that we issued them."""

    number: str
    digest: bytes
    """What the row says."""
    content: bytes
    credential: bytes | None
    signed: bytes | None
    """One statement; None where there is none."""


def documents(
    session: Session, *, module_code: str | None = None
) -> Iterator[tuple[Number, State, bytes]]:
    """Return number, state and newest document of each issued attestation, one after the other."""
    query = (
        select(AttestationRow.number, AttestationRow.state, DocumentRow.content)
        .join(DocumentRow, DocumentRow.number == AttestationRow.number)
        .where(DocumentRow.digest == _newest(AttestationRow.number).scalar_subquery())
        .order_by(AttestationRow.number)
    )
    if module_code is not None:
        query = query.where(AttestationRow.module_code == module_code)
    with session.execute(query.execution_options(yield_per=50)) as rows:
        for number, state, content in rows:
            yield Number(number), State.of(number, state), content


def stored_documents(session: Session) -> Iterator[StoredDocument]:
    """Yield every stored document, once for each statement that may be about its bytes.

    Those that were extended since are among them; one without any such statement comes once.
    """
    about_bytes = StatementRow.kind.in_((Kind.ISSUED.value, Kind.EXTENDED.value))
    query = (
        select(
            DocumentRow.number,
            DocumentRow.digest,
            DocumentRow.content,
            AttestationRow.credential,
            StatementRow.signed,
        )
        .join(AttestationRow, AttestationRow.number == DocumentRow.number)
        .outerjoin(StatementRow, (StatementRow.number == DocumentRow.number) & about_bytes)
        .order_by(DocumentRow.number, DocumentRow.digest)
    )
    with session.execute(query.execution_options(yield_per=50)) as rows:
        for row in rows:
            yield StoredDocument(*row)


def unrecorded(session: Session) -> str | None:
    """Return a number that statements are about and no row has; None where there is none."""
    return session.scalar(
        select(StatementRow.number)
        .outerjoin(AttestationRow, AttestationRow.number == StatementRow.number)
        .where(AttestationRow.number.is_(None))
        .limit(1)
    )


def without_document(session: Session, *, module_code: str | None = None) -> str | None:
    """Return an issued number, or one of a module, whose document is gone; None if all are there.

    Erased records have none.
    """
    query = live_records(select(AttestationRow.number)).where(
        AttestationRow.state != State.RESERVED,
        ~select(DocumentRow.digest).where(DocumentRow.number == AttestationRow.number).exists(),
    )
    if module_code is not None:
        query = query.where(AttestationRow.module_code == module_code)
    return session.scalar(query.limit(1))


def document(session: Session, number: Number) -> bytes | None:
    """Return the newest document of ``number``: as it was issued, or as it was last extended."""
    return session.scalar(
        select(DocumentRow.content).where(DocumentRow.digest == _newest(number).scalar_subquery())
    )


def _newest(number: Number | InstrumentedAttribute[str]) -> Select[bytes]:
    # An extension begins with the bytes of what it extends, so the longest is the newest.
    one = aliased(DocumentRow)
    return (
        select(one.digest)
        .where(one.number == number)
        .order_by(func.length(one.content).desc())
        .limit(1)
    )


def _successors(session: Session, rows: list[AttestationRow]) -> dict[str, str]:
    replaced = [row.number for row in rows if row.state == State.REPLACED]
    pairs: dict[str, str] = {}
    for start in range(0, len(replaced), 500):
        found = session.execute(
            select(AttestationRow.replaces, AttestationRow.number).where(
                AttestationRow.replaces.in_(replaced[start : start + 500]),
                AttestationRow.state != State.RESERVED,
            )
        )
        pairs |= {old: new for old, new in found if old is not None}
    return pairs


def _record(row: AttestationRow, successors: dict[str, str]) -> Record:
    try:
        return _decoded(row, successors)
    except (ValueError, TypeError, LookupError):  # a value that none of our columns allows
        raise DisagreementError(f"{row.number} : le registre dit une chose impossible") from None


def _decoded(row: AttestationRow, successors: dict[str, str]) -> Record:
    replaced_by = successors.get(row.number)
    return Record(
        attestation=Attestation(
            number=Number(row.number),
            code=Code(row.code),
            holder=Holder(
                family_name=row.family_name,
                given_name=row.given_name,
                birth_date=PartialDate.decode(row.birth_date),
            ),
            module_code=row.module_code,
            module_title=row.module_title,
            first_day=row.first_day,
            last_day=row.last_day,
            attended=timedelta(minutes=row.minutes),
            issued_at=row.issued_at,
            particulars=decode_particulars(row.particulars),
        ),
        state=State.of(row.number, row.state),
        email=row.email,
        list_number=row.status_list,
        list_index=row.status_index,
        replaces=Number(row.replaces) if row.replaces else None,
        replaced_by=Number(replaced_by) if replaced_by else None,
        attendance=Attendance.decode(row.attendance) if row.attendance else None,
    )
