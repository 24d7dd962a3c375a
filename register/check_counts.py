"""Counting checks by day, over a connection that can do nothing else; and reading the counts."""

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import URL, Engine, Insert, NullPool, create_engine, event, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from attestation.code import Code
from attestation.facts import Number
from register.database import begin_sqlite, prepare_sqlite
from register.fast_query import compile_sql
from register.tables.attestations import AttestationRow, Base, live_records
from register.tables.check_counts import CheckCountRow

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

_TABLE = CheckCountRow.__tablename__
_AT_ONCE = 200
"""Rows of a statement: a larger one would keep the checks at work waiting for milliseconds."""
_Item = TypeVar("_Item")


@cache
def _add(dialect: str) -> Insert:
    table = Base.metadata.tables[_TABLE]
    if dialect == "sqlite":
        return _counting_up(sqlite.insert(table))
    # 0.1 s of processor time for each command at an SQLite register, if it stood above.
    from sqlalchemy.dialects import postgresql

    return _counting_up(postgresql.insert(table))


def _counting_up(insert: "sqlite.Insert | postgresql.Insert") -> Insert:
    counts = insert.table
    return insert.on_conflict_do_update(
        index_elements=["number", "day"],
        set_={"checks": counts.c.checks + insert.excluded.checks},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksOnDay:
    """How often an attestation was checked on one day."""

    day: date
    checks: int


def connect_to_count(url: URL, *, wait_seconds: float) -> Engine:
    """Return an engine that adds to the counts and does nothing else; no connection is made yet.

    On PostgreSQL what it may do is what the role in ``url`` may: docs/operations/install.md has
    one with rights on this table alone. SQLite knows no roles, so each statement is looked at
    before it runs. No connection is kept: a register that was restored or moved is found again.
    """
    if url.get_backend_name() != "sqlite":
        milliseconds = int(wait_seconds * 1000)
        limits = f"-c lock_timeout={milliseconds} -c statement_timeout={milliseconds}"
        options = {"connect_timeout": max(int(wait_seconds), 1), "options": limits}
        return create_engine(url, hide_parameters=True, poolclass=NullPool, connect_args=options)
    if url.database and not url.query.get("uri"):
        # "rw" makes no file, so a register that is gone does not come back empty.
        name = Path(url.database).absolute().as_uri()
        url = url.set(database=name).update_query_dict({"mode": "rw", "uri": "true"})
    engine = create_engine(
        url, hide_parameters=True, poolclass=NullPool, connect_args={"timeout": wait_seconds}
    )
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "connect", _allow_counting_alone)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def numbers_to_count(session: Session, codes: Collection[Code]) -> dict[Code, Number]:
    """Return the numbers under which checks of ``codes`` are counted.

    Without those that nobody has, or whose holder asked to be forgotten.
    """
    numbers = {}
    for some in _slices(list(codes)):
        rows = session.execute(
            live_records(select(AttestationRow.code, AttestationRow.number)).where(
                AttestationRow.code.in_(some)
            )
        )
        numbers.update({Code(code): Number(number) for code, number in rows})
    return numbers


def add_checks(session: Session, checks: Mapping[tuple[Number, date], int]) -> None:
    """Add to the counts of attestations and days."""
    connection = session.connection()
    add, names = compile_sql(_add(connection.dialect.name), connection.dialect)
    # In one order, so that two processes cannot wait for each other.
    rows: list[dict[str, object]] = [
        {"number": number, "day": day.isoformat(), "checks": count}
        for (number, day), count in sorted(checks.items())
    ]
    for some in _slices(rows):
        # SQLAlchemy would look at each value of each row, which takes longer than writing it.
        if names:
            connection.exec_driver_sql(add, [tuple(row[name] for name in names) for row in some])
        else:
            connection.exec_driver_sql(add, some)


def days_checked(session: Session, number: Number) -> list[ChecksOnDay]:
    """Return the days on which ``number`` was checked, the newest first."""
    rows = session.scalars(
        select(CheckCountRow)
        .where(CheckCountRow.number == number)
        .order_by(CheckCountRow.day.desc())
    )
    return [ChecksOnDay(day=row.day, checks=row.checks) for row in rows]


def _slices(whole: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    return (whole[at : at + _AT_ONCE] for at in range(0, len(whole), _AT_ONCE))


def _allow_counting_alone(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    connection.set_authorizer(_authorize)


def _authorize(
    action: int, first: str | None, second: str | None, _database: str | None, _by: str | None
) -> int:
    """Check whether a statement may do this (sqlite3_set_authorizer; the names are its own)."""
    match action:
        case sqlite3.SQLITE_INSERT | sqlite3.SQLITE_UPDATE:
            is_allowed = first == _TABLE
        case sqlite3.SQLITE_READ:
            # The foreign key is looked up by SQLite itself.
            is_allowed = first == _TABLE or (first, second) == ("attestation", "number")
        case sqlite3.SQLITE_TRANSACTION | sqlite3.SQLITE_SELECT:
            is_allowed = True
        case _:
            is_allowed = False
    return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY
