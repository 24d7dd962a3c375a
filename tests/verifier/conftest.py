"""One deployment with a few issued attestations for all tests that only read it."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.web import make_app
from tests.support.world import PEOPLE, Issued, World, make_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A deployment that no test changes."""
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def issued(world: World) -> list[Issued]:
    """Three attestations: a full birth date, a month, a year with a single name."""
    return world.issue(*PEOPLE)


@pytest.fixture
def own_world(tmp_path: Path) -> World:
    """A deployment for one test alone, with three attestations."""
    world = make_world(tmp_path / "deployment")
    world.issue(*PEOPLE)
    return world


@pytest.fixture(scope="session")
def app(world: World) -> Flask:
    """The web application of the deployment that no test changes."""
    return make_app(world)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser at it."""
    return app.test_client()
