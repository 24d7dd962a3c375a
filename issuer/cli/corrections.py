"""``show``, ``withdraw`` and ``replace``: one attestation, and what becomes of it."""

import json
from dataclasses import replace as changed
from pathlib import Path

import click

from attestation.code import format_code
from attestation.errors import ConfigurationError, EndingRefusedError
from attestation.facts import Holder, Number
from attestation.name import parse_name
from attestation.partial_date import PartialDate
from issuer.audit.log import Act, Deed, anchor, entry_for
from issuer.cli.context import (
    Command,
    command_user,
    json_option,
    pass_command,
    passphrase_option,
)
from issuer.cli.presentation import day, partial_day
from issuer.context import utc_now
from issuer.export.labels import KINDS, STATES
from issuer.lifecycle.history import Story, Told, tell
from issuer.lifecycle.withdrawal import Correction, replace_attestation
from issuer.lifecycle.withdrawal import withdraw as withdraw_attestation
from issuer.workbook.parsing.dates import parse_birth_date
from keys.custody.reloading import ring_keys
from register.database import reading

_number = click.argument("number", metavar="NUMÉRO")
_reason = click.option("--reason", required=True, help="Motif, en mots publics (200 caractères).")


@click.command(help="Raconter toute l’histoire d’une attestation.")
@_number
@json_option
@pass_command
def show(command: Command, number: str, as_json: bool) -> None:
    """Print facts, state and every signed statement."""
    story = _story(command, number)
    if as_json:
        click.echo(json.dumps(_to_json(story), ensure_ascii=False, indent=2))
        return
    attestation = story.record.attestation
    holder = attestation.holder
    hours, minutes = divmod(int(attestation.attended.total_seconds()) // 60, 60)
    lines = {
        "Numéro": attestation.number,
        "Code": format_code(attestation.code),
        "État": STATES[story.record.state],
        "Titulaire": holder.full_name(),
        "Naissance": partial_day(holder.birth_date),
        "E-mail": story.record.email or "—",
        "Module": f"{attestation.module_code}, {attestation.module_title}",
        "Dates": f"du {day(attestation.first_day)} au {day(attestation.last_day)}",
        "Présence": f"{hours} h {minutes:02d}",
        "Remplace": story.record.replaces or "—",
        "Remplacée par": story.record.replaced_by or "—",
    }
    for label, value in lines.items():
        click.echo(f"{label:<14} {value}")
    for told in story.events:
        click.echo(event_line(told))
    for one in story.checks:
        click.echo(f"  {day(one.day)}  vérifiée {one.checks} fois")


@click.command(help="Retirer une attestation : les vérificateurs le savent aussitôt.")
@_number
@_reason
@passphrase_option
@pass_command
def withdraw(command: Command, number: str, reason: str, passphrase_file: Path | None) -> None:
    """Withdraw one attestation."""
    office = command.office(command.settings(), passphrase_file)
    deed = Deed(who=command_user(), act=Act.WITHDRAWN, subject=number)
    withdraw_attestation(office, Number(number), reason=reason, also=entry_for(office, deed))
    anchor(office)
    click.echo(f"{number} est retirée.")


@click.command(help="Remplacer une attestation par une nouvelle, corrigée.")
@_number
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
    """Issue a corrected attestation in the place of one."""
    old = _story(command, number).record
    holder = _corrected(old.attestation.holder, family_name, given_name, birth_date)
    correction = Correction(holder=holder, email=old.email if email is None else email or None)
    office = command.current_office(command.settings(), passphrase_file)
    deed = Deed(who=command_user(), act=Act.REPLACED, subject=number)
    new = replace_attestation(
        office, Number(number), correction, reason=reason, also=entry_for(office, deed)
    )
    anchor(office)
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
        return parse_name(text)
    except ValueError:
        raise ConfigurationError(option, "ce n’est pas un nom lisible") from None


def _story(command: Command, number: str) -> Story:
    settings = command.settings()
    keys = ring_keys(settings.keys.ring)
    with reading(command.register(settings, read_only=True)) as session:
        story = tell(session, Number(number), keys=keys)
    if story is None:
        raise EndingRefusedError(f"{number} : aucune attestation sous ce numéro")
    return story


def event_line(told: Told) -> str:
    """Say one event in a line."""
    if told.statement is None:
        return f"  {day(told.made_at)}  une déclaration dont la signature n’est pas la nôtre"
    reason = f" : {told.statement.reason}" if told.statement.reason else ""
    return f"  {day(told.made_at)}  {KINDS[told.statement.kind]}{reason}"


def _to_json(story: Story) -> dict[str, object]:
    record, attestation = story.record, story.record.attestation
    return {
        "number": attestation.number,
        "code": format_code(attestation.code),
        "state": record.state.value,
        "family_name": attestation.holder.family_name,
        "given_name": attestation.holder.given_name,
        "birth_date": attestation.holder.birth_date.encode(),
        "email": record.email,
        "module_code": attestation.module_code,
        "module_title": attestation.module_title,
        "first_day": attestation.first_day.isoformat(),
        "last_day": attestation.last_day.isoformat(),
        "minutes": int(attestation.attended.total_seconds()) // 60,
        "issued_at": attestation.issued_at.isoformat(),
        "replaces": record.replaces,
        "replaced_by": record.replaced_by,
        "status": {"list": record.list_number, "index": record.list_index},
        "events": [
            {
                "kind": told.statement.kind.value if told.statement else None,
                "at": told.made_at.isoformat(),
                "reason": told.statement.reason if told.statement else None,
                "digest": told.statement.digest.hex()
                if told.statement and told.statement.digest
                else None,
                "is_signed_by_us": told.statement is not None,
            }
            for told in story.events
        ],
        "checks": [{"day": one.day.isoformat(), "checks": one.checks} for one in story.checks],
    }
