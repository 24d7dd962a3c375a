"""A deployment made once, and copied for each test onto a machine of its own."""

import shutil
from pathlib import Path

import pytest

from tests.support.installations import make_installation
from tests.support.upgraded_computers import Computer


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    make_installation(folder / "deployment")
    return folder


@pytest.fixture
def computer(template: Path, tmp_path: Path) -> Computer:
    shutil.copytree(template, tmp_path / "machine")
    return Computer(tmp_path / "machine" / "deployment" / "attestation.toml")
