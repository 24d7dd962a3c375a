"""A whole register copied from SQLite into an empty PostgreSQL, and compared with it row by row.

All of it is one transaction of the new database: a copy that fails leaves nothing behind. The old
register is locked against writers, and not changed.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    CursorResult,
    Engine,
    String,
    Table,
    collate,
    delete,
    func,
    inspect,
    select,
    text,
)

from attestation.errors import RegisterError
from register.database import WRITES, connect, translated_errors
from register.tables.all import METADATA
from register.tables.desk import AuditHeadRow
from register.upgrade import upgrade_connection

_AT_ONCE = 200
"""Rows in memory: of the largest table 8 MB, of documents."""
_VERSION_TABLE = "alembic_version"
_MADE_WITH_A_ROW = METADATA.tables[AuditHeadRow.__tablename__]
"""Its one row is there from the start: it is locked by who writes to the log."""

Progress = Callable[[str, int], None]
"""Called with a table and how many more of its rows were copied or compared."""


def count_rows(register: Engine) -> Mapping[str, int]:
    """Count the rows of each table, in the order in which they are copied.

    Raises:
        RegisterError: the register failed.
    """
    with translated_errors(), register.connect() as connection:
        return {table.name: _count(connection, table) for table in METADATA.sorted_tables}


def copy_register(source: Engine, target: Engine, *, on_rows: Progress) -> Mapping[str, int]:
    """Copy all rows of ``source`` into ``target``, a PostgreSQL database without any, and compare.

    Args:
        source: a register of this program's version; nobody writes to it meanwhile.
        target: the schema is made if it is not there.
        on_rows: called with progress, in which each row counts twice.

    Returns:
        How many rows each table has, now in both.

    Raises:
        RegisterError: ``target`` is not empty, or not PostgreSQL; a table is not known here; a row
            did not arrive as it was; or one of the two failed. ``target`` is what it was.
    """
    if target.dialect.name != "postgresql":
        raise RegisterError("un registre ne se copie que vers PostgreSQL")
    return _copy_and_compare(source.execution_options(**{WRITES: True}), target, on_rows)


def copy_to_file(
    source: Engine, file: Path, *, on_rows: Progress = lambda table, count: None
) -> None:
    """Write the register as it is at one moment to ``file``, as a register on SQLite.

    Others go on writing meanwhile. On SQLite this is its online backup; on PostgreSQL one
    transaction that sees one moment, compared row by row (``REPEATABLE READ``).

    Raises:
        RegisterError: the register or the disk failed; ``file`` is no register then.
    """
    if source.dialect.name == "sqlite":
        _back_up_online(source, file)
    else:
        target = connect(URL.create("sqlite", database=str(file)), wait_seconds=1)
        moment = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        _copy_and_compare(source.execution_options(**moment), target, on_rows)
        target.dispose()
    with closing(sqlite3.connect(file)) as copy:
        # All of it in one file: what is still in the write-ahead log would be left behind.
        copy.execute("PRAGMA journal_mode = DELETE")


def _back_up_online(source: Engine, file: Path) -> None:
    with translated_errors(), closing(source.raw_connection()) as connection:
        try:
            with closing(sqlite3.connect(file)) as target:
                connection.driver_connection.backup(target)  # type: ignore[union-attr]
        except sqlite3.Error as error:
            raise RegisterError(f"la copie du registre a échoué ({type(error).__name__})") from None


def _copy_and_compare(source: Engine, target: Engine, on_rows: Progress) -> Mapping[str, int]:
    with translated_errors(), source.begin() as old, target.begin() as new:
        _refuse_unknown_tables(old)
        if inspect(new).has_table(_VERSION_TABLE):
            _refuse_rows(new)
        upgrade_connection(new)
        new.execute(delete(_MADE_WITH_A_ROW))
        counts = {}
        with _references_checked_at_the_end(new):
            for table in METADATA.sorted_tables:
                counts[table.name] = _copy(old, new, table, on_rows)
        for table in METADATA.sorted_tables:
            _compare(old, new, table, on_rows)
            _continue_numbers(new, table)
        return counts


def _refuse_unknown_tables(old: Connection) -> None:
    unknown = set(inspect(old).get_table_names()) - {_VERSION_TABLE, *METADATA.tables}
    if unknown:
        raise RegisterError(
            f"tables que ce programme ne connaît pas : {', '.join(sorted(unknown))}"
        )


def _refuse_rows(new: Connection) -> None:
    there = set(inspect(new).get_table_names())
    for table in METADATA.sorted_tables:
        is_made_empty = table is not _MADE_WITH_A_ROW
        if is_made_empty and table.name in there and _count(new, table):
            raise RegisterError("la base de destination n’est pas vide : rien n’y est écrit")


def _copy(old: Connection, new: Connection, table: Table, on_rows: Progress) -> int:
    copied = 0
    with _rows(old, table) as everything:
        for rows in everything.mappings().partitions(_AT_ONCE):
            new.execute(table.insert(), [dict(row) for row in rows])
            copied += len(rows)
            on_rows(table.name, len(rows))
    return copied


def _compare(old: Connection, new: Connection, table: Table, on_rows: Progress) -> None:
    with _rows(old, table) as before, _rows(new, table) as after:
        for was, is_ in zip_longest(before, after):
            if was is None or is_ is None or tuple(was) != tuple(is_):
                raise RegisterError(f"une ligne de {table.name} n’est pas arrivée comme elle était")
            on_rows(table.name, 1)


def _rows(connection: Connection, table: Table) -> CursorResult[Any]:
    """Read all rows by their key, a few at a time.

    Texts are put in the order of their bytes, as SQLite does; a server may have another.
    """
    is_server = connection.dialect.name == "postgresql"
    order = [
        collate(column, "C") if is_server and isinstance(column.type, String) else column
        for column in table.primary_key
    ]
    return connection.execute(
        select(table).order_by(*order), execution_options={"yield_per": _AT_ONCE}
    )


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


@contextmanager
def _references_checked_at_the_end(new: Connection) -> Iterator[None]:
    """Check references at the end, because a row may name a later row of its own table."""
    quoted = new.dialect.identifier_preparer.quote
    if new.dialect.name == "sqlite":
        new.execute(text("PRAGMA defer_foreign_keys = ON"))  # until the commit
        yield
        return
    own = [
        (quoted(table.name), quoted(str(reference.name)))
        for table in METADATA.sorted_tables
        for reference in table.foreign_key_constraints
        if reference.referred_table is table
    ]
    for table_name, name in own:
        new.execute(
            text(f"ALTER TABLE {table_name} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED")
        )
    yield
    new.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table_name, name in own:
        new.execute(text(f"ALTER TABLE {table_name} ALTER CONSTRAINT {name} NOT DEFERRABLE"))


def _continue_numbers(new: Connection, table: Table) -> None:
    """Continue the server's sequences after the old register's last numbers."""
    column = table.autoincrement_column
    if column is None or new.dialect.name == "sqlite":  # which continues after the largest
        return
    sequence = func.pg_get_serial_sequence(table.name, column.name)
    last = select(func.max(column)).scalar_subquery()
    new.execute(select(func.setval(sequence, last)).where(last.is_not(None)))
