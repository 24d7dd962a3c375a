"""All that the register holds on one person, for export or erasure.

Number, code, index in the status list and the statements stay, because they name nobody. So the
paper can still be checked, and no number is used twice.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from sqlite3 import Error as SqliteError

from sqlalchemy import Engine, and_, delete, or_, select
from sqlalchemy.orm import Session

from attestation.errors import RegisterError
from attestation.facts import Number
from attestation.formats.statement import Kind
from attestation.name import fold
from register.checkpoints import order_statements
from register.database import translated_errors
from register.person_records import is_request_of
from register.planned_modules import without_people
from register.tables.attestations import (
    AttestationRow,
    DocumentRow,
    StatementRow,
    live_records,
)
from register.tables.check_counts import CheckCountRow
from register.tables.delivery import LinkRequestRow, LinkRow, MessageRow, ParticipantLanguageRow
from register.tables.desk import (
    HeldEndingRow,
    JobDraftRow,
    KeptFormRow,
    PlannedModuleRow,
    WithoutRightRow,
    WorkbookRow,
)

_SHORTEST_NAME = 3  # folded letters: shorter ones stand inside every other word
_CHANGED = (
    "attestation",
    "check_count",
    "desk_workbook",
    "document",
    "held_ending",
    "job_draft",
    "kept_form",
    "link_request",
    "message",
    "participant_language",
    "personal_link",
    "planned_module",
    "statement",
    "without_right",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStatement:
    """A signed statement in its place."""

    id: int
    number: Number
    signed: bytes


def numbers_of_person(session: Session, number: Number) -> list[Number]:
    """Return all attestations of ``number``'s holder: other modules, and what was corrected."""
    found: set[str] = set()
    waiting = [str(number)]
    while waiting:
        row = session.get(AttestationRow, waiting.pop())
        if row is None or row.number in found or row.is_erased:
            continue
        found.add(row.number)
        waiting += session.scalars(
            select(AttestationRow.number).where(
                or_(
                    AttestationRow.person_key == row.person_key,
                    AttestationRow.replaces == row.number,
                )
            )
        )
        if row.replaces is not None:
            waiting.append(row.replaces)
    return [Number(one) for one in sorted(found)]


def erased_rows(session: Session) -> Iterator[tuple[AttestationRow, list[bytes]]]:
    """Yield each erased row, with the signed statements that say so."""
    query = (
        select(AttestationRow, StatementRow.signed)
        .outerjoin(
            StatementRow,
            and_(
                StatementRow.number == AttestationRow.number,
                StatementRow.kind == Kind.ERASED.value,
            ),
        )
        .where(AttestationRow.erased_at.is_not(None))
        .order_by(AttestationRow.number)
    )
    for _, rows in groupby(session.execute(query), key=lambda one: one[0].number):
        found = list(rows)
        yield found[0][0], [signed for _, signed in found if signed]


def digest_of_remains(row: AttestationRow) -> bytes:
    """Return the SHA-256 of what an erased row goes on saying: its place, and for whom."""
    return sha256(
        "|".join(
            (
                row.number,
                row.code,
                f"{row.status_list}",
                f"{row.status_index}",
                row.module_code,
                row.person_key,
            )
        ).encode()
    ).digest()


def numbers_before(session: Session, moment: datetime) -> list[Number]:
    """Return the attestations that were issued before ``moment`` and are not erased."""
    query = live_records(select(AttestationRow.number)).where(AttestationRow.issued_at < moment)
    rows = session.scalars(query.order_by(AttestationRow.number))
    return [Number(number) for number in rows]


def stored_documents(session: Session, number: Number) -> list[bytes]:
    """Return every document of ``number``, as issued and as extended."""
    query = select(DocumentRow.content).where(DocumentRow.number == number)
    return list(session.scalars(query.order_by(DocumentRow.stored_at)))


def stored_statements(session: Session, numbers: Iterable[Number]) -> list[StoredStatement]:
    """Return the statements about these attestations."""
    rows = session.scalars(
        select(StatementRow).where(StatementRow.number.in_(list(numbers))).order_by(StatementRow.id)
    )
    return [
        StoredStatement(id=row.id, number=Number(row.number), signed=row.signed) for row in rows
    ]


