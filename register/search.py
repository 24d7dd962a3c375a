"""Finding attestations by what somebody types: a number, a code, a name, a module."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from attestation.facts import Number
from attestation.name import fold
from register.attestations import Record, records_of
from register.tables.attestations import AttestationRow, State, live_records

_AT_ONCE = 5_000


def search_records(session: Session, words: str, *, limit: int) -> list[Record]:
    """Return the newest attestations in which every one of ``words`` is found.

    Names are compared as ``fold`` compares them, without case or accents, which no database does
    alike; so the rows are gone through here.
    """
    wanted = [fold(word) for word in words.split()]
    wanted = [word for word in wanted if word]
    if not wanted:
        return []
    found: list[Number] = []
    query = live_records(
        select(
            AttestationRow.number,
            AttestationRow.code,
            AttestationRow.family_name,
            AttestationRow.given_name,
            AttestationRow.module_code,
            AttestationRow.module_title,
        )
        .where(AttestationRow.state != State.RESERVED)
        .order_by(AttestationRow.issued_at.desc(), AttestationRow.number)
    )
    with session.execute(query.execution_options(yield_per=_AT_ONCE)) as rows:
        for number, *texts in rows:
            text = "|".join(fold(part or "") for part in (number, *texts))
            if all(word in text for word in wanted):
                found.append(Number(number))
                if len(found) == limit:
                    break
    return records_of(session, found)
