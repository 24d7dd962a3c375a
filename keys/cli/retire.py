"""``retire``, ``revoke`` and ``crl``: keys that end, and the list of those revoked."""

from datetime import datetime
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from keys.cli.context import (
    HERE,
    Command,
    pass_command,
    passphrase_option,
    root_option,
    root_passphrase_option,
)
from keys.custody.authority import CRL_FILE, REASONS, find_certified
from keys.custody.keyring import install_crl, retire_key
from keys.trust import kid_of

_kid = click.argument("kid", metavar="KID")


@click.command(help="Ne plus jamais signer avec une clé ; ce qu’elle a signé reste valable.")
@_kid
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@pass_command
def retire(command: Command, kid: str, yes: bool) -> None:
    """Destroy a key's private part."""
    ring = command.ring()
    key = ring.find(kid)
    if not yes:
        click.confirm(f"Détruire la clé privée {key.kid.hex()} ?", abort=True)
    ring = retire_key(ring, key, at=command.now())
    click.echo(f"Clé {key.kid.hex()} retirée ; ce qu’elle a signé reste valable.")
    if ring.signing_key() is None:
        click.echo("Plus aucune clé ne signe : attest-keys rotate.")


@click.command(help="Révoquer une clé : la racine dit à tous depuis quand elle ne compte plus.")
@_kid
@click.option(
    "--reason",
    type=click.Choice(REASONS),
    required=True,
    help="keyCompromise : quelqu’un d’autre a pu signer.",
)
@click.option(
    "--invalid-since",
    "since",
    metavar="DATE",
    help="Depuis quand : 2026-03-09, ou 2026-03-09T14:00 (heure de Bruxelles).",
)
@root_option
@passphrase_option
@root_passphrase_option
@pass_command
def revoke(
    command: Command,
    kid: str,
    reason: str,
    since: str | None,
    root_folder: Path | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> None:
    """Sign a revocation list with the root; the key is never used again."""
    now = command.now()
    if since is None and reason == "keyCompromise":
        raise ConfigurationError("--invalid-since", "depuis quand, au plus tôt ? Donnez la date")
    invalid_since = now if since is None else parse_instant(since, now=now)
    ring = command.ring_if_any()
    if ring is None and root_folder is None:
        raise ConfigurationError("--root", "pas de trousseau ici : donnez le dossier de la racine")
    if ring is not None:
        certificate = ring.find(kid).certificate
    else:
        certificate = find_certified(root_folder or Path(), kid)
    authority = command.authority(root_folder, root_passphrase_file, passphrase_file)
    crl = authority.revoke(certificate, reason=reason, invalid_since=invalid_since, at=now)
    name = kid_of(certificate).hex()
    day = f"{invalid_since.astimezone(HERE):%d/%m/%Y à %H:%M}"
    click.echo(f"Clé {name} révoquée ({reason}), depuis le {day}.")
    if ring is None:
        click.echo(f"Portez {authority.folder / CRL_FILE} au trousseau : attest-keys install.")
        return
    ring = install_crl(ring, crl)
    ring = retire_key(ring, ring.find(kid), at=now)
    click.echo("Publiez le fichier de confiance tout de suite : attest-keys trust.")
    if ring.signing_key() is None:
        click.echo("Puis une nouvelle clé, et les listes de statut : attest-keys rotate, publish.")
    if reason == "keyCompromise":
        click.echo(f"Qui est touché : attest-issuer affected --key {name}")


@click.command(help="Signer à nouveau la liste de révocation, même vide.")
@root_option
@passphrase_option
@root_passphrase_option
@pass_command
def crl(
    command: Command,
    root_folder: Path | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> None:
    """Sign the last list anew with today's date; documents of level B-LT carry it."""
    ring = command.ring_if_any()
    if ring is None and root_folder is None:
        raise ConfigurationError("--root", "pas de trousseau ici : donnez le dossier de la racine")
    authority = command.authority(root_folder, root_passphrase_file, passphrase_file)
    renewed = authority.renew_crl(at=command.now())
    click.echo(f"Liste de révocation signée, {len(renewed)} clés révoquées.")
    if ring is None:
        click.echo(f"Portez {authority.folder / CRL_FILE} au trousseau : attest-keys install.")
    else:
        install_crl(ring, renewed)


def parse_instant(text: str, *, now: datetime) -> datetime:
    """Read a day, or a day and an hour, in Brussels unless it names another offset.

    Raises:
        ConfigurationError: not a date, or in the future.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(
            "--invalid-since", "une date comme 2026-03-09 ou 2026-03-09T14:00 est attendue"
        ) from None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=HERE)
    if instant > now:
        raise ConfigurationError("--invalid-since", "cette date est dans l’avenir")
    return instant.astimezone(now.tzinfo)
