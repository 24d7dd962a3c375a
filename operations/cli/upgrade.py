"""``upgrade``: another version of the program, tried on a copy, and taken back if it fails."""

import subprocess
import sys
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from issuer.cli.context import passphrase_option
from operations.cli.context import Command, pass_command
from operations.upgrade.environment import Place, make_environment
from operations.upgrade.upgrade import Machine, Upgrade
from register.database import register_url


def machine(place: Place) -> Machine:
    """Return what an upgrade changes; tests put another one in its place."""
    return Machine(place=place)


@click.command(help="Passer à une autre version : essayée sur une copie, reprise si elle échoue.")
@click.argument(
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FICHIER.whl|FICHIER.deb",
)
@click.option(
    "--wheels",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Dossier des paquets dont une roue a besoin, pour une machine sans réseau.",
)
@click.option(
    "--environment",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(sys.prefix),
    help="Où le programme est installé ; sinon là d’où il tourne.",
)
@passphrase_option
@pass_command
def upgrade(
    command: Command,
    file: Path,
    wheels: Path | None,
    environment: Path,
    passphrase_file: Path | None,
) -> None:
    """Back up, try, migrate, switch, diagnose; or go back."""
    settings = command.installation().issuer
    place = Place(now=environment.absolute())
    if not (place.now / "pyvenv.cfg").exists():
        raise ConfigurationError("--environment", f"{place.now} n’est pas un environnement Python")
    Upgrade(
        machine=machine(place),
        config=command.named_config().absolute(),
        register=register_url(settings.register, folder=settings.folder),
        work=settings.folder,
        passphrase=() if passphrase_file is None else ("--passphrase-file", passphrase_file),
        tell=lambda words: click.echo(words, err=True),
    ).run(lambda: make_environment(file.absolute(), place, wheels=wheels))
    click.echo(f"La nouvelle version est en place ; la précédente est en {place.before}.")
    if (
        file.suffix == ".deb"
        and subprocess.run(  # noqa: S603  our own words
            ["/usr/bin/dpkg", "-i", str(file.absolute())], check=False
        ).returncode
    ):
        click.echo(f"Pour que Debian le sache aussi : apt install {file.absolute()}", err=True)
