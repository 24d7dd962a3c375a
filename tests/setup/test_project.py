import re
import subprocess
import sys
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("program", PROJECT["scripts"])
def test_program_says_its_version_and_licence(program: str) -> None:
    command = [str(Path(sys.executable).with_name(program)), "--version"]

    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert said == f"{program} {PROJECT['version']} (EUPL-1.2)\n"


def test_licence_is_stated_and_comes_along() -> None:
    stated = metadata("attestation-service")
    text = (ROOT / "LICENSE").read_text()

    assert stated["License-Expression"] == PROJECT["license"] == "EUPL-1.2"
    assert stated.get_all("License-File") == ["LICENSE"]
    assert "SPDX-License-Identifier: EUPL-1.2\n" in text
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text
    assert text.rstrip().endswith("EUPL version.")


def test_no_lock_names_an_index() -> None:
    locks = sorted((ROOT / "requirements").glob("*.txt"))

    names = ["build.txt", "cluster.txt", "dev.txt", "release.txt", "runtime.txt"]
    assert [lock.name for lock in locks] == names
    for lock in locks:
        assert not re.search(r"https?://|--index", lock.read_text()), lock


def test_no_installation_takes_a_resolver_or_a_package_without_a_hash() -> None:
    """What a resolver finds today is not what it found on the day of the lock."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "".join(page.read_text() for page in pages).replace("\\\n", " ")
    shown = re.findall(r"^[^\s`]*pip install .*", text, re.M)

    assert len(shown) >= 4
    for command in shown:
        assert "--no-deps" in command
        assert re.search(r"--require-hashes|--no-build-isolation \.|attestation_service-", command)
    assert (
        "pip install --quiet --disable-pip-version-check --no-deps\n"
        in (ROOT / "Makefile").read_text()
    )
