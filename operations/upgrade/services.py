"""The services and timers of a deployment, stopped while its register changes."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from operations.doctor.surroundings import TIMERS

UNITS = (
    "attest-verifier.service",
    "attest-desk.service",
    "attest-participant.service",
    *(f"{name}.timer" for name in TIMERS),
)
_SYSTEMCTL = "/usr/bin/systemctl"
_SYSTEMD = Path("/run/systemd/system")


class Services(Protocol):
    """What runs a deployment."""

    def stop(self) -> Sequence[str]:
        """Stop what runs; return what that was."""
        ...

    def start(self, units: Sequence[str]) -> None:
        """Start what was stopped."""
        ...


class Systemd:
    """The units of ``attest setup``; nothing where systemd does not run."""

    def stop(self) -> Sequence[str]:
        """Stop the units that run."""
        if not _SYSTEMD.is_dir():
            return ()
        running = [one for one in UNITS if _systemctl("is-active", "--quiet", one) == 0]
        if running:
            _systemctl("stop", *running)
        return running

    def start(self, units: Sequence[str]) -> None:
        """Start them again."""
        if units:
            _systemctl("start", *units)


def _systemctl(*arguments: str) -> int:
    command = [_SYSTEMCTL, *arguments]
    return subprocess.run(command, check=False).returncode  # noqa: S603  our own words
