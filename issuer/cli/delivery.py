"""``deliver``, ``deliveries``, ``send`` and ``link``: handing attestations over by e-mail."""

import json
import sys
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from attestation.facts import Number
from issuer.cli.context import (
    Command,
    command_user,
    json_option,
    pass_command,
    passphrase_option,
)
from issuer.context import IssuerContext
from issuer.delivery.context import MailContext, open_mail_context
from issuer.delivery.labels import NOT_QUEUED, reason_in_words, state_in_words
from issuer.delivery.mail_run import send_round
from issuer.delivery.outbox_worker import Sent
from issuer.delivery.queueing import NotQueued, Queued
from issuer.delivery.requests import ask_cut_off, ask_deliveries, ask_new_link
from issuer.delivery.smtp import MailServerError
from issuer.participant.serving import run_server
from register import outbox
from register.attestations import records
from register.database import reading
from register.outbox import Posted
from register.tables.attestations import State

POLL_SECONDS = 5

_NOT_QUEUED = NOT_QUEUED | {NotQueued.DONE: "déjà envoyée (--again pour renvoyer)"}
_numbers = click.argument("numbers", nargs=-1, metavar="[NUMÉRO]…")
_module = click.option("--module", "module_code", help="Toutes celles d’un module.")


@click.command(help="Mettre en file un e-mail à chaque personne : son lien vers son attestation.")
@_numbers
@_module
@click.option("--again", is_flag=True, help="Renvoyer aussi à qui un message est déjà parti.")
@json_option
@passphrase_option
@pass_command
def deliver(
    command: Command,
    numbers: tuple[str, ...],
    module_code: str | None,
    again: bool,
    as_json: bool,
    passphrase_file: Path | None,
) -> None:
    """Queue messages; exit 1 if somebody is left without one for want of an address."""
    context, mail_context = _open(command, passphrase_file)
    chosen = _chosen(mail_context, numbers, module_code)
    with reading(mail_context.register) as session:
        last = {one: outbox.newest(session, one) if again else None for one in chosen}
    seen = {one: 0 if message is None else message.round for one, message in last.items()}
    answers = ask_deliveries(
        context, mail_context, seen, who=command_user(), module_code=module_code
    )
    queued = sum(isinstance(answer, Queued) for answer in answers.values())
    if as_json:
        _print_json(
            {
                number: "queued" if isinstance(answer, Queued) else answer.value
                for number, answer in answers.items()
            }
        )
    else:
        for one, answer in answers.items():
            if not isinstance(answer, Queued):
                click.echo(f"{one}  {_NOT_QUEUED[answer]}")
        click.echo(f"{queued} messages en file. Pour les envoyer : attest-issuer send")
    left_out = (NotQueued.NO_ADDRESS, NotQueued.UNKNOWN)
    sys.exit(1 if any(answer in left_out for answer in answers.values()) else 0)


@click.command(help="Montrer où en est chaque message.")
@_module
@json_option
@pass_command
def deliveries(command: Command, module_code: str | None, as_json: bool) -> None:
    """Print the newest message about each attestation; nothing is written."""
    settings = command.settings()
    with reading(command.register(settings, read_only=True)) as session:
        found = outbox.posted(session, module_code=module_code)
    if as_json:
        _print_json([_to_json(one) for one in found])
        return
    for one in found:
        words: list[str] = [state_in_words(one)]
        if one.message.reason is not None:
            words.append(reason_in_words(one.message.reason))
        if one.message.undecided:
            words.append(f"sort inconnu {one.message.undecided} fois")
        click.echo(f"{one.message.number}  {one.message.address}  {', '.join(words)}")
    click.echo(f"{len(found)} messages")


@click.command(help="Envoyer les messages en file par le serveur de courrier.")
@click.option("--watch", is_flag=True, help="Rester, et envoyer ce qui arrive ou redevient dû.")
@passphrase_option
@pass_command
def send(command: Command, watch: bool, passphrase_file: Path | None) -> None:
    """Send what is due; with ``--watch`` until stopped."""
    context, mail_context = _open(command, passphrase_file)
    _say(send_round(context, mail_context, who=command_user()))
    while watch:
        time.sleep(POLL_SECONDS)
        try:
            sent = send_round(context, mail_context, who=command_user())
        except MailServerError as error:
            click.echo(f"{error} ; nouvel essai", err=True)
            continue
        if sent != Sent():
            _say(sent)


@click.command(help="Couper les liens personnels d’une attestation, ou les renouveler.")
@click.argument("number", metavar="NUMÉRO")
@click.option("--cut", is_flag=True, help="Couper seulement, sans nouveau lien.")
@passphrase_option
@pass_command
def link(command: Command, number: str, cut: bool, passphrase_file: Path | None) -> None:
    """Cut off all links of one attestation, and print a new one."""
    context, mail_context = _open(command, passphrase_file)
    if cut:
        count = ask_cut_off(context, mail_context, Number(number), who=command_user())
        click.echo(f"{count} liens coupés.")
    else:
        click.echo(ask_new_link(context, mail_context, Number(number), who=command_user()))


@click.command("participant-serve", help="Servir la page des participants (liens personnels).")
@pass_command
def participant_serve(command: Command) -> None:
    """Serve the participants' page; the desk is served by ``serve``."""
    run_server(open_mail(command))


def open_mail(command: Command) -> MailContext:
    """Open what delivering takes."""
    settings = command.settings()
    return open_mail_context(settings, command.register(settings, read_only=False))


def _open(command: Command, passphrase_file: Path | None) -> tuple[IssuerContext, MailContext]:
    """Open the issuer, whose key signs entries of the log, and what sending takes."""
    context = command.current_context(command.settings(), passphrase_file)
    return context, open_mail_context(context.settings, context.register)


def _chosen(
    mail_context: MailContext, numbers: Iterable[str], module_code: str | None
) -> list[Number]:
    chosen = [Number(number) for number in numbers]
    if not chosen and module_code is None:
        raise ConfigurationError("deliver", "donnez des numéros, ou --module CODE")
    if module_code is not None:
        with reading(mail_context.register) as session:
            chosen += [
                one.attestation.number
                for one in records(session, module_code=module_code)
                if one.state is State.ISSUED
            ]
    return list(dict.fromkeys(chosen))


def _to_json(one: Posted) -> dict[str, object]:
    message = one.message
    return {
        "number": message.number,
        "round": message.round,
        "purpose": message.purpose.value,
        "address": message.address,
        "state": message.state.value,
        "reason": message.reason,
        "attempts": message.attempts,
        "undecided": message.undecided,
        "queued_at": message.queued_at.isoformat(),
        "next_attempt": _moment(message.due_at if message.is_under_way else None),
        "sent_at": _moment(message.sent_at),
        "opened_at": _moment(one.opened_at),
        "downloaded_at": _moment(one.downloaded_at),
    }


def _moment(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _say(sent: Sent) -> None:
    click.echo(
        f"{sent.sent} envoyés, {sent.refused} refusés, {sent.later} à réessayer, "
        f"{sent.uncertain} de sort inconnu"
    )
