"""A real browser before the real program: Debian's chromium, and the desk served by gunicorn."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.support.ports import wait_until_it_listens
from tests.support.sweeps import sweep
from tests.support.waiting import PATIENCE_SECONDS

_CHROMIUM = "chromium"
_SHELL = "chromium-headless-shell"
"""The same engine, which draws no window and takes half the processor time; it plays no film."""
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=fr",
)
_MILLISECONDS = 1000 * PATIENCE_SECONDS
WIDE = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=360, height=740)
WIDTHS: list[tuple[ViewportSize, ...]] = sweep([(NARROW, WIDE)], reduced=[(NARROW,), (WIDE,)])
"""At which the states of a page are judged in a story, in turn."""


def require_chromium(*, with_camera: bool = False) -> str:
    """Return the path of the browser, or skip the test and say what would provide it."""
    for name in (_CHROMIUM,) if with_camera else (_SHELL, _CHROMIUM):
        if path := shutil.which(name):
            return path
    pytest.skip("chromium is not here: apt-get install chromium chromium-headless-shell")


@contextmanager
def open_browser(*arguments: str) -> Iterator[Browser]:
    """Start the browser, which waits for pages as long as tests do.

    Nothing in it may ask anybody but the desk. Arguments are those of a camera that plays a film.
    """
    path = require_chromium(with_camera=bool(arguments))
    expect.set_options(timeout=_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*_ARGUMENTS, *arguments], timeout=_MILLISECONDS
        )
        open_context = browser.new_context

        def patient_context(**options: Any) -> BrowserContext:
            context = open_context(**options)
            context.set_default_timeout(_MILLISECONDS)
            return context

        browser.new_context = patient_context  # type: ignore[method-assign]
        yield browser
        browser.close()


def axe_violations(page: Page) -> list[str]:
    """Ask axe-core about the page once it is loaded: rule and element of each violation."""
    page.wait_for_load_state()  # a click is over when the next page begins, before it has a word
    response: dict[str, Any] = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        f"{found['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for found in response["violations"]
        for node in found["nodes"]
    ]


def overflow(page: Page) -> int:
    """Tell by how many pixels the page, once it is loaded, is wider than the window."""
    page.wait_for_load_state()
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def state_violations(page: Page, name: str, *, number: int) -> list[str]:
    """Judge one state of a page, the ``number``-th of a story, at both widths or at one in turn."""
    found = []
    for size in WIDTHS[number % len(WIDTHS)]:
        page.set_viewport_size(size)
        found += [f"{name} {size['width']}: {one}" for one in axe_violations(page)]
        if overflow(page):
            found.append(f"{name} {size['width']}: wider than the window")
    return found


@dataclass(slots=True)
class Served:
    """A desk that is served by its own command, in processes of its own."""

    config: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """What one types into the browser."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        command = [sys.executable, "-m", "issuer", "--config", str(self.config), "serve"]
        self.process = subprocess.Popen(command, start_new_session=True)
        wait_until_it_listens(self.port, self.process)

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an administrator does."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, how)
            self.process.wait(PATIENCE_SECONDS)  # gunicorn ends its worker first
            self.process = None


@contextmanager
def served(config: Path, port: int) -> Iterator[Served]:
    """Serve a deployment's desk for a while."""
    desk = Served(config, port)
    desk.start()
    try:
        yield desk
    finally:
        desk.stop()


def run_issuer(config: Path, *arguments: str) -> str:
    """Run ``attest-issuer`` and give what it prints; it must succeed."""
    command: Sequence[str] = [sys.executable, "-m", "issuer", "--config", str(config), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
