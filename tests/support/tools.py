"""Debian's tools, the second opinion on what we write; a test that needs one skips without it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.waiting import PATIENCE_SECONDS

_PACKAGES = {
    "pdfsig": "poppler-utils",
    "pdffonts": "poppler-utils",
    "pdftocairo": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "zbarimg": "zbar-tools",
    "softhsm2-util": "softhsm2",
    "systemd-analyze": "systemd",
    "dpkg-deb": "dpkg",
}
"""Where a tool's package has another name."""


def require_tool(name: str) -> str:
    """Return the path of the tool ``name``, or skip the test and say what would provide it."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not here: apt-get install {_PACKAGES.get(name, name)}")
    return path


def run_tool(name: str, *arguments: str | Path) -> str:
    """Run the tool ``name`` and give what it prints; it must succeed."""
    command = [require_tool(name), *map(str, arguments)]
    finished = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert finished.returncode == 0, finished.stderr or finished.stdout
    return finished.stdout
