"""Deployments for the counter's tests, and the pages of one of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.support.browser import open_browser
from tests.support.counters import Counter, open_counter
from tests.support.world import PEOPLE, Issued, World, make_world
from verifier.web.app import create_app


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


@pytest.fixture
def client(world: World, issued: list[Issued]) -> FlaskClient:
    """The pages of the shared deployment, in a process of their own counts."""
    return create_app(world.settings, now=world.now).test_client()


@pytest.fixture(scope="session")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A verifier that is served, and what people bring to it."""
    with open_counter(tmp_path_factory.mktemp("counter")) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser(counter: Counter) -> Iterator[Browser]:
    """A browser; after the counter: what signs documents cannot run beside its event loop."""
    with open_browser() as found:
        yield found
