"""The deployments that tests of the verifier's pages ask for by name.

A conftest imports them: a deployment is then made where it is asked for, and tests that need
none do not load all five packages.
"""

from pathlib import Path

import pytest

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
