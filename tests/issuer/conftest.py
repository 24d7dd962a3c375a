"""What stands beside an issuer in tests: each database for its register, and a mail server."""

from collections.abc import Iterator

import pytest

from tests.support.mail_contexts import REGISTER
from tests.support.mail_server import Post, mail_server
from tests.support.postgres import new_database


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database for the register; what asks for it holds on both kinds."""
    if request.param == "sqlite":
        return REGISTER
    database = new_database(request.getfixturevalue("postgres"))
    return database.render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Post, int]]:
    """A mail server, and its port."""
    with mail_server() as running:
        yield running


@pytest.fixture
def mail(server: tuple[Post, int]) -> Post:
    """What has come to that server during this test."""
    server[0].received.clear()
    server[0].trouble.clear()
    return server[0]
