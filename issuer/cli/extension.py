"""``extend``: archive timestamps, so that documents outlive their certificates."""

from pathlib import Path

import click

from attestation.errors import ConfigurationError
from attestation.facts import Number
from issuer.cli.context import Command, command_user, pass_command, passphrase_option
from issuer.lifecycle.extension import Extended, due, waiting
from issuer.lifecycle.extension import extend as extend_documents


@click.command(help="Horodater pour l’archivage (PAdES B-LTA) des documents délivrés.")
@click.argument("numbers", nargs=-1, metavar="[NUMÉRO]…")
@click.option("--pending", is_flag=True, help="Ceux qui attendent leur horodatage.")
@click.option(
    "--all",
    "all_",
    is_flag=True,
    help="Tous ceux qui ne l’ont pas été depuis un an.",
)
@passphrase_option
@pass_command
def extend(
    command: Command,
    numbers: tuple[str, ...],
    pending: bool,
    all_: bool,
    passphrase_file: Path | None,
) -> None:
    """Extend what was chosen; what is done stays done if the authority fails half way."""
    if bool(numbers) + pending + all_ != 1:
        raise ConfigurationError("extend", "donnez des numéros, ou --pending, ou --all")
    context = command.context(command.settings(), passphrase_file)
    if pending:
        chosen = waiting(context)
    else:
        chosen = due(context) if all_ else [Number(number) for number in numbers]
    done = 0

    def show(one: Extended) -> None:
        nonlocal done
        done += 1
        click.echo(f"{one.number}  {one.before} → {one.after}  {one.size_bytes} octets")

    try:
        extend_documents(context, chosen, who=command_user(), on_extended=show)
    finally:
        click.echo(f"{done} sur {len(chosen)} prolongés.")
