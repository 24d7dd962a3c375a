"""Every row that is about a person: what is handed over when they ask (GDPR, article 15)."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from attestation.facts import Number
from attestation.name import fold
from register.tables.attestations import AttestationRow, Base, DocumentRow, StatementRow
from register.tables.check_counts import CheckCountRow
from register.tables.delivery import (
    LinkRequestRow,
    LinkRow,
    MessageRow,
    ParticipantLanguageRow,
)
from register.tables.desk import HeldEndingRow, PlannedModuleRow, WithoutRightRow

_NUMBERS = re.compile(r"[0-9]+")


def held_on(session: Session, numbers: Iterable[Number]) -> dict[str, list[dict[str, object]]]:
    """Return every row that is about these attestations or their holder, by table.

    Bytes are left out. Of a module to come it is this person's line alone.
    """
    chosen = list(numbers)
    attestations = session.scalars(
        select(AttestationRow)
        .where(AttestationRow.number.in_(chosen))
        .order_by(AttestationRow.number)
    ).all()
    tables: dict[str, list[dict[str, object]]] = {}
    for row in (*attestations, *_rows_under(session, chosen), *_rows_of(session, attestations)):
        values = {
            column.key: getattr(row, column.key)
            for column in row.__mapper__.column_attrs
            if not isinstance(getattr(row, column.key), bytes)
        }
        tables.setdefault(row.__tablename__, []).append(values)
    if lines := list(_enrolments(session, attestations)):
        tables[PlannedModuleRow.__tablename__] = lines
    return tables


def is_request_of(row: AttestationRow) -> ColumnElement[bool]:
    """Return the condition that a request for a link names the address of ``row``."""
    return func.lower(LinkRequestRow.address) == (row.email or "").lower()


def _rows_under(session: Session, numbers: Sequence[Number]) -> Iterator[Base]:
    for table in (
        StatementRow,
        DocumentRow,
        LinkRow,
        MessageRow,
        HeldEndingRow,
        CheckCountRow,
        ParticipantLanguageRow,
    ):
        yield from session.scalars(select(table).where(table.number.in_(numbers)))


def _rows_of(session: Session, attestations: Sequence[AttestationRow]) -> Iterator[Base]:
    for row in attestations:
        if row.email is not None:
            yield from session.scalars(select(LinkRequestRow).where(is_request_of(row)))
    for other in session.scalars(select(WithoutRightRow)):
        if any(_is_about(one, other) for one in attestations):
            yield other


def _is_about(row: AttestationRow, other: WithoutRightRow) -> bool:
    if other.person_key is not None:
        return other.person_key == row.person_key
    return _is_same(row, json.loads(other.content))


def _enrolments(
    session: Session, attestations: Sequence[AttestationRow]
) -> Iterator[dict[str, object]]:
    for planned in session.scalars(select(PlannedModuleRow)):
        for line in json.loads(planned.content)["people"]:
            if any(_is_same(row, line) for row in attestations):
                yield {"code": planned.code, **line}


def _is_same(row: AttestationRow, line: dict[str, str | None]) -> bool:
    """Check whether names and birth date, as somebody typed them, are those of ``row``.

    A namesake's line is nobody else's to read: a birth date that is there has to agree.
    """
    born = line["birth_date"] or ""
    return (
        fold(line["family_name"] or "") == fold(row.family_name)
        and fold(line["given_name"] or "") == fold(row.given_name or "")
        and (not born.strip() or _numbers(born) == _numbers(row.birth_date))
    )


def _numbers(text: str) -> set[int]:
    """Return the numbers in a date, however it is written."""
    return {int(number) for number in _NUMBERS.findall(text)} - {0}
