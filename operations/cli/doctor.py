"""``doctor``: each thing that can break, as a line with its remedy."""

import os
import sys
from pathlib import Path

import click

from attestation.errors import AttestationError
from issuer.delivery.expiry_warnings import told_admin
from operations.cli.context import Command, json_option, pass_command
from operations.cli.lines import lines_to_json, show_lines
from operations.doctor.diagnosis import examine
from operations.doctor.line import Line, State
from operations.doctor.mending import mend, mend_as_root
from operations.doctor.surroundings import Surroundings, ThisMachine
from runtime.as_owner import run_as_owner


def surroundings() -> Surroundings:
    """Return the world around the deployment; tests put another in its place."""
    return ThisMachine()


@click.command(help="Tout regarder, et dire ce qui répare ; code 0 bon, 1 à voir, 2 cassé.")
@json_option
@click.option("--all", "shows_all", is_flag=True, help="Montrer aussi ce qui est bon.")
@click.option("--tell", is_flag=True, help="Écrire ce qui est cassé à l’adresse de [admin].")
@click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help="Fichier de la phrase secrète."
)
@click.option(
    "--fix",
    "fixes",
    is_flag=True,
    help="Réparer d’abord ce qui ne demande aucune décision.",
)
@pass_command
def doctor(
    command: Command,
    as_json: bool,
    shows_all: bool,
    tell: bool,
    passphrase_file: Path | None,
    fixes: bool,
) -> None:
    """Look at everything; the exit code is that of the worst."""
    world = surroundings()

    def look() -> list[Line]:
        return examine(
            command.named_config(),
            passphrase=lambda installation: command.passphrase(
                passphrase_file, default=installation.issuer.keys.passphrase_file
            ),
            surroundings=world,
            at=command.now(),
        )

    if fixes:
        _mend_for_root(command, world)
    lines = look()
    if fixes and (told := mend(lines)):
        for one in told:
            click.echo(one, err=True)
        lines = look()
    if tell and (problem := _told(command, lines)):
        click.echo(f"Attention : {problem}", err=True)
    worst = max((line.state for line in lines), default=State.OK)
    if as_json:
        click.echo(lines_to_json(lines))
    else:
        show_lines([one for one in lines if shows_all or one.state is not State.OK])
        good = sum(line.state is State.OK for line in lines)
        click.echo(f"{len(lines)} choses regardées, {good} bonnes.")
    sys.exit(int(worst))


def _mend_for_root(command: Command, world: Surroundings) -> None:
    """Do as root what only root can; the rest is done by the deployment's owner."""
    if os.geteuid() != 0:
        return
    config = command.named_config()
    if config.parent.stat().st_uid == 0:
        return
    for one in mend_as_root(command.installation(), world):
        click.echo(one, err=True)
    code = run_as_owner(config)
    if code is not None:
        sys.exit(code)


def _told(command: Command, lines: list[Line]) -> str | None:
    """Write to whoever is to be told; return why that failed."""
    broken = (one for one in lines if one.state is State.BROKEN)
    words = [f"{one.topic} : {one.words}\n→ {one.remedy}" for one in broken]
    try:
        return told_admin(command.installation().issuer, words, at=command.now())
    except AttestationError as error:
        return str(error)
