"""``export``: documents as files, or the register as a table."""

from pathlib import Path
from typing import Literal, cast

import click

from issuer.cli.context import Command, pass_command
from issuer.export.documents import (
    export_documents,
    export_register,
    said_aside,
    set_ended_aside,
)
from keys.custody.reloading import ring_keys


@click.command(help="Copier les PDF délivrés, ou le registre, dans un dossier.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Dossier.")
@click.option("--module", "module_code", help="Code d’un seul module.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["pdf", "csv", "xlsx"]),
    default="pdf",
    show_default=True,
    help="Les documents (pdf), ou la table du registre.",
)
@click.option("--all", "with_ended", is_flag=True, help="Aussi les PDF retirés et remplacés.")
@pass_command
def export(
    command: Command, out: Path, module_code: str | None, kind: str, with_ended: bool
) -> None:
    """Write copies; nothing in the register changes."""
    settings = command.settings()
    register = command.register(settings, read_only=True)
    folder = out.absolute()
    if kind == "pdf":
        files = export_documents(
            register,
            folder,
            keys=ring_keys(settings.keys.ring),
            module_code=module_code,
            with_ended=with_ended,
        )
        click.echo(f"{len(files)} PDF dans {out}")
        if not with_ended and (moved := set_ended_aside(register, folder, module_code=module_code)):
            click.echo(said_aside(moved))
        return
    table = cast("Literal['csv', 'xlsx']", kind)
    file = export_register(register, folder, kind=table, module_code=module_code)
    click.echo(f"Registre écrit : {file}")
