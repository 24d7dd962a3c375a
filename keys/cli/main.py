"""``attest-keys``: make the keys, list them, end them, write the trust bundle."""

import sys
from pathlib import Path

import click

from attestation.errors import AttestationError
from keys.cli.ceremony import (
    certify,
    install,
    request,
    root_fingerprint,
    sign_checkpoint_file,
)
from keys.cli.context import Command
from keys.cli.create import import_seal, init, rotate, witness
from keys.cli.list import list_keys, trust
from keys.cli.retire import crl, retire, revoke


@click.group(help="Les clés de l’organisation : les créer, les changer, publier la confiance.")
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
    context.obj = context.obj or Command(config)


for _command in (
    init,
    list_keys,
    rotate,
    retire,
    revoke,
    crl,
    witness,
    import_seal,
    request,
    certify,
    install,
    sign_checkpoint_file,
    root_fingerprint,
    trust,
):
    cli.add_command(_command)


def main() -> None:
    """Run the command; an expected error is one line and its exit code."""
    try:
        cli()
    except AttestationError as error:
        click.echo(f"Erreur : {error}", err=True)
        sys.exit(error.exit_code)
