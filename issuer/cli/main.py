"""``attest-issuer``: from a finished module's workbook to signed attestations."""

import sys
from pathlib import Path

import click

from attestation.errors import AttestationError, WorkbookError
from issuer.cli.compromise import checkpoint, list_affected, reissue_affected
from issuer.cli.context import Command
from issuer.cli.corrections import replace, show, withdraw
from issuer.cli.delivery import deliver, deliveries, link, participant_serve, send
from issuer.cli.desk import audit, serve, user
from issuer.cli.export import export
from issuer.cli.extension import extend
from issuer.cli.issue import check, issue
from issuer.cli.person import person
from issuer.cli.upkeep import publish, register, template


@click.group(help="Délivrer des attestations de fréquentation à partir d’un classeur de présences.")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    envvar="ATTESTATION_CONFIG",
    help="Fichier de réglages (ou la variable ATTESTATION_CONFIG).",
)
@click.version_option(package_name="attestation-service", message="%(prog)s %(version)s (EUPL-1.2)")
@click.pass_context
def cli(context: click.Context, config: Path | None) -> None:
    """Remember which deployment the subcommand works in."""
    context.obj = Command(config)


for _command in (
    template,
    check,
    issue,
    show,
    withdraw,
    replace,
    export,
    extend,
    publish,
    checkpoint,
    list_affected,
    reissue_affected,
    deliver,
    deliveries,
    send,
    link,
    participant_serve,
    person,
    register,
    serve,
    user,
    audit,
):
    cli.add_command(_command)


def main() -> None:
    """Run the command; an expected error is a line or two and its exit code."""
    try:
        cli()
    except WorkbookError as error:
        place = " ".join(
            f"{what} {where}"
            for what, where in (
                ("feuille", error.sheet),
                ("ligne", error.row),
                ("colonne", error.column),
            )
            if where is not None
        )
        click.echo(f"Erreur : {error.message}" + (f" ({place})" if place else ""), err=True)
        click.echo(f"Remède : {error.remedy}", err=True)
        sys.exit(error.exit_code)
    except AttestationError as error:
        click.echo(f"Erreur : {error}", err=True)
        sys.exit(error.exit_code)
