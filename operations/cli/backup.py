"""``backup``, ``restore`` and ``drill``."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from attestation.errors import ConfigurationError
from issuer.cli.context import command_user, passphrase_option
from issuer.cli.lost_acts import LostActs, show_accepted, with_lost_acts
from operations.backup.archive import create_key
from operations.backup.backup import make_backup
from operations.backup.drill import Drilled, drill
from operations.backup.restore import Loss, Restored, Signing, restore
from operations.cli.context import Command, json_option, pass_command
from register.database import open_register


@click.command(help="Écrire une sauvegarde chiffrée de tout, d’un seul moment.")
@click.option(
    "--new-key", is_flag=True, help="Créer la clé des sauvegardes, et la montrer une fois."
)
@json_option
@pass_command
def backup(command: Command, new_key: bool, as_json: bool) -> None:
    """Write a backup; the oldest make room."""
    installation = command.installation()
    if new_key:
        line = create_key(installation.backup.key_file)
        click.echo("La clé des sauvegardes. Sans elle aucune ne s’ouvre : gardez-la sur papier,")
        click.echo(f"ailleurs que cette machine.\n\n  {line}\n")
        return
    settings = installation.issuer
    register = open_register(settings.register, folder=settings.folder)
    made = make_backup(installation, register, at=command.now())
    register.dispose()
    if as_json:
        content = {"file": str(made.file), **asdict(made.manifest)}
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    size = made.file.stat().st_size
    click.echo(f"Sauvegarde écrite et relue : {made.file} ({size / 1e6:.1f} Mo)")
    click.echo(
        f"{made.manifest.documents} documents, journal jusqu’à l’entrée {made.manifest.last_entry}"
    )
    for series, last in made.manifest.last_numbers.items():
        click.echo(f"Dernier numéro : {series}-{last:04d}")
    for one in made.removed:
        click.echo(f"Effacée : {one.name}")


@click.command("restore", help="Restaurer une sauvegarde dans un dossier vide.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FICHIER")
@click.option(
    "--into",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Le dossier du déploiement ; vide, ou à créer.",
)
@click.option(
    "--key-file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Fichier (mode 600) avec la clé des sauvegardes, celle de la page de secours.",
)
@click.option(
    "--nothing-lost",
    is_flag=True,
    help="Rien n’a été fait depuis cette sauvegarde : l’ancienne machine était arrêtée avant.",
)
@click.option("--reason", help="Sinon, pour le journal : ce qui est arrivé.")
@with_lost_acts
@click.option(
    "--register-url",
    "new_url",
    envvar="ATTESTATION_RESTORE_TO",
    help="Une autre base, vide, que celle des réglages (ou la variable ATTESTATION_RESTORE_TO).",
)
@passphrase_option
@pass_command
def restore_command(
    command: Command,
    /,
    file: Path,
    into: Path,
    key_file: Path,
    passphrase_file: Path | None,
    new_url: str | None,
    lost: LostActs,
    **said: Any,
) -> None:
    """Restore, accept what is lost, and sign the status lists."""
    reason = said["reason"]
    if said["nothing_lost"] == (reason is not None):
        raise ConfigurationError(
            "restore", "dites ce qui est perdu : --reason « … », ou --nothing-lost"
        )
    loss = None
    if reason is not None:
        loss = Loss(reason=reason, tokens=lost.tokens, heads=lost.heads, margin=lost.margin)
    passphrase = command.passphrase(passphrase_file)
    signing = Signing(passphrase=passphrase, who=command_user(), at=command.now())
    _show(restore(file, key_file=key_file, into=into, loss=loss, signing=signing, new_url=new_url))


@click.command("drill", help="Restaurer à part la dernière sauvegarde et prouver qu’elle signe.")
@json_option
@passphrase_option
@pass_command
def drill_command(command: Command, as_json: bool, passphrase_file: Path | None) -> None:
    """Run a drill."""
    installation = command.installation()
    default = installation.issuer.keys.passphrase_file
    passphrase = command.passphrase(passphrase_file, default=default)
    signing = Signing(passphrase=passphrase, who=command_user(), at=command.now())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("Documents", total=None)
        drilled = drill(
            installation,
            signing=signing,
            on_document=lambda done, all_: progress.update(task, completed=done, total=all_),
        )
    if as_json:
        click.echo(json.dumps(asdict(drilled), ensure_ascii=False, indent=2))
    else:
        _tell(drilled)


def _tell(drilled: Drilled) -> None:
    click.echo(f"{drilled.backup} : restaurée à part, puis jetée.")
    click.echo(f"{drilled.documents} documents ont l’empreinte qu’une déclaration signée donne.")
    click.echo(f"{drilled.lists} listes signées, {drilled.number} délivrée et authentique.")
    click.echo(f"{drilled.seconds} s, {drilled.peak_megabytes} Mo de mémoire au plus.")


def _show(restored: Restored) -> None:
    installation, accepted = restored.installation, restored.accepted
    click.echo(
        f"Restauré du {restored.manifest.made_at} : {restored.manifest.documents} documents."
    )
    if accepted is not None:
        show_accepted(accepted)
    for one in restored.lists:
        click.echo(f"Liste signée : {one.uri}, jusqu’au {one.expires_at:%d/%m/%Y}")
    passphrase_file = installation.issuer.keys.passphrase_file
    if passphrase_file is not None and not os.access(passphrase_file, os.R_OK):
        click.echo(f"À remettre, de la page de secours (mode 600) : {passphrase_file}")
    if not installation.backup.key_file.exists():
        click.echo(f"À remettre, de même : {installation.backup.key_file}")
    click.echo(f"Ensuite : attest --config {installation.config} doctor")
