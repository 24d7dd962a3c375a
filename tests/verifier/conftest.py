"""The verifier's pages for all tests that only read."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.web import make_app
from tests.support.world import Issued, World
from tests.support.world_fixtures import issued, own_world, world

__all__ = ["issued", "own_world", "world"]  # pytest finds them here


@pytest.fixture(scope="session")
def app(world: World) -> Flask:
    """The web application of the deployment that no test changes."""
    return make_app(world)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser at it."""
    return app.test_client()


@pytest.fixture
def people(own_world: World) -> list[Issued]:
    """All that was issued in the deployment of one test."""
    return [own_world.issued(number) for number in own_world.numbers()]
