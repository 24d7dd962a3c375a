"""Requests for lost links, and the lookup of holders by address and birth date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from attestation.facts import Number
from register.attestations import Record, record
from register.tables.attestations import AttestationRow, State, live_records
from register.tables.delivery import LinkRequestRow

_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRequest:
    """A request, as it was typed."""

    address: str
    birth_date: str
    asked_at: datetime
    language: str | None
    """Of the page, where it was chosen."""


def add_request(
    session: Session,
    *,
    address: str,
    birth_date: str,
    language: str | None,
    at: datetime,
    most: int,
) -> bool:
    """Keep a request; False where ``most`` are waiting, and it is not kept."""
    waiting = session.scalar(select(func.count()).select_from(LinkRequestRow)) or 0
    if waiting >= most:
        return False
    session.add(
        LinkRequestRow(address=address, birth_date=birth_date, asked_at=at, language=language)
    )
    return True


def keep_waiting(session: Session, requests: Iterable[LinkRequest]) -> None:
    """Put back requests that were taken and can be answered later only."""
    session.add_all(
        LinkRequestRow(
            address=one.address,
            birth_date=one.birth_date,
            asked_at=one.asked_at,
            language=one.language,
        )
        for one in requests
    )


def take_requests(session: Session) -> list[LinkRequest]:
    """Return the oldest requests, and forget them in this transaction."""
    query = select(LinkRequestRow).order_by(LinkRequestRow.id).limit(_AT_ONCE)
    rows = session.scalars(query.with_for_update(skip_locked=True)).all()
    found = [
        LinkRequest(
            address=row.address,
            birth_date=row.birth_date,
            asked_at=row.asked_at,
            language=row.language,
        )
        for row in rows
    ]
    session.execute(delete(LinkRequestRow).where(LinkRequestRow.id.in_([row.id for row in rows])))
    return found


def known_as(session: Session, *, address: str, birth_date: str) -> list[Record]:
    """Return the attestations, as they stand today, of whoever has this address and birth date."""
    numbers = session.scalars(
        live_records(select(AttestationRow.number))
        .where(
            func.lower(AttestationRow.email) == address.lower(),
            AttestationRow.birth_date == birth_date,
            AttestationRow.state.in_((State.ISSUED, State.WITHDRAWN)),
        )
        .order_by(AttestationRow.number)
    ).all()
    return [found for number in numbers if (found := record(session, Number(number)))]
