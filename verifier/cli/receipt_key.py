"""``attest-verifier receipt-key init|show``: the key that signs reports of verification."""

from pathlib import Path

import click

from attestation.errors import ConfigurationError
from keys.trust import fingerprint
from verifier.assembly import utc_now
from verifier.cli.settings import settings_from
from verifier.receipt.key import create_receipt_key, has_receipt_key, open_receipt_key
from verifier.settings import VerifierSettings


@click.group("receipt-key", help="La clé qui signe les rapports de vérification.")
def receipt_key() -> None:
    """Group the commands about the receipt key."""


@receipt_key.command(help="Créer la clé ; elle ne vaut rien pour des attestations.")
@click.option("--renew", is_flag=True, help="La remplacer ; ses rapports restent reconnus ici.")
@click.pass_obj
def init(config: Path | None, renew: bool) -> None:
    """Make the key, once."""
    settings = settings_from(config)
    folder = _folder(settings)
    if has_receipt_key(folder) and not renew:
        raise ConfigurationError("verifier.receipts", "il y a déjà une clé ; --renew la remplace")
    address = settings.section.addresses[0]
    certificate = create_receipt_key(folder, address=address, at=utc_now())
    click.echo(f"Clé des rapports créée : {folder}")
    click.echo(f"Empreinte : {fingerprint(certificate).hex()}")
    click.echo("Redémarrez le vérificateur. Ce dossier ne se partage qu’entre ses machines.")


@receipt_key.command(help="Montrer l’empreinte de la clé, et jusqu’à quand elle signe.")
@click.pass_obj
def show(config: Path | None) -> None:
    """Print what is public of it."""
    key = open_receipt_key(_folder(settings_from(config)))
    click.echo(f"Empreinte : {fingerprint(key.certificate).hex()}")
    click.echo(f"Signe jusqu’au {key.certificate.not_valid_after_utc:%d/%m/%Y}")
    for certificate in key.former:
        click.echo(f"Avant elle : {fingerprint(certificate).hex()}")


def _folder(settings: VerifierSettings) -> Path:
    if settings.receipts is None:
        raise ConfigurationError(
            "verifier.receipts", 'ce réglage manque ; par exemple receipts = "receipts"'
        )
    return settings.receipts
