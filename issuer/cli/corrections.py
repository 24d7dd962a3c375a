"""``withdraw`` and ``replace``: how one attestation ends."""

from dataclasses import replace as changed
from pathlib import Path

import click

from attestation.errors import ConfigurationError, EndingRefusedError
from attestation.facts import Holder, Number
from attestation.name import parse_name
from attestation.partial_date import PartialDate
from issuer.cli.context import (
    Command,
    command_user,
    pass_command,
    passphrase_option,
)
from issuer.cli.show import history_of, number_argument
from issuer.context import utc_now
from issuer.desk.jobs.pending_changes import call_back
from issuer.lifecycle.withdrawal import Correction, replace_attestation
from issuer.lifecycle.withdrawal import withdraw as withdraw_attestation
from issuer.workbook.parsing.dates import parse_birth_date
from issuer.workbook.parsing.names import name_fault
from register.database import reading
from register.desk_work import held_ending
from register.tables.attestations import State

_reason = click.option("--reason", required=True, help="Motif, en mots publics (200 caractères).")


@click.command(help="Retirer une attestation : les vérificateurs le savent aussitôt.")
@number_argument
@_reason
@passphrase_option
@pass_command
def withdraw(command: Command, number: str, reason: str, passphrase_file: Path | None) -> None:
    """Withdraw one attestation."""
    context = command.context(command.settings(), passphrase_file)
    withdraw_attestation(context, Number(number), reason=reason, who=command_user())
    click.echo(f"{number} est retirée.")


@click.command(help="Annuler un retrait : celui qui attend encore, ou celui qui est fait.")
@number_argument
@click.option(
    "--reason",
    default="retirée par erreur",
    show_default=True,
    help="Motif public du remplacement, si le retrait est déjà fait.",
)
@passphrase_option
@pass_command
def undo(command: Command, number: str, reason: str, passphrase_file: Path | None) -> None:
    """Call back what waits; else give again, under a new number, what was withdrawn."""
    old = history_of(command, number).record
    context = command.current_context(command.settings(), passphrase_file)
    with reading(context.register) as session:
        is_waiting = held_ending(session, Number(number)) is not None
    if is_waiting:
        call_back(context, Number(number), login=command_user())
        click.echo(f"{number} : la demande est annulée, rien ne change.")
        return
    if old.state is not State.WITHDRAWN:
        raise EndingRefusedError(f"{number} n’est pas retirée : il n’y a rien à annuler")
    same = Correction(holder=old.attestation.holder, email=old.email)
    new = replace_attestation(context, Number(number), same, reason=reason, who=command_user())
    click.echo(f"{number} reste retirée ; la même attestation est délivrée sous {new}.")


@click.command(help="Remplacer une attestation par une nouvelle, corrigée.")
@number_argument
@click.option("--family-name", help="Nouveau nom ; sinon inchangé.")
@click.option("--given-name", help="Nouveau prénom ; vide pour une personne à un seul nom.")
@click.option("--birth-date", help="Nouvelle date de naissance : 29/02/1988, 00/04/2001, 1995.")
@click.option("--email", help="Nouvel e-mail ; sinon inchangé.")
@_reason
@passphrase_option
@pass_command
def replace(
    command: Command,
    number: str,
    family_name: str | None,
    given_name: str | None,
    birth_date: str | None,
    email: str | None,
    reason: str,
    passphrase_file: Path | None,
) -> None:
    """Issue a corrected attestation that replaces one."""
    old = history_of(command, number).record
    holder = _corrected(old.attestation.holder, family_name, given_name, birth_date)
    correction = Correction(holder=holder, email=old.email if email is None else email or None)
    context = command.current_context(command.settings(), passphrase_file)
    new = replace_attestation(
        context, Number(number), correction, reason=reason, who=command_user()
    )
    click.echo(f"{number} est remplacée par {new}.")


def _corrected(
    holder: Holder, family_name: str | None, given_name: str | None, birth_date: str | None
) -> Holder:
    if family_name is not None:
        holder = changed(holder, family_name=_name(family_name, "--family-name"))
    if given_name is not None:
        given = _name(given_name, "--given-name") if given_name.strip() else None
        holder = changed(holder, given_name=given)
    if birth_date is not None:
        parsed = parse_birth_date(birth_date, today=utc_now().date())
        if not isinstance(parsed, PartialDate):
            raise ConfigurationError("--birth-date", parsed.message)
        holder = changed(holder, birth_date=parsed)
    return holder


def _name(text: str, option: str) -> str:
    try:
        name = parse_name(text)
    except ValueError:
        raise ConfigurationError(option, "ce n’est pas un nom lisible") from None
    if fault := name_fault(name):
        raise ConfigurationError(option, fault.message)
    return name
