"""``upkeep``: what nobody has to remember, once a night."""

import sys
from pathlib import Path

import click

from attestation.errors import AttestationError
from issuer.cli.context import command_user
from issuer.delivery.expiry_warnings import told_admin
from operations.cli.context import Command, json_option, pass_command
from operations.cli.lines import lines_to_json, show_lines
from operations.doctor.examination import Examination
from operations.doctor.line import State
from operations.doctor.surroundings import ThisMachine
from operations.upkeep.night import keep_up


@click.command(help="Faire ce que chaque nuit demande : listes, horodatages, journal, témoins.")
@json_option
@click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help="Fichier de la phrase secrète."
)
@pass_command
def upkeep(command: Command, as_json: bool, passphrase_file: Path | None) -> None:
    """Do it all and say what came of it; what needs somebody is written to [admin]."""
    installation = command.installation()
    settings = installation.issuer
    passphrase = command.passphrase(passphrase_file, default=settings.keys.passphrase_file)
    examination = Examination(
        installation=installation,
        passphrase=lambda: passphrase,
        surroundings=ThisMachine(),
        at=command.now(),
    )
    lines = keep_up(examination, who=command_user())
    words = [
        f"{one.topic} : {one.words}" + (f"\n→ {one.remedy}" if one.remedy else "")
        for one in lines
        if one.state is not State.OK
    ]
    try:
        problem = told_admin(settings, words, at=command.now())
    except AttestationError as error:
        problem = str(error)
    if problem:
        click.echo(f"Attention : {problem}", err=True)
    if as_json:
        click.echo(lines_to_json(lines))
    else:
        show_lines(lines)
    sys.exit(int(max((line.state for line in lines), default=State.OK)))
