"""``show``: the history of one attestation."""

import json

import click

from attestation.code import format_code
from attestation.errors import EndingRefusedError
from attestation.facts import Number
from issuer.cli.context import Command, json_option, pass_command
from issuer.export.labels import KINDS, STATES, birth, day, untrusted_words
from issuer.lifecycle.history import History, HistoryEvent, load_history
from keys.custody.reloading import ring_keys
from register.database import reading

number_argument = click.argument("number", metavar="NUMÉRO")


@click.command(help="Raconter toute l’histoire d’une attestation.")
@number_argument
@json_option
@pass_command
def show(command: Command, number: str, as_json: bool) -> None:
    """Print facts, state and every signed statement."""
    history = history_of(command, number)
    if as_json:
        click.echo(json.dumps(_to_json(history), ensure_ascii=False, indent=2))
        return
    attestation = history.record.attestation
    holder = attestation.holder
    hours, minutes = divmod(int(attestation.attended.total_seconds()) // 60, 60)
    lines = {
        "Numéro": attestation.number,
        "Code": format_code(attestation.code),
        "État": STATES[history.record.state],
        "Titulaire": holder.full_name(),
        "Naissance": birth(holder.birth_date),
        "E-mail": history.record.email or "—",
        "Module": f"{attestation.module_code}, {attestation.module_title}",
        "Dates": f"du {day(attestation.first_day)} au {day(attestation.last_day)}",
        "Présence": f"{hours} h {minutes:02d}",
        "Remplace": history.record.replaces or "—",
        "Remplacée par": history.record.replaced_by or "—",
    }
    for label, value in lines.items():
        click.echo(f"{label:<14} {value}")
    for event in history.events:
        click.echo(event_line(event))
    for one in history.checks:
        click.echo(f"  {day(one.day)}  vérifiée {one.checks} fois")


def history_of(command: Command, number: str) -> History:
    """Read the history of ``number``.

    Raises:
        EndingRefusedError: there is no such attestation.
        RegisterError: the register failed.
    """
    settings = command.settings(prints=False)
    keys = ring_keys(settings.keys.ring)
    with reading(command.register(settings, read_only=True)) as session:
        history = load_history(session, Number(number), keys=keys)
    if history is None:
        raise EndingRefusedError(f"{number} : aucune attestation sous ce numéro")
    return history


def event_line(event: HistoryEvent) -> str:
    """Return one event as a line."""
    if event.statement is None:
        return f"  {day(event.made_at)}  {untrusted_words(event.refusal)}"
    reason = f" : {event.statement.reason}" if event.statement.reason else ""
    return f"  {day(event.made_at)}  {KINDS[event.statement.kind]}{reason}"


def _to_json(history: History) -> dict[str, object]:
    record, attestation = history.record, history.record.attestation
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
                "kind": event.statement.kind.value if event.statement else None,
                "at": event.made_at.isoformat(),
                "reason": event.statement.reason if event.statement else None,
                "digest": event.statement.digest.hex()
                if event.statement and event.statement.digest
                else None,
                "is_signed_by_us": event.statement is not None,
            }
            for event in history.events
        ],
        "checks": [{"day": one.day.isoformat(), "checks": one.checks} for one in history.checks],
    }
