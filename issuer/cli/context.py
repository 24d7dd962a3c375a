"""What every subcommand starts from: the settings, and what is opened by them."""

import getpass
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import Engine

from attestation.errors import ConfigurationError
from issuer.context import IssuerContext, utc_now
from issuer.settings.issuer import IssuerSettings, issuer_settings
from keys.custody.passphrase import Passphrase, find_passphrase
from keys.custody.reloading import RingKeys
from keys.custody.settings import load_deployment
from register.database import open_register


@dataclass(frozen=True, slots=True)
class Command:
    """The deployment that a command works in; each part is opened when it is needed."""

    config: Path | None

    def settings(self, *, prints: bool = True) -> IssuerSettings:
        """Read and validate the settings.

        Args:
            prints: the command may draw a page, so the organisation's texts must fit it; what
                only reads does without, and without loading fonts.
        """
        if self.config is None:
            raise ConfigurationError("--config", "donnez le fichier de réglages")
        settings = issuer_settings(load_deployment(self.config))
        if prints:
            from issuer.document.letterhead import prove_fits

            prove_fits(
                settings.letterhead,
                address=settings.issue.verifier,
                regimes=settings.issue.regimes,
            )
        return settings

    def register(self, settings: IssuerSettings, *, read_only: bool) -> Engine:
        """Open the register."""
        return open_register(settings.register, folder=settings.folder, read_only=read_only)

    def context(
        self,
        settings: IssuerSettings,
        passphrase_file: Path | None,
        *,
        must_sign: bool = True,
    ) -> IssuerContext:
        """Open the register and the keys; check that a key may sign if one must."""
        return self.issuer_opener(settings, passphrase_file, must_sign=must_sign)()

    def passphrase(self, settings: IssuerSettings, passphrase_file: Path | None) -> Passphrase:
        """Find the passphrase of the ring's keys, or the PIN of its token."""
        prompt = _prompt if sys.stdin.isatty() else None
        return find_passphrase(passphrase_file or settings.keys.passphrase_file, prompt=prompt)

    def current_context(
        self, settings: IssuerSettings, passphrase_file: Path | None
    ) -> IssuerContext:
        """Open what issuing needs: with the organisation's settings as the desk last kept them."""
        from issuer.organisation.history import current_context

        return current_context(self.context(settings, passphrase_file))

    def issuer_opener(
        self, settings: IssuerSettings, passphrase_file: Path | None, *, must_sign: bool = True
    ) -> Callable[[], IssuerContext]:
        """Find the passphrase now; return what opens the register and the key with it."""
        passphrase = self.passphrase(settings, passphrase_file)

        def open_issuer() -> IssuerContext:
            register = self.register(settings, read_only=False)
            keys = RingKeys(folder=settings.keys.ring, passphrase=passphrase, now=utc_now)
            if must_sign:
                keys.statement_signer()  # a wrong passphrase is reported at once
            return IssuerContext(settings=settings, register=register, keys=keys)

        return open_issuer


def command_user() -> str:
    """Return for the log who gives a command: the user of the machine."""
    try:
        return f"commande:{getpass.getuser()}"
    except (KeyError, OSError):  # OSError from Python 3.13 on
        return "commande:?"


passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="Fichier de la phrase secrète ; sinon ATTESTATION_PASSPHRASE, sinon une question.",
)

pass_command = click.make_pass_decorator(Command)

json_option = click.option("--json", "as_json", is_flag=True, help="Pour les programmes.")


def _prompt() -> str:
    return getpass.getpass("Phrase secrète : ")
