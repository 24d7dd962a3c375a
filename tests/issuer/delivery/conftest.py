"""A mail context for each test, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from issuer.delivery.context import MailContext
from tests.support.issuer_contexts import make_deployment
from tests.support.mail_contexts import make_mail_context, with_mail
from tests.support.mail_server import Post


@pytest.fixture
def mail_context(
    server: tuple[Post, int], database_url: str, tmp_path: Path
) -> Iterator[MailContext]:
    config = make_deployment(tmp_path, settings=with_mail(server[1], url=database_url))
    mail_context = make_mail_context(config)
    yield mail_context
    mail_context.register.dispose()
