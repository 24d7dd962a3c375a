"""``sign-kit``: the root signs a folder that ``attest-verifier kit`` prepared."""

from pathlib import Path

import click

from keys.cli.context import (
    HERE,
    Command,
    pass_command,
    passphrase_option,
    root_option,
    root_passphrase_option,
)
from keys.custody.kit import read_prepared_kit, sign_prepared_kit
from keys.trust import fingerprint


@click.command("sign-kit", help="Signer un dossier préparé par attest-verifier kit ; la racine.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DOSSIER")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@root_option
@passphrase_option
@root_passphrase_option
@pass_command
def sign_kit(
    command: Command,
    folder: Path,
    yes: bool,
    root_folder: Path | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> None:
    """Show what the root is to vouch for, and sign it."""
    authority = command.authority(root_folder, root_passphrase_file, passphrase_file)
    manifest = read_prepared_kit(folder, authority)
    day = f"{manifest.made_at.astimezone(HERE):%d/%m/%Y à %H:%M}"
    click.echo(f"{len(manifest.files)} fichiers, préparés le {day}.")
    for address in manifest.policy.addresses:
        click.echo(f"Vérificateur : {address}")
    if manifest.is_last:
        click.echo("C’est le dernier : ce qu’il ne connaît pas passera pour jamais délivré.")
    if not yes:
        click.confirm("Signer ce dossier ?", abort=True)
    sign_prepared_kit(folder, manifest, authority=authority, at=command.now())
    click.echo(f"Dossier signé : {folder}")
    click.echo(f"Empreinte de la racine, à donner sur papier : {fingerprint(authority.root).hex()}")
