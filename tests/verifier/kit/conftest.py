"""A signed kit of a deployment that no test changes."""

from pathlib import Path

import pytest

from tests.support.kits import make_kit, require_checker
from tests.support.world import Issued, World


@pytest.fixture(scope="session")
def kit(world: World, issued: list[Issued], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last kit of the shared deployment."""
    require_checker()
    return make_kit(world, tmp_path_factory.mktemp("kit") / "kit", "--last")
