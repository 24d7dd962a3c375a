"""``setup``: a deployment from a few answers."""

import getpass
import os
import pwd
import subprocess
import sys
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from issuer.desk.auth.invitations import LASTS
from operations.cli.context import Command, pass_command
from operations.setup.answers import FOLDER, Answers, ask_answers, read_answers
from operations.setup.setup import SetUp, set_up, write_again
from operations.setup.start import FACES, TIMERS, start
from runtime.as_owner import CREDENTIAL_STORE, PREFIX

_USER = "attestation"
_SYSTEMD = Path("/run/systemd/system")


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
@click.option(
    "--again",
    is_flag=True,
    help="D’un déploiement qui est là, comme une restauration le laisse : unités, site, démarrage.",
)
@pass_command
def setup(command: Command, file: Path | None, prefix: Path, again: bool) -> None:
    """Make everything, and say what is left to do."""
    is_system, programs = _is_system(prefix), Path(sys.executable).parent
    user = _USER if is_system else getpass.getuser()
    if again:
        config = prefix.absolute() / FOLDER / "attestation.toml"
        made = write_again(config, prefix=prefix.absolute(), programs=programs, user=user)
    else:
        made = set_up(
            _answers(file),
            prefix=prefix.absolute(),
            programs=programs,
            user=user,
            at=command.now(),
            passphrase_file=CREDENTIAL_STORE / f"{PREFIX}passphrase" if is_system else None,
        )
    failed = None
    if is_system:
        _hand_over(made)
        failed = start(made.site) if _SYSTEMD.is_dir() else None
    _tell(made, failed)
    if failed:
        sys.exit(1)


def _answers(file: Path | None) -> Answers:
    if file is None and not sys.stdin.isatty():
        raise ConfigurationError("--answers", "donnez un fichier de réponses, ou un terminal")
    if file is not None:
        return read_answers(file)
    return ask_answers(
        lambda question: click.prompt(question, default="", show_default=False),
        lambda question: click.prompt(question, hide_input=True),
    )


def _is_system(prefix: Path) -> bool:
    """Check whether the whole machine is set up, with a user of its own."""
    return prefix == Path("/") and os.geteuid() == 0


def _hand_over(made: SetUp) -> None:
    """Make the user as whom everything runs, and give it its folders."""
    folder = made.installation.issuer.folder
    backups = made.installation.backup.folder.resolve()
    commands = [["/usr/bin/chown", "-R", f"{_USER}:{_USER}", str(folder), str(backups)]]
    try:
        pwd.getpwnam(_USER)
    except KeyError:
        add = ["--system", "--user-group", "--home-dir", str(folder), _USER]
        commands.insert(0, ["/usr/sbin/useradd", *add])
    for command in commands:
        done = subprocess.run(command, check=False)  # noqa: S603  our own words
        if done.returncode:
            raise ConfigurationError(command[0], f"a échoué ({done.returncode})")


def _tell(made: SetUp, failed: list[str] | None) -> None:
    """Say what was made, and what is left: of what was started (``None``: nothing), what failed."""
    config = made.installation.config
    click.echo(f"Fait : {config}")
    if made.recovery_page is not None:
        click.echo(f"À imprimer deux fois, puis à effacer : {made.recovery_page}")
        click.echo(f"Premier compte du bureau, dans les {LASTS.days} jours : {made.invitation}")
    if failed is None:
        click.echo(f"Le site de nginx : {made.site} (certificats TLS : certbot)")
        click.echo(f"Ensuite : systemctl enable --now {' '.join((*FACES, *TIMERS))}")
    elif failed:
        click.echo("N’a pas réussi ; à redonner une fois la cause réparée :")
        for one in failed:
            click.echo(f"  {one}")
    else:
        click.echo("Tout est démarré, et démarrera avec la machine.")
    click.echo(f"Puis : attest --config {config} doctor")
