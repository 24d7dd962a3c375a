"""A real PKCS#11 token in software (SoftHSM2), in a folder of the test's own."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.tools import require_tool

LABEL = "Maison des Passages"
PIN = "123456"
_PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftToken:
    """A token that can be unplugged: its folder is moved away."""

    module: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": str(self.folder / "softhsm2.conf")}

    def unplug(self) -> None:
        (self.folder / "tokens").rename(self.folder / "unplugged")

    def plug_in(self) -> None:
        (self.folder / "unplugged").rename(self.folder / "tokens")


def make_token(folder: Path) -> SoftToken:
    """Make a token with a label and a PIN, or skip where SoftHSM2 is not installed."""
    tool = require_tool("softhsm2-util")
    module = next((place for place in _PLACES if Path(place).exists()), None)
    if module is None:
        pytest.skip("libsofthsm2.so is not here: apt-get install softhsm2")
    (folder / "tokens").mkdir(parents=True)
    token = SoftToken(module=module, folder=folder)
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    command = [tool, "--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "654321"]
    subprocess.run(
        command, check=True, capture_output=True, env={**os.environ, **token.environment}
    )
    return token
