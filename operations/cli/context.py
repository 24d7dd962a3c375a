"""What every subcommand of ``attest`` starts from: the deployment, its passphrase and the clock."""

import getpass
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from keys.custody.passphrase import Passphrase, find_passphrase
from keys.custody.settings import load_deployment
from operations.settings import Installation, read_installation


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Command:
    """The deployment that a command works in."""

    config: Path | None
    now: Callable[[], datetime] = _now

    def named_config(self) -> Path:
        """Return the settings file that was named."""
        if self.config is None:
            raise ConfigurationError("--config", "donnez le fichier de réglages")
        return self.config

    def installation(self) -> Installation:
        """Read and validate all settings."""
        config = self.named_config()
        return read_installation(config, load_deployment(config))

    def passphrase(self, file: Path | None, *, default: Path | None = None) -> Passphrase:
        """Find the passphrase of the ring."""
        return find_passphrase(file or default, prompt=_ask if sys.stdin.isatty() else None)


pass_command = click.make_pass_decorator(Command)

json_option = click.option("--json", "as_json", is_flag=True, help="Pour les programmes.")


def _ask() -> str:
    return getpass.getpass("Phrase secrète : ")
