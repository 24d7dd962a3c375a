"""``register copy``: copies a register from SQLite to PostgreSQL."""

import sys

import click
from click.core import ParameterSource
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from attestation.errors import ConfigurationError
from issuer.cli.context import Command, pass_command
from register.copying import copy_register, count_rows
from register.database import RegisterSettings, connect, register_url

_VARIABLE = "ATTESTATION_COPY_TO"


@click.command(
    name="copy",
    help="Copier le registre dans une base PostgreSQL vide, ligne par ligne, et comparer.",
)
@click.option(
    "--to",
    "target",
    required=True,
    envvar=_VARIABLE,
    metavar="URL",
    help=f"postgresql+psycopg://UTILISATEUR@SERVEUR/BASE (ou la variable {_VARIABLE}).",
)
@click.pass_context
@pass_command
def copy(command: Command, context: click.Context, target: str) -> None:
    """Copy, compare, and say what to do next."""
    settings = command.settings()
    url = register_url(RegisterSettings(url=target), folder=settings.folder)
    if url.password and context.get_parameter_source("target") is ParameterSource.COMMANDLINE:
        # Arguments are seen by every user of the machine, and stay in the shell's history.
        raise ConfigurationError(
            "--to", f"le mot de passe serait visible : ~/.pgpass, ou la variable {_VARIABLE}"
        )
    wait_seconds = settings.register.wait_seconds
    source = command.register(settings, read_only=False)
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("Lignes", total=2 * sum(count_rows(source).values()))
        counts = copy_register(
            source,
            connect(url, wait_seconds=wait_seconds),
            on_rows=lambda table, count: progress.update(task, advance=count, description=table),
        )
    for table, count in counts.items():
        click.echo(f"{table:<20} {count:>10}")
    click.echo(
        "Tout est copié et comparé. L’ancien registre est inchangé. Pour le nouveau, mettez dans\n"
        f'[register] url = "{url.set(password=None).render_as_string()}"\n'
        "puis relancez les programmes, et rangez l’ancien fichier : plus rien n’y sera écrit."
    )
