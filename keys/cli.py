"""``attest-keys``: make the keys, list them, write the trust bundle."""

import getpass
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from attestation.deployment import Deployment
from attestation.errors import AttestationError
from keys.certificates import certify_issuing_key, certify_root, new_key
from keys.passphrase import check_strength, find_passphrase
from keys.ring import create_ring, open_ring, trust_bundle
from keys.settings import identity, key_settings, load_deployment
from keys.trust import kid_of, organisation_of

ROOT_YEARS = 20  # outlives the issuing keys it certifies, and a nationality file
ISSUING_YEARS = 3  # short enough that rotation stays a habit
_YEAR = timedelta(days=365.25)


@click.group(help="Les clés de l’organisation : les créer, les lister, publier la confiance.")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    envvar="ATTESTATION_CONFIG",
    required=True,
    help="Fichier de réglages (ou la variable ATTESTATION_CONFIG).",
)
@click.pass_context
def cli(context: click.Context, config: Path) -> None:
    """Read the settings file for the command that follows."""
    context.obj = load_deployment(config)


@cli.command(help="Créer la racine et la première clé d’émission.")
@click.option("--passphrase-file", type=click.Path(path_type=Path), help="Fichier, mode 600.")
@click.pass_obj
def init(deployment: Deployment, passphrase_file: Path | None) -> None:
    """Make a root and an issuing certificate in a new key ring."""
    settings = key_settings(deployment)
    prompt = _prompt_twice if sys.stdin.isatty() else None
    passphrase = find_passphrase(passphrase_file or settings.passphrase_file, prompt=prompt)
    check_strength(passphrase)
    who, now = identity(deployment), datetime.now(UTC)
    root_key, issuing_key = new_key(), new_key()
    root = certify_root(root_key, who, at=now, lifetime=ROOT_YEARS * _YEAR)
    issuing = certify_issuing_key(
        issuing_key.public_key(),
        who,
        root=root,
        root_key=root_key,
        at=now,
        lifetime=ISSUING_YEARS * _YEAR,
    )
    ring = create_ring(
        settings.ring,
        root=root,
        root_key=root_key,
        issuing=issuing,
        issuing_key=issuing_key,
        passphrase=passphrase,
    )
    click.echo(f"Trousseau créé : {ring.folder}")
    click.echo(
        f"Clé d’émission {ring.active.hex()}, jusqu’au {issuing.not_valid_after_utc:%d/%m/%Y}."
    )
    click.echo(
        "Gardez une copie du dossier et, ailleurs, la phrase secrète : "
        "perdue, elle ne se retrouve pas."
    )


@cli.command("list", help="Lister les clés.")
@click.option("--json", "as_json", is_flag=True, help="Pour les programmes.")
@click.pass_obj
def list_keys(deployment: Deployment, as_json: bool) -> None:
    """Show each certificate of the ring with its state and its last day."""
    ring = open_ring(key_settings(deployment).ring)
    rows = [
        {
            "kid": kid_of(certificate).hex(),
            "role": "root" if certificate == ring.root else "issuing",
            "state": "active" if kid_of(certificate) == ring.active else "",
            "organisation": organisation_of(certificate),
            "not_before": certificate.not_valid_before_utc.isoformat(),
            "not_after": certificate.not_valid_after_utc.isoformat(),
        }
        for certificate in (ring.root, *ring.issuing)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        role = "racine  " if row["role"] == "root" else "émission"
        state = "  active" if row["state"] else ""
        until = datetime.fromisoformat(row["not_after"])
        click.echo(f"{row['kid']}  {role}  jusqu’au {until:%d/%m/%Y}  {row['organisation']}{state}")


@cli.command(help="Écrire le fichier de confiance (PEM) pour les vérificateurs.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Fichier ; sinon la sortie."
)
@click.pass_obj
def trust(deployment: Deployment, out: Path | None) -> None:
    """Write the PEM bundle that a verifier loads: public certificates only."""
    bundle = trust_bundle(open_ring(key_settings(deployment).ring))
    if out is None:
        click.echo(bundle.decode(), nl=False)
        return
    aside = out.with_name(out.name + ".part")
    try:
        aside.write_bytes(bundle)
        aside.replace(out)
    except OSError as error:
        raise click.ClickException(f"{out} : impossible d’écrire ({error.strerror})") from None
    click.echo(f"Fichier de confiance écrit : {out}")


def main() -> None:
    """Run the command; an expected error is one line and its exit code."""
    try:
        cli()
    except AttestationError as error:
        click.echo(f"Erreur : {error}", err=True)
        sys.exit(error.exit_code)


def _prompt_twice() -> str:
    first = getpass.getpass("Phrase secrète : ")
    if getpass.getpass("Encore une fois : ") != first:
        raise click.UsageError("les deux phrases diffèrent")
    return first
