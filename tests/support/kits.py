"""Kits of a test's deployment: prepared by the verifier, signed by the root, as people do it."""

import base64
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import click
import pytest
from playwright.sync_api import Browser, Page

from keys.cli.context import Command
from keys.cli.main import main as keys_main
from tests.support.browser import open_browser, require_chromium
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

    def sign(self, folder: Path, *, at: datetime | None = None, confirms: bool = True) -> Done:
        """Run ``attest-keys sign-kit``, with nobody there to ask."""
        yes = ["--yes"] if confirms else []
        now = at or self.world.now()
        with (
            patch("keys.cli.context.Command", partial(Command, now=lambda: now)),
            patch("click.confirm", side_effect=click.Abort),
        ):
            return run(keys_main, "--config", self.world.config, "sign-kit", folder, *yes)


def make_kit(world: World, folder: Path, *options: str) -> Path:
    """Make a signed kit."""
    commands = KitCommands(world)
    for done in (commands.prepare(folder, *options), commands.sign(folder)):
        assert done.exit_code == 0, done.err
    return folder


TEN_YEARS = timedelta(days=3650)


class Answer(NamedTuple):
    """What the page found."""

    verdict: str
    reason: str | None
    looked_at: str | None
    genuine_as_of: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenKit:
    """A kit in Chromium, opened from its folder; in a namespace without a network where it may."""

    page: Page
    interfaces: str | None
    """What the browser's processes saw of a network; None where no namespace could be made."""

    def check_files(self, files: Sequence[bytes]) -> list[Answer]:
        """Check files as the page does, one after the other."""
        return self._ask("checkFile", [base64.b64encode(one).decode() for one in files])

    def check_texts(self, texts: Sequence[str]) -> list[Answer]:
        """Check texts likewise."""
        return self._ask("checkText", list(texts))

    def _ask(self, function: str, given: list[str]) -> list[Answer]:
        answers: list[Answer] = []
        for start in range(0, len(given), _AT_ONCE):
            found = self.page.evaluate(_ASK, [function, given[start : start + _AT_ONCE]])
            answers += [Answer(*one) for one in found]
        return answers


_AT_ONCE = 10
_ASK = """async ([name, given]) => {
  const found = [];
  for (const one of given) {
    const data = name === "checkText" ? one : Uint8Array.from(atob(one), (c) => c.charCodeAt(0));
    const f = await attestations[name](data);
    const reason = ["withdrawn", "replaced"].includes(f.verdict.name) ? null : f.verdict.reason;
    found.push([f.verdict.name, reason ?? null, f.lookedAt, f.genuineAsOf?.at ?? null]);
  }
  return found;
}"""


@contextmanager
def open_kit(folder: Path, *, at: datetime, scratch: Path) -> Iterator[OpenKit]:
    """Open a kit from ``file://`` at a clock of its page, without any network interface.

    The clock is Playwright's, which puts another Date into the page; the machine's stays as it is.
    """
    with offline_browser(scratch) as (browser, interfaces):
        page = browser.new_context(locale="fr-BE").new_page()
        page.clock.set_fixed_time(at)
        page.goto((folder / "index.html").as_uri())
        page.wait_for_function("document.documentElement.dataset.ready")
        yield OpenKit(page=page, interfaces=interfaces())


@contextmanager
def offline_browser(scratch: Path) -> Iterator[tuple[Browser, Callable[[], str | None]]]:
    """Start Chromium in a network namespace of its own, where the machine lets us make one."""
    path, seen = require_chromium(), scratch / "interfaces"
    namespace = "unshare --net" if os.geteuid() == 0 else "unshare --map-root-user --net"
    may = subprocess.run([*namespace.split(), "true"], capture_output=True, check=False)
    if may.returncode == 0:
        script = scratch / "chromium-without-network"
        start = f'cat /proc/net/dev > {seen}; exec {path} "$@"'
        script.write_text(f"#!/bin/sh\nexec {namespace} sh -c '{start}' sh \"$@\"\n")
        script.chmod(0o755)
        path = str(script)
    with patch("tests.support.browser.require_chromium", lambda **_: path), open_browser() as found:
        yield found, lambda: seen.read_text() if seen.exists() else None
