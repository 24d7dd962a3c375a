"""Registers filled with many attestations: a few real ones, and rows like them.

Real are those that are looked up: issued by the program, credential, document, statement and all.
The others have a number, code, person and place in a status list of their own, and share the
credential's and the statement's bytes, which nobody reads. They have no document: a million of
37 KB would be a measurement of the disk.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import Table

from attestation.formats.status_list import CAPACITY
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from register.tables.all import METADATA
from tests.support.issuer_contexts import make_drafts, make_module

REAL = 200
_SHARE = CAPACITY * 3 // 4
"""Of a list that is used, as the program leaves it."""
_AT_ONCE = 20_000
_ATTESTATION, _STATEMENT = METADATA.tables["attestation"], METADATA.tables["statement"]
_Row = dict[str, Any]


def issue_real(context: IssuerContext) -> None:
    """Issue those that will be looked up."""
    issue(context, make_module("REAL"), make_drafts(REAL))


def fill(context: IssuerContext, count: int) -> None:
    """Add ``count`` rows of attestations, one in a hundred withdrawn, each with a statement."""
    register = context.register
    connection = register.raw_connection()
    cursor = connection.cursor()
    try:
        # As the driver has them: what is read goes back as it is.
        sample = _first(cursor, _ATTESTATION)
        signed = _first(cursor, _STATEMENT)
        cursor.execute("SELECT status_index FROM attestation")
        taken = {index for (index,) in cursor.fetchall()}
        rows = _rows(sample, count, taken)
        write = _copy if register.dialect.name == "postgresql" else _insert
        if write is _insert:
            cursor.execute("BEGIN")
        while piece := list(islice(rows, _AT_ONCE)):
            write(cursor, _ATTESTATION, piece)
            write(cursor, _STATEMENT, [_statement(signed, row) for row in piece])
        connection.commit()
        cursor.execute("ANALYZE")
        connection.commit()
        cursor.close()
    finally:
        connection.close()


def publish(context: IssuerContext) -> None:
    """Sign and publish all status lists."""
    publish_all(context, who="ines")


def _rows(sample: _Row, count: int, taken: set[int]) -> Iterator[_Row]:
    places = ((number, index) for number in range(1, CAPACITY) for index in range(_SHARE))
    free = (place for place in places if place[0] > 1 or place[1] not in taken)
    for number, (status_list, status_index) in zip(range(count), free, strict=False):
        # In no order, as codes and people are.
        key = sha256(number.to_bytes(4)).hexdigest()
        yield {
            **sample,
            "number": f"ZZ-2026-{number:07d}",
            "code": key[:12].upper(),
            "person_key": key,
            "status_list": status_list,
            "status_index": status_index,
            "state": "withdrawn" if number % 100 == 0 else "issued",
        }


def _first(cursor: Any, table: Table) -> _Row:
    names = [column.name for column in table.columns]
    cursor.execute(f"SELECT {', '.join(names)} FROM {table.name} LIMIT 1")  # noqa: S608
    return dict(zip(names, cursor.fetchone(), strict=True))


def _insert(cursor: Any, table: Table, rows: Sequence[_Row]) -> None:
    names = list(rows[0])
    marks = ", ".join("?" * len(names))
    cursor.executemany(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608
        [tuple(row.values()) for row in rows],
    )


def _copy(cursor: Any, table: Table, rows: Sequence[_Row]) -> None:
    with cursor.copy(f"COPY {table.name} ({', '.join(rows[0])}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def _statement(signed: _Row, row: _Row) -> _Row:
    kept = {name: value for name, value in signed.items() if name != "id"}
    return {**kept, "number": row["number"]}
