"""Every way in which whoever writes the database can change a column, or take or add a row.

Edits are made from the metadata and from what a register holds, by plain SQL without its
constraints of reference: a new column is edited without a line here.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column, MetaData, Table, UniqueConstraint

Value = str | int | bytes | None
_SOME: dict[type, Value] = {
    int: 7,
    bool: 0,
    str: "quelque chose",
    bytes: b"quelque chose",
    date: "2026-10-01",
    time: "09:00:00.000000",
}
"""What an empty cell of a type is made to say."""
_NEVER_THERE: dict[type, Value] = {int: 987_654, str: "~", bytes: b"~"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change to one row."""

    table: str
    column: str | None
    """None where it is the row that is taken or copied."""
    how: str
    statements: tuple[tuple[str, tuple[Value, ...]], ...]

    def __str__(self) -> str:
        """Name it for a list of failures."""
        return f"{self.table}.{self.column or '*'}: {self.how}"

    def make(self, file: Path) -> bool:
        """Change the register in ``file``; False where the database itself refuses."""
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("PRAGMA ignore_check_constraints = ON")
            try:
                with connection:
                    for statement, values in self.statements:
                        connection.execute(statement, values)
            except sqlite3.IntegrityError:
                return False
        return True


def all_edits(file: Path, metadata: MetaData, *, most_rows: int) -> Iterator[Edit]:
    """Yield the edits of the first and the last rows of each table, ``most_rows`` of each."""
    with closing(sqlite3.connect(file)) as connection:
        for table in metadata.sorted_tables:
            ids = [row for (row,) in connection.execute(f'SELECT rowid FROM "{table.name}"')]  # noqa: S608
            chosen = list(dict.fromkeys([*ids[:most_rows], *ids[-most_rows:]]))
            for row in chosen:
                yield from _row_edits(table, row)
                for column in table.columns:
                    yield from _column_edits(connection, table, column, row)


def _column_edits(
    connection: sqlite3.Connection, table: Table, column: Column[Any], row: int
) -> Iterator[Edit]:
    name = f'"{column.name}"'
    cells: dict[int, Value] = dict(connection.execute(f'SELECT rowid, {name} FROM "{table.name}"'))  # noqa: S608
    own = cells.pop(row)
    setting = f'UPDATE "{table.name}" SET {name} = ? WHERE rowid = ?'  # noqa: S608

    def edit(how: str, *values: tuple[Value, int]) -> Edit:
        return Edit(
            table=table.name,
            column=column.name,
            how=f"row {row}, {how}",
            statements=tuple((setting, value) for value in values),
        )

    if column.nullable and own is not None:
        yield edit("null", (None, row))
    for value in list(dict.fromkeys(v for v in cells.values() if v != own))[:4]:
        yield edit("another row's value", (value, row))
    other = next((i for i, v in cells.items() if v != own and None not in (v, own)), None)
    if other is not None:
        spare = _NEVER_THERE[type(own)]
        yield edit("swapped", (spare, other), (cells[other], row), (own, other))
    for how, value in _changed(_some(column) if own is None else own).items():
        yield edit(how, (value, row))


def _some(column: Column[Any]) -> Value:
    return _SOME.get(column.type.python_type, "2026-10-01 00:00:00.000000")  # ours of UtcDateTime


def _changed(own: Value) -> dict[str, Value]:
    match own:
        case int():
            return {"one more": own + 1, "extreme": 2**31 - 1, "one less": max(own - 1, 0)}
        case bytes():
            flipped = own[:-1] + bytes([own[-1] ^ 1]) if own else b"x"
            return {"one bit": flipped, "extreme": b""}
        case _:
            own = str(own)
            return {"another valid value": _neighbour(own), "extreme": _extreme(own)}


def _neighbour(own: str) -> str:
    for read, form in ((date.fromisoformat, "%Y-%m-%d"), (datetime.fromisoformat, None)):
        try:
            later = read(own) + timedelta(days=1)
        except ValueError:
            continue
        return later.strftime(form) if form else f"{later:%Y-%m-%d %H:%M:%S.%f}"
    digits = [place for place, character in enumerate(own) if character.isdigit()]
    if not digits:
        return own + "x"
    last = digits[-1]
    return own[:last] + str((int(own[last]) + 1) % 10) + own[last + 1 :]


def _extreme(own: str) -> str:
    if _neighbour(own) != own + "x" and own[:4].isdigit() and own[4:5] == "-":
        return "9999-12-31" + own[10:]
    return ""


def _row_edits(table: Table, row: int) -> Iterator[Edit]:
    where = f'FROM "{table.name}" WHERE rowid = ?'
    yield Edit(
        table=table.name,
        column=None,
        how=f"row {row} deleted",
        statements=((f"DELETE {where}", (row,)),),
    )
    unique = {column.name for column in table.primary_key} | {
        column.name
        for column in table.columns
        if column.unique
        or any(
            column.name in one.columns
            for one in table.constraints
            if isinstance(one, UniqueConstraint)
        )
    }
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    taken = ", ".join(
        _as_another(column) if column.name in unique else f'"{column.name}"'
        for column in table.columns
    )
    yield Edit(
        table=table.name,
        column=None,
        how=f"row {row} copied",
        statements=((f'INSERT INTO "{table.name}" ({names}) SELECT {taken} {where}', (row,)),),
    )


def _as_another(column: Column[Any]) -> str:
    if column.type.python_type is int:
        return f'"{column.name}" + 1000'
    if column.type.python_type is bytes:
        return "randomblob(32)"
    if column.type.python_type is str:
        return f'substr("{column.name}", 1, length("{column.name}") - 1) || \'Z\''
    return f'"{column.name}"'
