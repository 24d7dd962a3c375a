"""``attest-verifier kit``: one folder that checks attestations without a server."""

from pathlib import Path

import click

from verifier.assembly import utc_now
from verifier.cli.settings import settings_from
from verifier.kit.folder import write_kit
from verifier.kit.preparation import prepare_kit


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
