"""A whole deployment with attestations and a key for its backups, and the command ``attest``."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch

from attestation.facts import Number
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from operations.backup.archive import create_key
from operations.cli.context import Command
from operations.cli.main import main
from register.holders import ExistingAttestation
from tests.support.commands import Done, run
from tests.support.issuer_contexts import SETTINGS, make_drafts, make_module, open_issuer
from tests.support.issuer_contexts import make_deployment as make_issuer
from tests.support.issuers import NOW

MORE = '\n[backup]\nfolder = "../backups"\n'


def make_installation(
    folder: Path, *, settings: str = SETTINGS + MORE, people: int = 2
) -> tuple[Path, list[Number]]:
    """Make a deployment that issued to some people; return its settings and their numbers."""
    config = make_issuer(folder, settings=settings)
    create_key(folder / "backup.key")
    return config, issue_more(config, "AC-2026-10", people)


def issue_more(config: Path, module: str, people: int) -> list[Number]:
    """Issue to people of another module."""
    context = open_issuer(config)
    answers = issue(context, make_module(module), make_drafts(people))
    context.register.dispose()
    return [one for one in answers if not isinstance(one, ExistingAttestation)]


def attest(config: Path | None, *arguments: str | Path, at: datetime = NOW) -> Done:
    """Run ``attest`` at an instant, whatever comes of it."""
    named: Sequence[str | Path] = () if config is None else ("--config", config)
    with patch("operations.cli.context.Command", partial(Command, now=lambda: at)):
        return run(main, *named, *arguments)


def opened(config: Path) -> IssuerContext:
    """Open a deployment at the usual instant."""
    return open_issuer(config)
