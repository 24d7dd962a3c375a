"""What every subcommand starts from: the settings, the ring, and where passphrases come from."""

import getpass
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from attestation.errors import ConfigurationError, SigningError
from attestation.recognition import IssuerRecord
from keys.custody.authority import Authority, open_authority
from keys.custody.certificates import Identity
from keys.custody.keyring import INDEX, KeyRing, open_ring
from keys.custody.passphrase import ROOT_VARIABLE, Passphrase, find_passphrase
from keys.custody.settings import (
    KeySettings,
    identity,
    issuer_record,
    key_settings,
    load_deployment,
    log_origin,
)
from runtime.settings_file import Deployment

HERE = ZoneInfo("Europe/Brussels")
"""Where days begin, for people who write and read a date."""
WITNESS_YEARS = 10


@dataclass(frozen=True, slots=True)
class Command:
    """The deployment that a command works in, if it was given one."""

    config: Path | None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def deployment(self) -> Deployment:
        """Read the settings file."""
        if self.config is None:
            raise ConfigurationError("--config", "donnez le fichier de réglages")
        return load_deployment(self.config)

    def settings(self) -> KeySettings:
        """Read the section ``[keys]``."""
        return key_settings(self.deployment())

    def identity(self) -> Identity:
        """Read whom the certificates name."""
        return identity(self.deployment())

    def issuer_record(self) -> IssuerRecord:
        """Read what the root is to sign of the organisation."""
        return issuer_record(self.deployment(), at=self.now())

    def log_origin(self) -> str:
        """Read the name of the public log: the verifier's address, and ``/log``."""
        return log_origin(self.deployment())

    def ring(self) -> KeyRing:
        """Open the ring."""
        return open_ring(self.settings().ring)

    def ring_if_any(self) -> KeyRing | None:
        """Open the ring; None without settings or without a ring: the root's own machine."""
        if self.config is None or not (self.settings().ring / INDEX).exists():
            return None
        return self.ring()

    def passphrase(self, file: Path | None, *, is_new: bool = False) -> Passphrase:
        """Find the passphrase of the ring's keys, or the PIN of its token."""
        question = "Phrase secrète : "
        return find_passphrase(
            file or self.settings().passphrase_file, prompt=_prompt(question, is_new=is_new)
        )

    def root_passphrase(
        self, file: Path | None, *, other: Path | None = None, is_new: bool = False
    ) -> Passphrase:
        """Find the root's passphrase; without a terminal the ring's passphrase is used.

        Args:
            file: the file that was named for the root.
            other: the file that was named for the ring.
            is_new: the root is being made: whoever is there is asked, and twice.
        """
        if file is None and ROOT_VARIABLE not in os.environ and self.config is not None:
            named = other or self.settings().passphrase_file
            is_asked = sys.stdin.isatty() and (is_new or named is None)
            if not is_asked:
                return self.passphrase(named)
        return find_passphrase(
            file,
            prompt=_prompt("Phrase secrète de la racine : ", is_new=is_new),
            variable=ROOT_VARIABLE,
        )

    def authority(self, folder: Path | None, file: Path | None, other: Path | None) -> Authority:
        """Open the root: in ``folder``, or in the ring."""
        where = folder or self.settings().ring
        if folder is not None:
            question = _prompt("Phrase secrète de la racine : ", is_new=False)
            passphrase = find_passphrase(file, prompt=question, variable=ROOT_VARIABLE)
        else:
            passphrase = self.root_passphrase(file, other=other)
        try:
            return open_authority(where, passphrase)
        except SigningError:
            # The ring's passphrase was tried; the root has one of its own, and somebody is there.
            ask = _prompt("Phrase secrète de la racine : ", is_new=False)
            if folder is not None or file is not None or ROOT_VARIABLE in os.environ or ask is None:
                raise
            return open_authority(where, find_passphrase(None, prompt=ask, variable=ROOT_VARIABLE))


pass_command = click.make_pass_decorator(Command)

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="Fichier (mode 600) ; sinon ATTESTATION_PASSPHRASE, sinon une question.",
)

root_passphrase_option = click.option(
    "--root-passphrase-file",
    type=click.Path(path_type=Path),
    help="Fichier (mode 600) ; sinon ATTESTATION_ROOT_PASSPHRASE, sinon une question.",
)

root_option = click.option(
    "--root",
    "root_folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Dossier de la racine, si elle n’est pas dans le trousseau.",
)

token_option = click.option(
    "--token", help="Étiquette du jeton PKCS#11 qui fait et garde la clé ; la phrase est son PIN."
)


def prompt_for(question: str) -> Callable[[], str] | None:
    """Return a way to ask ``question`` once, where somebody is there to answer."""
    return _prompt(question, is_new=False)


def _prompt(question: str, *, is_new: bool) -> Callable[[], str] | None:
    if not sys.stdin.isatty():
        return None

    def ask() -> str:
        first = getpass.getpass(question)
        if is_new and getpass.getpass("Encore une fois : ") != first:
            raise click.UsageError("les deux phrases diffèrent")
        return first

    return ask
