"""The pages of a deployment as a counter sees them, and what people bring to it."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.support.browser import open_browser
from tests.support.forked_children import children_of
from tests.support.served_cases import Counter, open_counter
from tests.support.world import Issued, World
from tests.support.world_fixtures import issued, own_world, world
from verifier.http.app import create_app

__all__ = ["issued", "own_world", "world"]  # pytest finds them here


@pytest.fixture
def client(world: World, issued: list[Issued]) -> FlaskClient:
    """The pages of the shared deployment, in a process of their own counts."""
    return create_app(world.settings, now=world.now, children_of=children_of).test_client()


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
