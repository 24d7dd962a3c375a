"""What all tests share: PostgreSQL, compilation, hypothesis without a clock, figures."""

from collections.abc import Iterator
from sqlite3 import Connection as SqliteConnection
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, Pool, event

from tests.support.compiled_once import compile_once
from tests.support.postgres import postgres_server

# Machines are shared and slow at times: an example that takes long is no failure.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")


compile_once()


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """Run one server for all tests of this process that ask for it."""
    with postgres_server() as url:
        yield url


@pytest.fixture(autouse=True)
def no_connection_outlives_its_test() -> Iterator[None]:
    """Close what a test's programs left open at PostgreSQL, as their end would have."""
    pools: set[Pool] = set()

    def remember(connection: object, _: object, proxy: Any) -> None:
        if not isinstance(connection, SqliteConnection):
            pools.add(proxy._pool)

    event.listen(Pool, "checkout", remember)
    yield
    event.remove(Pool, "checkout", remember)
    for pool in pools:
        pool.dispose()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests counted (``record_property("figure", ...)``), however they were run."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", ()):
                if name == "figure":
                    terminalreporter.write_line(str(value))
