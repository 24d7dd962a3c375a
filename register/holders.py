"""Holders of a module's attestations: one for each person, whatever the spelling."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import Session

from attestation.errors import DisagreementError
from attestation.facts import Holder, Number
from attestation.partial_date import PartialDate
from register.tables.attestations import AttestationRow, State, live_records

_AT_ONCE = 500  # bound parameters in one query; SQLite allows 32,766, older ones 999


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingAttestation:
    """The person has one already."""

    number: Number
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedTo:
    """An attestation in force, and how it names its holder."""

    number: Number
    holder: Holder


def person_key(holder: Holder) -> str:
    """Return the value of ``AttestationRow.person_key``: one person, however spelled."""
    return sha256(holder.key().encode()).hexdigest()


def existing_attestations(
    session: Session, module_code: str, holders: Iterable[Holder]
) -> dict[str, ExistingAttestation]:
    """Return, by ``person_key``, what each of ``holders`` has been issued of a module."""
    return {
        key: ExistingAttestation(number=Number(row.number), state=State.of(row.number, row.state))
        for key, row in rows_by_person(session, module_code, holders).items()
        if row.state != State.RESERVED
    }


def issued_to(session: Session, module_code: str) -> list[IssuedTo]:
    """Return the attestations of a module that are in force, by number."""
    query = live_records(select(AttestationRow)).where(
        AttestationRow.module_code == module_code, AttestationRow.state == State.ISSUED
    )
    return [_issued_to(row) for row in session.scalars(query.order_by(AttestationRow.number))]


def _issued_to(row: AttestationRow) -> IssuedTo:
    try:
        holder = Holder(
            family_name=row.family_name,
            given_name=row.given_name,
            birth_date=PartialDate.decode(row.birth_date),
        )
    except ValueError:
        raise DisagreementError(f"{row.number} : le registre dit une chose impossible") from None
    return IssuedTo(number=Number(row.number), holder=holder)


def days_issued(session: Session, module_code: str) -> tuple[date, date] | None:
    """Return the first and the last day of what was issued of a module; None where nothing was."""
    query = live_records(select(AttestationRow.first_day, AttestationRow.last_day)).where(
        AttestationRow.module_code == module_code, AttestationRow.state != State.RESERVED
    )
    days = session.execute(query.distinct()).all()
    return (min(one for one, _ in days), max(one for _, one in days)) if days else None


def rows_by_person(
    session: Session, module_code: str, holders: Iterable[Holder]
) -> dict[str, AttestationRow]:
    """Return, by ``person_key``, the row that holds each person's place in a module.

    A person whose attestation was replaced, perhaps under a corrected name, holds the newest one.
    A replacement that is only reserved holds nothing yet.
    """
    keys = [person_key(holder) for holder in holders]
    found: dict[str, AttestationRow] = {}
    for start in range(0, len(keys), _AT_ONCE):
        rows = session.scalars(
            select(AttestationRow).where(
                AttestationRow.module_code == module_code,
                AttestationRow.person_key.in_(keys[start : start + _AT_ONCE]),
            )
        )
        # What is issued holds the place, whatever a reservation beside it says.
        for row in sorted(rows, key=lambda one: one.state != State.RESERVED):
            if row.state != State.RESERVED or row.replaces is None:
                found[row.person_key] = _newest(session, row)
    return found


def issued_rows(
    session: Session, said: ColumnElement[bool], *, mark: bytes
) -> Iterator[AttestationRow]:
    """Yield what was issued, by what the rows say, or by bytes that the credential has."""
    if session.get_bind().dialect.name == "sqlite":
        place = func.instr(AttestationRow.credential, mark)
    else:
        place = func.position(literal(mark).op("IN")(AttestationRow.credential))
    query = select(AttestationRow).where(
        or_(AttestationRow.credential.is_not(None), AttestationRow.state != State.RESERVED),
        or_(said, place > 0),
    )
    # What the session knows of a row already is read again.
    yield from session.scalars(
        query.order_by(AttestationRow.number).execution_options(populate_existing=True)
    )


def erased_among(session: Session, module_code: str, keys: Iterable[str]) -> set[str]:
    """Return those of ``keys``, as ``register.erasure.erase`` left them, that were erased."""
    wanted = list(keys)
    found: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        found.update(
            session.scalars(
                select(AttestationRow.person_key).where(
                    AttestationRow.module_code == module_code,
                    AttestationRow.erased_at.is_not(None),
                    AttestationRow.person_key.in_(wanted[start : start + _AT_ONCE]),
                )
            )
        )
    return found


def _newest(session: Session, row: AttestationRow) -> AttestationRow:
    while row.state == State.REPLACED:
        row = session.scalars(
            select(AttestationRow).where(
                AttestationRow.replaces == row.number, AttestationRow.state != State.RESERVED
            )
        ).one()
    return row
