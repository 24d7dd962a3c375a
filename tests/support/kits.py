"""Kits of a test's deployment: prepared by the verifier, signed by the root, as people do it."""

import subprocess
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest

from keys.cli.context import Command
from keys.cli.main import main as keys_main
from tests.support.commands import Done, run
from tests.support.world import World
from verifier.cli.main import main as verifier_main
from verifier.kit.folder import CHECKER

CHECKER_SOURCES = Path(__file__).parents[2] / "checker"


def require_checker() -> None:
    """Skip the test where the set-up could not bundle the checker."""
    if not (CHECKER / "checker.js").is_file():
        pytest.skip("the kit's checker is not here: checker/build.sh needs npm")


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Node in the checker's folder."""
    command = ["node", *map(str, arguments)]
    return subprocess.run(command, cwd=CHECKER_SOURCES, capture_output=True, text=True, check=False)


@dataclass(frozen=True, slots=True)
class KitCommands:
    """The two commands that make a kit, at a clock that a test turns."""

    world: World

    def prepare(self, out: Path, *options: str) -> Done:
        """Run ``attest-verifier kit``."""
        with patch("verifier.cli.kit.utc_now", self.world.now):
            return run(verifier_main, "--config", self.world.config, "kit", "--out", out, *options)

    def sign(self, folder: Path, *, at: datetime | None = None) -> Done:
        """Run ``attest-keys sign-kit``."""
        now = at or self.world.now()
        with patch("keys.cli.main.Command", partial(Command, now=lambda: now)):
            return run(keys_main, "--config", self.world.config, "sign-kit", folder, "--yes")


def make_kit(world: World, folder: Path, *options: str) -> Path:
    """Make a signed kit."""
    commands = KitCommands(world)
    for done in (commands.prepare(folder, *options), commands.sign(folder)):
        assert done.exit_code == 0, done.err
    return folder
