"""Rows that writers lock to take turns: one row, whoever stores it first."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from register.database import reading, writing
from register.locking import locked
from register.tables.attestations import CounterRow


def test_first_row_is_stored_once_and_then_found_as_it_stands(engine: Engine) -> None:
    for _ in range(3):
        with writing(engine) as session:
            locked(session, CounterRow(series="AC-2026", last=0)).last += 1

    with reading(engine) as session:
        assert session.query(CounterRow).one().last == 3


def test_row_that_another_wrote_meanwhile_is_read_again(session: Session) -> None:
    counter = locked(session, CounterRow(series="AC-2026", last=0))
    session.flush()
    session.query(CounterRow).update({"last": 7}, synchronize_session=False)
    assert counter.last == 0

    assert locked(session, CounterRow(series="AC-2026", last=0)).last == 7
