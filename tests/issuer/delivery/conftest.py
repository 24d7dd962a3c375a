"""A mail server and a post office for each test, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from issuer.delivery.post import PostOffice
from tests.support.mail_server import Post, mail_server
from tests.support.offices import make_deployment
from tests.support.post_offices import open_post, with_mail
from tests.support.postgres import new_database


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Post, int]]:
    with mail_server() as running:
        yield running


@pytest.fixture
def mail(server: tuple[Post, int]) -> Post:
    server[0].received.clear()
    server[0].trouble.clear()
    return server[0]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return "sqlite:///register.db"
    database = new_database(request.getfixturevalue("postgres"))
    return database.render_as_string(hide_password=False)


@pytest.fixture
def post(server: tuple[Post, int], url: str, tmp_path: Path) -> Iterator[PostOffice]:
    config = make_deployment(tmp_path, settings=with_mail(server[1], url=url))
    post = open_post(config)
    yield post
    post.register.dispose()
