"""``setup``: a deployment from a few answers."""

import getpass
import os
import subprocess
import sys
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from operations.cli.context import Command, pass_command
from operations.setup.answers import ask_answers, read_answers
from operations.setup.setup import SetUp, set_up

_USER = "attestation"


@click.command(help="Mettre en place un déploiement, par huit questions au plus.")
@click.option(
    "--answers",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Fichier TOML avec les réponses, à la place des questions.",
)
@click.option(
    "--prefix",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("/"),
    show_default=True,
    envvar="ATTESTATION_PREFIX",
    help="Dossier sous lequel tout est écrit : pour essayer sans être root.",
)
@pass_command
def setup(command: Command, file: Path | None, prefix: Path) -> None:
    """Make everything, and say what is left to do."""
    if file is None and not sys.stdin.isatty():
        raise ConfigurationError("--answers", "donnez un fichier de réponses, ou un terminal")
    answers = (
        read_answers(file)
        if file is not None
        else ask_answers(
            lambda question: click.prompt(question, default="", show_default=False),
            lambda question: click.prompt(question, hide_input=True),
        )
    )
    is_system = _is_system(prefix)
    made = set_up(
        answers,
        prefix=prefix.absolute(),
        programs=Path(sys.executable).parent,
        user=_USER if is_system else getpass.getuser(),
        at=command.now(),
    )
    if is_system:
        _hand_over(made)
    _tell(made)


def _is_system(prefix: Path) -> bool:
    """Check whether the whole machine is set up, with a user of its own."""
    return prefix == Path("/") and os.geteuid() == 0


def _hand_over(made: SetUp) -> None:
    """Make the user as whom everything runs, and give it its folders."""
    folder = made.installation.issuer.folder
    backups = made.installation.backup.folder.resolve()
    commands = [
        ["/usr/sbin/useradd", "--system", "--user-group", "--home-dir", str(folder), _USER],
        ["/usr/bin/chown", "-R", f"{_USER}:{_USER}", str(folder), str(backups)],
    ]
    for command in commands:
        done = subprocess.run(command, check=False)  # noqa: S603  our own words
        is_there_already = command[0].endswith("useradd") and done.returncode == 9
        if done.returncode and not is_there_already:
            raise ConfigurationError(command[0], f"a échoué ({done.returncode})")


def _tell(made: SetUp) -> None:
    config = made.installation.config
    timers = " ".join(one.name for one in made.units if one.suffix == ".timer")
    faces = "attest-verifier attest-desk attest-participant"
    for line in (
        f"Fait : {config}",
        f"À imprimer deux fois, puis à effacer : {made.recovery_page}",
        f"Le site de nginx : {made.site} (certificats TLS : certbot)",
        f"Ensuite : systemctl enable --now {faces} {timers}",
        f"Puis : attest --config {config} doctor",
    ):
        click.echo(line)
