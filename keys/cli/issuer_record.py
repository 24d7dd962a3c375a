"""``issuer-record``: what the root signs of the organisation, for every verifier."""

from collections.abc import Iterator
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from attestation.formats.issuer_record import sign_issuer_record
from attestation.recognition import IssuerRecord
from keys.cli.context import (
    Command,
    pass_command,
    passphrase_option,
    root_option,
    root_passphrase_option,
)
from keys.cli.output import write_public
from keys.custody.issuer_record import install_record
from keys.custody.signing import check_validity, root_signer
from keys.trust import encode_record_block, identifier_in


@click.command("issuer-record", help="Signer ce que [identity] dit de l’organisation.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Fichier, pour un trousseau qui est ailleurs : attest-keys install.",
)
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@root_option
@passphrase_option
@root_passphrase_option
@pass_command
def issuer_record(
    command: Command,
    out: Path | None,
    yes: bool,
    root_folder: Path | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> None:
    """Sign the record with the root; it takes the place of the ring's former one."""
    record, ring = command.issuer_record(), command.ring_if_any()
    if ring is None and out is None:
        raise ConfigurationError("--out", "pas de trousseau ici : donnez un fichier à lui porter")
    certified = ring and identifier_in(ring.issuing[-1].subject)
    if certified and record.identifier and certified != record.identifier:
        raise ConfigurationError(
            "identity.identifier",
            f"le certificat d’émission porte {certified} : attest-keys rotate d’abord",
        )
    for line in _lines(record):
        click.echo(line)
    if not yes:
        click.confirm("Signer ceci ?", abort=True)
    authority = command.authority(root_folder, root_passphrase_file, passphrase_file)
    check_validity(authority.root, at=record.made_at)
    block = encode_record_block(sign_issuer_record(record, signer=root_signer(authority)))
    if ring is not None:
        install_record(ring, block)
        click.echo("Fiche signée. Publiez le fichier de confiance (attest-keys trust).")
    if out is not None:
        write_public(out, block)
        click.echo(f"Fiche écrite : {out}. Portez-la au trousseau : attest-keys install.")


def _lines(record: IssuerRecord) -> Iterator[str]:
    yield f"Identifiant : {record.identifier or 'non indiqué'}"
    for one in record.recognitions:
        first, last = one.period.first_day, one.period.last_day
        period = (
            f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}" if last else f"depuis le {first:%d/%m/%Y}"
        )
        yield f"Agrément : {one.number}, {period}, {one.authority}"
    if not record.recognitions:
        yield "Agrément : non indiqué"
    yield f"Contact : {record.contact or 'non indiqué'}"
