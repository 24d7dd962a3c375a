"""``attest-verifier``: check files, QR texts and codes; serve the web pages; trust."""

import sys
from pathlib import Path

import click

from attestation.errors import AttestationError
from runtime.lazy_commands import LazyGroup, Place

_COMMANDS = {
    "check": Place(
        "verifier.cli.check:check",
        "Vérifier chaque FICHIER, URL ou CODE, dans l’ordre, une ligne chacun.",
    ),
    "serve": Place("verifier.cli.serve:serve", "Servir les pages web (gunicorn)."),
    "openapi": Place(
        "verifier.cli.serve:openapi",
        "Écrire la description OpenAPI 3.1 de l’interface pour programmes.",
    ),
    "trust": Place("verifier.cli.trust:trust", "Les organisations que ce vérificateur reconnaît."),
    "receipt-key": Place(
        "verifier.cli.receipt_key:receipt_key", "La clé qui signe les rapports de vérification."
    ),
}


@click.group(
    cls=LazyGroup,
    places=_COMMANDS,
    help="Vérifier des attestations : fichiers, textes de QR et codes.",
)
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
    context.obj = config


def main() -> None:
    """Run the command; an expected error is one line and its exit code."""
    try:
        cli()
    except AttestationError as error:
        click.echo(f"Erreur : {error}", err=True)
        sys.exit(error.exit_code)
