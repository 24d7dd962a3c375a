"""A deployment that was set up once, and is copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.support.setups import set_up


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment that was set up."""
    folder = tmp_path_factory.mktemp("setup")
    done = set_up(folder)
    assert done.exit_code == 0, done
    assert "systemctl enable --now attest-verifier" in done.out
    (folder / "root" / "said.txt").write_text(done.out)
    return folder / "root"


@pytest.fixture
def config(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root, tmp_path / "root")
    return tmp_path / "root" / "srv" / "attestation" / "attestation.toml"
