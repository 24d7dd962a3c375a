"""Columns of days, times and instants: what is none of these is refused by name."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from sqlalchemy import Column, Connection, MetaData, Table, create_engine, insert, select, text
from sqlalchemy.exc import StatementError

from attestation.errors import DisagreementError
from register.tables.column_types import StoredDay, StoredTime, UtcDateTime

TABLE = Table(
    "one",
    MetaData(),
    Column("day", StoredDay),
    Column("hour", StoredTime),
    Column("at", UtcDateTime),
)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def database() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        TABLE.create(connection)
        connection.execute(insert(TABLE).values(day=date(2026, 3, 2), hour=time(9), at=AT))
        yield connection
    engine.dispose()


def test_instant_comes_back_as_the_same_one_in_utc(database: Connection) -> None:
    (row,) = database.execute(select(TABLE))

    assert row.at == AT
    assert row.at.tzinfo is UTC
    assert (row.day, row.hour) == (date(2026, 3, 2), time(9))


def test_instant_without_a_zone_is_not_kept(database: Connection) -> None:
    with pytest.raises(StatementError, match="aware"):
        database.execute(insert(TABLE).values(at=AT.replace(tzinfo=None)))


@pytest.mark.parametrize("column", ["day", "hour", "at"])
@pytest.mark.parametrize("words", ["hier", "2026-02-31", "", "<script>"])
def test_words_in_the_place_of_a_day_are_a_disagreement(
    database: Connection, column: str, words: str
) -> None:
    database.execute(text(f"UPDATE one SET {column} = :words"), {"words": words})  # noqa: S608  a constant

    with pytest.raises(DisagreementError, match="impossible"):
        database.execute(select(TABLE)).all()
