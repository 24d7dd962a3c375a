"""``person``: what is held on somebody, handed over or erased."""

import sys
from pathlib import Path

import click

from attestation.errors import RegisterError, SigningError
from attestation.facts import Number
from issuer.cli.context import Command, command_user, pass_command, passphrase_option
from issuer.lifecycle.erasure import due_for_erasure, erase_person, erase_records
from issuer.lifecycle.person_export import export_person, person_numbers
from register.database import reading
from register.erasure import scrub as scrub_register

_number = click.argument("number", metavar="NUMÉRO")


@click.group(help="Les droits d’une personne : tout lui donner, tout effacer.")
def person() -> None:
    """Group of the commands about one person."""


@person.command(help="Écrire tout ce qui est gardé sur une personne, avec ses PDF.")
@_number
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Dossier.")
@passphrase_option
@pass_command
def export(command: Command, number: str, out: Path, passphrase_file: Path | None) -> None:
    """Export one person."""
    context = command.context(command.settings(), passphrase_file, must_sign=False)
    try:
        files = export_person(context, Number(number), out.absolute(), who=command_user())
    except SigningError as error:  # a right that does not end with the key
        click.echo(f"Tout est dans {out}, mais le journal n’en dit rien : {error}", err=True)
        sys.exit(error.exit_code)
    click.echo(f"{len(files)} fichiers dans {out}")


@person.command(help="Effacer tout ce qui nomme une personne ; son papier reste vérifiable.")
@_number
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@passphrase_option
@pass_command
def erase(command: Command, number: str, yes: bool, passphrase_file: Path | None) -> None:
    """Erase one person."""
    context = command.context(command.settings(), passphrase_file)
    with reading(context.register) as session:
        numbers = person_numbers(context, session, Number(number))
    click.echo(f"Attestations de cette personne : {', '.join(numbers)}")
    if not yes:
        click.confirm("Effacer sans retour ?", abort=True)
    erase_person(context, Number(number), who=command_user())
    _scrub(command)
    click.echo("C’est effacé. Le QR du papier reste vérifiable. Effacez aussi vos copies des PDF.")


@person.command(help="Récrire le registre, pour que rien d’effacé n’y reste.")
@pass_command
def scrub(command: Command) -> None:
    """Write the register's files anew."""
    _scrub(command)
    click.echo("Le registre est récrit.")


@person.command(help="Lister ce qui est gardé depuis trop longtemps ; rien n’est effacé.")
@click.option("--erase", "carry_out", is_flag=True, help="Effacer ce que montre la liste.")
@passphrase_option
@pass_command
def retention(command: Command, carry_out: bool, passphrase_file: Path | None) -> None:
    """Print the yearly list, without names; or carry it out."""
    settings = command.settings()
    context = command.context(settings, passphrase_file)
    due = due_for_erasure(context)
    for number in due:
        click.echo(number)
    click.echo(f"{len(due)} attestations de plus de {settings.retention.years} ans")
    if carry_out and due:
        erase_records(context, due, who=command_user())
        _scrub(command)
        click.echo("C’est effacé.")


def _scrub(command: Command) -> None:
    try:
        scrub_register(command.register(command.settings(), read_only=False))
    except RegisterError as error:
        click.echo(f"{error} : attest-issuer person scrub", err=True)
        sys.exit(error.exit_code)
