"""A deployment that issued to two people, with a public log."""

from pathlib import Path

import pytest

from tests.support.installations import make_installation
from tests.support.issuers import NOW
from tests.support.key_rings import Keys
from tests.support.logs import ORIGIN


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Make a deployment that issued to two people, with a public log."""
    made, _ = make_installation(tmp_path / "deployment")
    Keys(folder=made.parent, at=NOW)("log-key", "--origin", ORIGIN)
    return made
