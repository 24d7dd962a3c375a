"""``attest-keys`` in a folder of its own, under a clock that a test turns.

``python -m tests.support.key_rings FOLDER COMMAND …`` does it in a process of its own.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from keys.cli.context import Command
from keys.cli.main import main
from keys.custody.keyring import KeyRing, open_ring
from keys.custody.settings import key_settings, load_deployment
from keys.trust import TrustStore, load_trust_store
from tests.support.commands import Done, run
from tests.support.issuers import NOW

SECRET = "quatre mots tires au hasard"  # noqa: S105  a test's
LOG_ORIGIN = "verify.example.org/log"

SETTINGS = """\
[organisation]
name = "Maison des Passages asbl"
website = "https://passages.example"
email = "bureau@passages.example"

[keys]
ring = "ring"
passphrase_file = "passphrase"
"""


@dataclass
class Keys:
    """One deployment's keys."""

    folder: Path
    at: datetime = NOW

    @property
    def config(self) -> Path:
        return self.folder / "attestation.toml"

    @property
    def ring(self) -> KeyRing:
        return open_ring(key_settings(load_deployment(self.config)).ring)

    def run(self, *arguments: str | Path, env: Mapping[str, str] | None = None) -> Done:
        """Run a command at this clock's time, whatever comes of it."""
        at = self.at
        with (
            patch("keys.cli.context.Command", partial(Command, now=lambda: at)),
            patch.dict(os.environ, env or {}),
        ):
            return run(main, "--config", self.config, *arguments)

    def __call__(self, *arguments: str | Path, env: Mapping[str, str] | None = None) -> str:
        """Run a command that must succeed; return what it prints."""
        done = self.run(*arguments, env=env)
        assert done.exit_code == 0, done.err
        return done.out

    def refused(self, *arguments: str | Path, env: Mapping[str, str] | None = None) -> str:
        """Run a command that must fail in one line; return that line."""
        done = self.run(*arguments, env=env)
        assert done.exit_code in (2, 3), done
        assert done.err.startswith("Erreur : "), done
        assert done.err.count("\n") == 1, done
        return done.err

    def rows(self) -> list[dict[str, Any]]:
        done = self.run("list", "--json")
        rows: list[dict[str, Any]] = done.json()
        return rows

    def states(self, role: str = "issuing") -> list[str]:
        return [row["state"] for row in self.rows() if row["role"] == role]

    def trust(self) -> TrustStore:
        return load_trust_store(self("trust").encode())

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)


def make_keys(folder: Path, *, settings: str = SETTINGS, at: datetime = NOW) -> Keys:
    """Write the settings and the passphrase; no key is made."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "attestation.toml").write_text(settings, encoding="utf-8")
    write_secret(folder / "passphrase")
    return Keys(folder=folder, at=at)


def write_secret(file: Path, secret: str = SECRET, *, mode: int = 0o600) -> Path:
    file.write_text(secret + "\n", encoding="utf-8")
    file.chmod(mode)
    return file


if __name__ == "__main__":
    sys.stdout.write(Keys(folder=Path(sys.argv[1]))(*sys.argv[2:]))


def active(keys: Keys) -> str:
    kid = keys.ring.active
    assert kid is not None
    return kid.hex()
