"""Starting what was set up: nginx's site, services and timers."""

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from operations.setup.services import TASKS

FACES = ("attest-verifier", "attest-desk", "attest-participant")
TIMERS = tuple(f"{name}.timer" for name in TASKS)
_ENABLED_SITES = Path("/etc/nginx/sites-enabled")

Run = Callable[[Sequence[str]], int]
"""Runs a command; returns its exit code."""


def run_command(command: Sequence[str]) -> int:
    """Run a command, with its output where ours is; return its exit code."""
    try:
        return subprocess.run(command, check=False).returncode  # noqa: S603  our own words
    except OSError:
        return 127


def start(site: Path, *, run: Run = run_command, sites: Path = _ENABLED_SITES) -> list[str]:
    """Enable and start everything; return the commands that failed, for a person to give."""
    steps: list[Sequence[str]] = [
        ("systemctl", "daemon-reload"),
        ("systemctl", "enable", "--quiet", "--now", *FACES, *TIMERS),
    ]
    if sites.is_dir():
        link = sites / site.name
        if not link.is_symlink():
            link.symlink_to(site)
        steps += [("nginx", "-t", "-q"), ("systemctl", "reload-or-restart", "nginx")]
    return [" ".join(step) for step in steps if run(step) != 0]
