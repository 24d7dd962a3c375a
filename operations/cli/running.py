"""``up`` and ``export-verifier``."""

import sys
from pathlib import Path

import click

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
@pass_command
def export(command: Command, out: Path) -> None:
    """Write a verifier's folder."""
    installation = command.installation()
    for file in export_verifier(installation, out, programs=Path(sys.executable).parent):
        click.echo(file)
