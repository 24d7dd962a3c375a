"""``attest-verifier reader add|list|remove``: who may ask this verifier about the register."""

from pathlib import Path

import click

from verifier.cli.settings import settings_from
from verifier.sources.readers import add_reader, read_readers, remove_reader


@click.group(help="Les autres vérificateurs qui peuvent interroger celui-ci.")
def reader() -> None:
    """Group the commands about readers."""


@reader.command(help="Admettre un vérificateur, et montrer son jeton une seule fois.")
@click.argument("name", metavar="NOM")
@click.pass_obj
def add(config: Path | None, name: str) -> None:
    """Make a token."""
    token = add_reader(_file(config), name)
    click.echo(f"Le jeton de « {name} », à mettre là-bas dans un fichier (mode 600) que nomme")
    click.echo("token_file. Il n’est gardé nulle part ici :")
    click.echo(token)


@reader.command("list", help="Montrer qui est admis.")
@click.pass_obj
def list_(config: Path | None) -> None:
    """Print each name."""
    for one in read_readers(_file(config)):
        click.echo(one.name)


@reader.command(help="Ne plus admettre un vérificateur.")
@click.argument("name", metavar="NOM")
@click.pass_obj
def remove(config: Path | None, name: str) -> None:
    """Forget its token."""
    remove_reader(_file(config), name)
    click.echo(f"« {name} » n’est plus admis.")


def _file(config: Path | None) -> Path:
    settings = settings_from(config)
    return settings.folder / settings.section.readers
