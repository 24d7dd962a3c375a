"""The frame of every command: which deployment it works in, and how an expected error ends it."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from attestation.errors import AttestationError
from runtime.as_owner import run_as_owner
from runtime.lazy_commands import LazyGroup, Place

USUAL_CONFIG = Path("/srv/attestation/attestation.toml")
"""Where ``attest setup`` puts it."""


def command_group(
    text: str,
    *,
    commands: Mapping[str, Place],
    deployment: Callable[[Path | None], object],
    is_for_root: Callable[[Sequence[str]], bool] = lambda arguments: False,
) -> LazyGroup:
    """Make the group of a program's commands.

    Args:
        text: what the program is for.
        commands: those that are imported when they are called.
        deployment: what the commands get for the settings file that was named, or none.
        is_for_root: whether a command's arguments ask for what only root can do; every other that
            root gives runs as the deployment's owner.
    """

    @click.group(cls=LazyGroup, places=commands, help=text)
    @click.option(
        "--config",
        type=click.Path(path_type=Path),
        envvar="ATTESTATION_CONFIG",
        help=f"Fichier de réglages (ou ATTESTATION_CONFIG ; d’habitude {USUAL_CONFIG}).",
    )
    @click.version_option(
        package_name="attestation-service", message="%(prog)s %(version)s (EUPL-1.2)"
    )
    @click.pass_context
    def cli(context: click.Context, config: Path | None) -> None:
        if config is None and os.path.isfile(USUAL_CONFIG):  # noqa: PTH113  Path's raises EACCES
            config = USUAL_CONFIG
        if config is not None and not is_for_root(sys.argv[1:]):
            code = run_as_owner(config)
            if code is not None:
                context.exit(code)
        context.obj = context.obj or deployment(config)

    return cli


def run(cli: click.Group) -> None:
    """Run a command; an expected error is a line or two and its exit code."""
    try:
        cli()
    except AttestationError as error:
        for line in error.lines():
            click.echo(line, err=True)
        sys.exit(error.exit_code)