def names_in(session: Session, numbers: Iterable[Number]) -> set[str]:
    """Return the holders' names, folded."""
    rows = session.execute(
        select(AttestationRow.family_name, AttestationRow.given_name).where(
            AttestationRow.number.in_(list(numbers))
        )
    )
    return {fold(name) for row in rows for name in row if name}


def names_somebody(text: str, names: set[str]) -> bool:
    """Check whether ``text`` holds one of ``names``; a very short one counts as a whole word."""
    whole, words = fold(text), {fold(word) for word in text.split()}
    return any(name in words or (len(name) >= _SHORTEST_NAME and name in whole) for name in names)


def erase(
    session: Session,
    numbers: Iterable[Number],
    *,
    restated: Mapping[int, bytes],
    key_after: Callable[[str, str], str],
    at: datetime,
) -> None:
    """Take out all that names the holders of ``numbers``.

    Args:
        session: inside ``writing``.
        numbers: attestations, locked in this order.
        restated: by id, statements signed anew because their reason held a name.
        key_after: from module code and ``person_key``, under what the person is known again: by a
            secret that the register does not hold, since the digest of a name can be guessed.
        at: now.
    """
    # Leaves of the tree need the credentials, so places are assigned before those are erased.
    order_statements(session)
    chosen = sorted(numbers)
    names, keys = names_in(session, chosen), set()
    for number in chosen:
        row = session.get_one(AttestationRow, number, with_for_update=True)
        keys.add(row.person_key)
        _forget_requests(session, row)
        session.execute(delete(JobDraftRow).where(JobDraftRow.person_key == row.person_key))
        row.family_name, row.given_name, row.birth_date, row.email = "", None, "", None
        row.person_key = key_after(row.module_code, row.person_key)
        row.attendance = row.particulars = None
        row.credential = b"" if row.credential is not None else None
        row.erased_at = at
    for table in (MessageRow, LinkRow, DocumentRow, HeldEndingRow, ParticipantLanguageRow):
        session.execute(delete(table).where(table.number.in_(chosen)))
    # Of all erased records, because a verifier may have counted while an earlier one was erased.
    erased = select(AttestationRow.number).where(AttestationRow.erased_at.is_not(None))
    session.execute(delete(CheckCountRow).where(CheckCountRow.number.in_(erased)))
    for statement_id, signed in restated.items():
        session.get_one(StatementRow, statement_id).signed = signed
    for workbook in session.scalars(select(WorkbookRow)):
        if _mentions(workbook.content, names) or _mentions(workbook.before, names):
            session.delete(workbook)
    for other in session.scalars(select(WithoutRightRow)):
        if other.person_key in keys or (
            other.person_key is None and _mentions(other.content, names)
        ):
            session.delete(other)
    for planned in session.scalars(select(PlannedModuleRow)):
        planned.content = without_people(
            planned.content, lambda family_name: names_somebody(family_name, names)
        )
    for kept in session.scalars(select(KeptFormRow)):
        if _mentions(kept.content, names):
            session.delete(kept)


def scrub(engine: Engine) -> None:
    """Rewrite the register's files, so that erased data is in none of their pages.

    Raises:
        RegisterError: another program is using it; what was erased is erased, and only the freed
            space still holds it.
    """
    with translated_errors():
        if engine.dialect.name == "sqlite":
            _scrub_sqlite(engine)
            return
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM (FULL) {', '.join(_CHANGED)}")


def _scrub_sqlite(engine: Engine) -> None:
    # Outside SQLAlchemy's transactions, in which neither can be done.
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("VACUUM")
        is_busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except SqliteError:
        is_busy = True
    finally:
        connection.close()
    if is_busy:
        raise RegisterError("le registre est occupé par un autre programme, ou le disque est plein")


def _forget_requests(session: Session, row: AttestationRow) -> None:
    if row.email is not None:
        session.execute(delete(LinkRequestRow).where(is_request_of(row)))


def _mentions(content: str | None, names: set[str]) -> bool:
    """Check whether JSON of cells names somebody."""
    return content is not None and any(
        names_somebody(text, names) for text in _texts(json.loads(content))
    )


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _texts(item)
        case dict():
            for item in value.values():
                yield from _texts(item)
        case _:
            pass
