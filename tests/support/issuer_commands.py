"""``attest-issuer`` as a coordinator gives it, in a deployment of one's own."""

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from issuer.cli.main import main
from tests.support.commands import Done, run
from tests.support.issuer_contexts import make_deployment
from tests.support.workbooks import HEADER, MODULE_ROWS, Value, xlsx_bytes


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings of a deployment that is copied for each test."""
    return make_deployment(tmp_path_factory.mktemp("deployment"), at=datetime.now(UTC))


@pytest.fixture
def config(template: Path, tmp_path: Path) -> Path:
    """The settings of a copy: a deployment's folder can be copied, as the settings promise."""
    folder = tmp_path / "deployment"
    subprocess.run(["cp", "-a", str(template.parent), str(folder)], check=True)
    return folder / "attestation.toml"


def issuer(config: Path, *arguments: str | Path) -> Done:
    """Give a command."""
    return run(main, "--config", config, *arguments)


def workbook(folder: Path, *rows: Sequence[Value]) -> Path:
    """Write a workbook with these people."""
    path = folder / "list.xlsx"
    path.write_bytes(xlsx_bytes({"Module": MODULE_ROWS, "Présences": [HEADER, *rows]}))
    return path


def outcomes(done: Done) -> list[str]:
    """Return what the plan says of each person."""
    return [one["outcome"] for one in done.json()["people"]]
