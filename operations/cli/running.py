"""``up`` and ``export-verifier``."""

import re
import sys
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from operations.cli.context import Command, pass_command
from operations.running.processes import run_all
from operations.setup.verifier_kit import export_verifier


@click.command("up", help="Servir les trois faces et leurs tâches, dans un seul terminal.")
@pass_command
def up(command: Command) -> None:
    """Run until stopped."""
    command.installation()  # a wrong setting is said once, not by three programs
    config = command.named_config()
    sys.exit(run_all(config, say=lambda line: click.echo(line, err=True)))


@click.command("export-verifier", help="Ce qu’il faut à une commune pour vérifier ; aucune clé.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Un dossier vide, ou à créer.",
)
@click.option(
    "--for",
    "address",
    metavar="ADRESSE",
    help="Adresse du vérificateur de la commune : il interroge le nôtre, sans base de données.",
)
@pass_command
def export(command: Command, out: Path, address: str | None) -> None:
    """Write a verifier's folder."""
    if address is not None and not re.fullmatch(r"https://[a-z0-9.-]+(:[0-9]{1,5})?", address):
        raise ConfigurationError("--for", "une adresse comme https://attestations.commune.be")
    installation = command.installation()
    programs = Path(sys.executable).parent
    for file in export_verifier(installation, out, programs=programs, address=address):
        click.echo(file)
