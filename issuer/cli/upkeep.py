"""``template``, ``publish`` and ``register``: what keeps an issuer going."""

import io
from datetime import timedelta
from pathlib import Path

import click

from attestation.errors import RegisterError
from issuer.audit.log import Act, Deed, read_head, recorded
from issuer.cli.context import Command, command_user, pass_command, passphrase_option
from issuer.cli.register_copy import copy
from issuer.export.documents import write_whole
from issuer.issuance.status_lists import publish_all
from issuer.workbook.template.workbook import write_template
from register.database import connect, file_of, make_file, register_url, translated_errors
from register.upgrade import upgrade_register


@click.command(help="Écrire un classeur de présences vide, avec son mode d’emploi.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FICHIER.xlsx")
def template(file: Path) -> None:
    """Write the empty workbook."""
    stream = io.BytesIO()
    write_template(stream)
    write_whole(file.absolute(), stream.getvalue())
    click.echo(f"Classeur vide écrit : {file}")


@click.command(help="Signer et publier à nouveau les listes de statut.")
@click.option(
    "--valid-for-years",
    type=click.IntRange(1, 50),
    help="Pour une organisation qui ferme : combien de temps ces listes parleront.",
)
@passphrase_option
@pass_command
def publish(command: Command, valid_for_years: int | None, passphrase_file: Path | None) -> None:
    """Re-sign every status list."""
    settings = command.settings()
    office = command.office(settings, passphrase_file)
    lifetime = timedelta(days=365.25 * valid_for_years) if valid_for_years else None
    lists = publish_all(office, lifetime=lifetime)
    deed = Deed(who=command_user(), act=Act.PUBLISHED, detail=f"{len(lists)} listes")
    with recorded(office, deed):
        pass
    for status_list in lists:
        click.echo(f"{status_list.uri}  valable jusqu’au {status_list.expires_at:%d/%m/%Y}")
    if not lists:
        click.echo("Aucune attestation n’est délivrée : rien à publier.")


@click.group(help="Le registre : le créer, le mettre à jour.")
def register() -> None:
    """Group of the register's own commands."""


register.add_command(copy)


@register.command(help="Créer le registre, ou l’amener à la version de ce programme.")
@pass_command
def upgrade(command: Command) -> None:
    """Run the migrations."""
    settings = command.settings()
    url = register_url(settings.register, folder=settings.folder)
    file = file_of(url)
    # An empty register in the place of a lost one would begin its numbers anew.
    if file and not file.exists() and read_head(settings.desk.audit_head_file) is not None:
        raise RegisterError(
            "le registre manque, et le journal dit qu’il y en a eu un : restaurez la dernière "
            "sauvegarde ; si ce registre est vraiment nouveau, rangez ailleurs la copie de "
            f"l’ancien journal ({settings.desk.audit_head_file.name})"
        )
    if file:
        make_file(file)
    engine = connect(url, wait_seconds=settings.register.wait_seconds)
    with translated_errors():
        upgrade_register(engine)
    click.echo("Le registre est prêt.")
