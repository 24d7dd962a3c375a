"""Runs a compiled SELECT on the driver's cursor, over SQLAlchemy's pool.

SQLAlchemy compiles the SQL once for each database. Its connection and result objects cost seven
times the query itself (docs/adr/0024), so they are bypassed.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Engine, Insert, Select

from register.database import asking, translated_errors


def fetch_all(engine: Engine, question: Select[Any], **values: object) -> Sequence[tuple[Any, ...]]:
    """Return all rows that answer ``question``, with ``values`` for its parameters.

    A question is one statement, so its answer is consistent on every database.

    Raises:
        RegisterError: the register failed.
    """
    statement, names = compile_sql(question, engine.dialect)
    with translated_errors():
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(statement, [values[name] for name in names] if names else values)
            return cursor.fetchall()
        except engine.dialect.loaded_dbapi.Error:
            connection.invalidate()
        finally:
            connection.close()
    # SQLAlchemy detects connections that died with their server, and its errors become ours.
    with asking(engine) as careful:
        return [tuple(row) for row in careful.execute(question, values)]


@lru_cache(maxsize=64)  # of constants, for the few databases of one process
def compile_sql(
    question: Select[Any] | Insert, dialect: Dialect
) -> tuple[str, Sequence[str] | None]:
    """Return the SQL, and its parameters' names in order where the database has them by place."""
    compiled = question.compile(dialect=dialect)
    return str(compiled), compiled.positiontup
