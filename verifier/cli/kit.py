"""``attest-verifier kit``: one folder that checks attestations without a server."""

import sys
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from verifier.assembly import utc_now
from verifier.cli.settings import settings_from
from verifier.kit.checking import check_kit
from verifier.kit.folder import write_kit
from verifier.kit.preparation import prepare_kit
from verifier.written_facts import BRUSSELS


@click.command(help="Préparer un dossier qui vérifie sans serveur ; la racine le signe ensuite.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Le dossier, vide ou à créer.",
)
@click.option("--root", help="Empreinte de la racine, si plusieurs organisations sont reconnues.")
@click.option("--last", "is_last", is_flag=True, help="Plus rien ne sera délivré après.")
@click.pass_obj
def kit(config: Path | None, out: Path, root: str | None, is_last: bool) -> None:
    """Write a kit, which counts once ``attest-keys sign-kit`` has signed it."""
    prepared = prepare_kit(settings_from(config), root=root, is_last=is_last, now=utc_now)
    write_kit(out, prepared.files)
    megabytes = sum(map(len, prepared.files.values())) / 1e6
    click.echo(f"Dossier préparé : {out} ({len(prepared.files)} fichiers, {megabytes:.2f} Mo)")
    click.echo(f"{prepared.organisation.name}, {prepared.attestations} attestations, aucun nom.")
    click.echo(f"Il ne compte qu’une fois signé par la racine : attest-keys sign-kit {out}")


@click.command(
    "check-kit", help="Dire si un dossier remis est, en entier, ce que sa racine a signé."
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DOSSIER")
@click.option("--fingerprint", "expected", help="Empreinte de la racine, reçue sur papier.")
def check_kit_command(folder: Path, expected: str | None) -> None:
    """Check a kit; needs no settings and no register."""
    checked = check_kit(folder)
    found = checked.anchor.hex()
    if expected is not None and "".join(expected.split()).lower() != found:
        raise ConfigurationError("--fingerprint", f"celle de ce dossier est {found}")
    day = f"{checked.manifest.made_at.astimezone(BRUSSELS):%d/%m/%Y}"
    click.echo(f"Signé par la racine {found}, du {day}")
    for path in checked.wrong:
        click.echo(f"  pas ce qui a été signé : {path}")
    if checked.wrong:
        sys.exit(1)
    click.echo(f"{len(checked.manifest.files)} fichiers, chacun tel qu’il a été signé.")
