"""A verifier that other verifiers may ask."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.web import make_app
from tests.support.world import PEOPLE, World, make_world
from verifier.sources.readers import add_reader

CODES, EVIDENCE, DOCUMENT = (f"/api/v1/source/{name}" for name in ("codes", "evidence", "document"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = make_world(tmp_path_factory.mktemp("source"))
    made.issue(PEOPLE[0])
    return made


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[FlaskClient]:
    with make_app(world).test_client() as client:
        yield client


@pytest.fixture(scope="module")
def token(world: World) -> dict[str, str]:
    return {"Authorization": f"Bearer {add_reader(world.config.parent / 'readers', 'Commune')}"}


def ask(client: FlaskClient, path: str, headers: dict[str, str], **question: str) -> TestResponse:
    if path == CODES:
        return client.get(path, headers=headers)
    return client.post(path, json=question, headers=headers)
