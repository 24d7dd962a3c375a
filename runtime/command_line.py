"""The frame of every command: which deployment it works in, and how an expected error ends it."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from attestation.errors import AttestationError, WorkbookError
from runtime.lazy_commands import LazyGroup, Place


def command_group(
    text: str, *, commands: Mapping[str, Place], deployment: Callable[[Path | None], object]
) -> LazyGroup:
    """Make the group of a program's commands.

    Args:
        text: what the program is for.
        commands: those that are imported when they are called.
        deployment: what the commands get for the settings file that was named, or none.
    """

    @click.group(cls=LazyGroup, places=commands, help=text)
    @click.option(
        "--config",
        type=click.Path(path_type=Path),
        envvar="ATTESTATION_CONFIG",
        help="Fichier de réglages (ou la variable ATTESTATION_CONFIG).",
    )
    @click.version_option(
        package_name="attestation-service", message="%(prog)s %(version)s (EUPL-1.2)"
    )
    @click.pass_context
    def cli(context: click.Context, config: Path | None) -> None:
        context.obj = context.obj or deployment(config)

    return cli


def run(cli: click.Group) -> None:
    """Run a command; an expected error is a line or two and its exit code."""
    try:
        cli()
    except AttestationError as error:
        for line in _lines(error):
            click.echo(line, err=True)
        sys.exit(error.exit_code)


def _lines(error: AttestationError) -> list[str]:
    if not isinstance(error, WorkbookError):
        return [f"Erreur : {error}"]
    where = (("feuille", error.sheet), ("ligne", error.row), ("colonne", error.column))
    place = " ".join(f"{what} {value}" for what, value in where if value is not None)
    return [
        f"Erreur : {error.message}" + (f" ({place})" if place else ""),
        f"Remède : {error.remedy}",
    ]
