"""A deployment with a backup, made once and copied for each test."""

import shutil
from pathlib import Path

import pytest

from operations.backup.backup import backups_in
from tests.support.installations import attest, make_installation


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment with two attestations and one backup, which is copied for each test."""
    folder = tmp_path_factory.mktemp("installation")
    config, _ = make_installation(folder / "deployment")
    done = attest(config, "backup")
    assert done.exit_code == 0, done
    return folder


@pytest.fixture
def config(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "machine")
    return tmp_path / "machine" / "deployment" / "attestation.toml"


@pytest.fixture
def file(config: Path) -> Path:
    (one,) = backups_in(config.parent.parent / "backups")
    return one
