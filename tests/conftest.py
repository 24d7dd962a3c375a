"""What all tests share: a PostgreSQL server, and hypothesis without a clock."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from sqlalchemy import URL

from tests.support.postgres import postgres_server

# Machines are shared and slow at times: an example that takes long is no failure.
settings.register_profile("default", deadline=None)
settings.load_profile("default")


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """Run one server for all tests of this process that ask for it."""
    with postgres_server() as url:
        yield url
