from pathlib import Path

import pytest

from tests.support.key_rings import Keys, make_keys


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """Settings and a passphrase, and no ring yet."""
    return make_keys(tmp_path)


@pytest.fixture
def ringed(keys: Keys) -> Keys:
    """A deployment that has its first key."""
    keys("init")
    return keys
