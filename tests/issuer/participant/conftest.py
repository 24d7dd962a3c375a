"""A participant's page of its own for each test, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.issuer_contexts import make_deployment
from tests.support.mail_contexts import with_mail
from tests.support.participants import ParticipantDeployment, open_deployment


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    return make_deployment(tmp_path, settings=with_mail(9, url=database_url))


@pytest.fixture
def deployment(config: Path) -> Iterator[ParticipantDeployment]:
    deployment = open_deployment(config)
    yield deployment
    deployment.mail_context.register.dispose()


@pytest.fixture
def client(deployment: ParticipantDeployment) -> FlaskClient:
    return deployment.app.test_client()
