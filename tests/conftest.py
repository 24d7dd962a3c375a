"""What all tests share: PostgreSQL, compilation, hypothesis without a clock, figures."""

import os
from collections.abc import Iterator
from itertools import chain, groupby, islice
from sqlite3 import Connection as SqliteConnection
from typing import Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, Pool, event

from tests.support.compiled_once import compile_once
from tests.support.postgres import postgres_server
from tests.support.sweeps import WHOLE

# Machines are shared and slow at times: an example that takes long is no failure.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")


compile_once()

_DATABASES = ("sqlite", "postgresql")


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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only the whole run does, and begin with what takes long."""
    if not WHOLE:
        left_out = _on_the_other_database(items)
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = [item for item in items if item not in left_out]
    _order(items)


def _on_the_other_database(items: list[pytest.Item]) -> set[pytest.Item]:
    """Return the half of what holds on both databases that this run leaves out, test by test."""
    on_both: dict[str, dict[str, pytest.Item]] = {}
    for item in items:
        for database in _DATABASES:
            if f"[{database}" in item.nodeid or f"-{database}" in item.nodeid:
                on_both.setdefault(item.nodeid.replace(database, ""), {})[database] = item
    return {
        tests[_DATABASES[crc32(test.encode()) % 2]]
        for test, tests in on_both.items()
        if len(tests) == len(_DATABASES)
    }


def _order(items: list[pytest.Item]) -> None:
    """Let each worker begin with files that take long, so that none of them is alone at the end."""
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.path)]
    long = [tests for tests in files if any(map(_is_long, tests))]
    others = iter([test for tests in files if tests not in long for test in tests])
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    order: list[pytest.Item] = []
    for number in range(workers):
        order += chain.from_iterable(long[number::workers])
        # xdist hands each worker an equal part of the list to begin with.
        order += islice(others, max(0, len(items) * (number + 1) // workers - len(order)))
    items[:] = [*order, *others]


def _is_long(test: pytest.Item) -> bool:
    return "browser" in getattr(test, "fixturenames", ()) or bool(test.get_closest_marker("long"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests counted (``record_property("figure", ...)``), however they were run."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", ()):
                if name == "figure":
                    terminalreporter.write_line(str(value))
