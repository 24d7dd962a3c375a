"""A post office for each test, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from issuer.delivery.context import PostOffice
from tests.support.mail_server import Post
from tests.support.offices import make_deployment
from tests.support.post_offices import open_post, with_mail


@pytest.fixture
def post(server: tuple[Post, int], database_url: str, tmp_path: Path) -> Iterator[PostOffice]:
    config = make_deployment(tmp_path, settings=with_mail(server[1], url=database_url))
    post = open_post(config)
    yield post
    post.register.dispose()
