"""The verifier's pages for all tests that only read."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.web import make_app
from tests.support.world import World
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
