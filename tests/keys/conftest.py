from pathlib import Path

import pytest

from tests.support.key_rings import LOG_ORIGIN, Keys, make_keys
from tests.support.root_elsewhere import Sides


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """Settings and a passphrase, and no ring yet."""
    return make_keys(tmp_path)


@pytest.fixture
def ringed(keys: Keys) -> Keys:
    """A deployment that has its first key."""
    keys("init")
    return keys


@pytest.fixture
def logged(ringed: Keys) -> Keys:
    """A deployment that has a public log, too."""
    ringed("log-key", "--origin", LOG_ORIGIN)
    return ringed


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    """Make a root, and an issuer without a key."""
    return Sides(tmp_path)
