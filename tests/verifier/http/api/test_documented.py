"""The lines that developers are told to copy: each is run, before the real server."""

import html
import json
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.forgeries import encoded, picture_of
from tests.support.served_verifier import ServedVerifier, served_verifier
from tests.support.tools import require_tool
from tests.support.world import PEOPLE, make_world

GUIDE = Path(__file__).parents[4] / "docs" / "api.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a developer stands, with the files that the lines name."""
    return tmp_path_factory.mktemp("developer")


@pytest.fixture(scope="module")
def served(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedVerifier]:
    place = tmp_path_factory.mktemp("served")
    world = make_world(place / "deployment", now=datetime.now(UTC))
    (one,) = world.issue(PEOPLE[0])
    (folder / "attestation.pdf").write_bytes(one.pdf)
    (folder / "scan.jpg").write_bytes(encoded(picture_of(one.pdf, dpi=150), "JPEG"))
    (place / "scratch").mkdir()
    with served_verifier(world.config, log=place / "log", scratch=place / "scratch") as served:
        yield served


def verdicts(line: str, *, folder: Path) -> list[str]:
    """Run one line as a developer would, and return the verdicts in its answer."""
    require_tool("curl")
    ran = subprocess.run(
        ["sh", "-c", line], cwd=folder, capture_output=True, timeout=120, check=True
    )
    return [one["verdict"] for one in json.loads(ran.stdout)["verifications"]]


def test_lines_of_the_guide_run(served: ServedVerifier, folder: Path) -> None:
    (block,) = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    lines = block.replace("\\\n", " ").replace("https://verifier.example", served.address)

    said = [verdicts(line, folder=folder) for line in lines.splitlines()]

    assert said == [["not_ours"], ["genuine", "genuine"]]


def test_lines_of_the_developers_page_run(served: ServedVerifier, folder: Path) -> None:
    page = served.ask("GET", "/developers").page
    lines = [
        html.unescape(one).replace("https://verifier.example", served.address)
        for one in re.findall(r"<pre.*?><code>(.*?)</code>", page, re.DOTALL)
    ]

    said = [verdicts(line, folder=folder) for line in lines]

    assert said == [["not_ours"], ["not_ours", "unreadable"], ["genuine"]]
