"""``list`` and ``trust``: what there is, for people, programs and verifiers."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import click

from attestation.errors import TrustStoreError
from keys.cli.context import HERE, Command, pass_command
from keys.cli.output import write_public
from keys.custody.keyring import KeyRing, KeyState, RingKey, trust_bundle
from keys.trust import Role, kid_of, load_trust_store, organisation_of, update_organisations

WARN_BEFORE_EXPIRY = timedelta(days=60)
_ROLES = {
    Role.ROOT: "racine",
    Role.ISSUING: "émission",
    Role.WITNESS: "témoin",
    Role.SEAL: "cachet",
    Role.LOG: "journal",
}
_STATES = {
    KeyState.ACTIVE: "active",
    KeyState.RETIRED: "retirée",
    KeyState.REVOKED: "révoquée",
    KeyState.EXPIRED: "expirée",
}


@click.command("list", help="Lister les clés.")
@click.option("--json", "as_json", is_flag=True, help="Pour les programmes.")
@pass_command
def list_keys(command: Command, as_json: bool) -> None:
    """Show each certificate of the ring with its state and its last day."""
    ring, now = command.ring(), command.now()
    rows = [_root_row(ring, at=now), *(_row(ring, key, at=now) for key in ring.keys)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        role, state = _ROLES[Role(str(row["role"]))], _STATES[KeyState(str(row["state"]))]
        end = datetime.fromisoformat(str(row["not_after"]))
        line = f"{row['kid']}  {role:<8}  {state:<8}  jusqu’au {end:%d/%m/%Y}"
        if row["reason"]:
            since = datetime.fromisoformat(str(row["invalid_since"]))
            line += f"  {row['reason']} depuis le {since.astimezone(HERE):%d/%m/%Y}"
        click.echo(f"{line}  {row['organisation']}")
    for row in rows:
        end = datetime.fromisoformat(str(row["not_after"]))
        if row["state"] == KeyState.ACTIVE and end - now < WARN_BEFORE_EXPIRY:
            role = _ROLES[Role(str(row["role"]))]
            click.echo(f"Attention : {role} {row['kid']} expire le {end:%d/%m/%Y}.", err=True)


@click.command(help="Écrire le fichier de confiance (PEM) pour les vérificateurs.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Fichier ; sinon la sortie."
)
@pass_command
def trust(command: Command, out: Path | None) -> None:
    """Write the PEM bundle that a verifier loads: nothing in it is secret.

    A file that is there is brought up to date: what other organisations and ``publish`` have put
    into it stays.
    """
    bundle = trust_bundle(command.ring())
    if out is None:
        click.echo(bundle.decode(), nl=False)
        return
    write_public(out, _brought_up_to_date(out, bundle))
    click.echo(f"Fichier de confiance écrit : {out}")


def _brought_up_to_date(file: Path, ours: bytes) -> bytes:
    try:
        current = file.read_bytes()
    except OSError:
        return ours  # there is none; writing says what else is wrong
    try:
        load_trust_store(current)
    except TrustStoreError:
        click.echo(
            f"Attention : {file} était illisible ; il est écrit à nouveau. Les autres organisations"
            " qui y étaient sont à rajouter par « attest-verifier trust add ».",
            err=True,
        )
        return ours
    return update_organisations(current, ours)


def _root_row(ring: KeyRing, *, at: datetime) -> dict[str, str | None]:
    end = ring.root.not_valid_after_utc
    return {
        "kid": kid_of(ring.root).hex(),
        "role": Role.ROOT.value,
        "state": (KeyState.EXPIRED if at > end else KeyState.ACTIVE).value,
        "organisation": organisation_of(ring.root),
        "not_before": ring.root.not_valid_before_utc.isoformat(),
        "not_after": end.isoformat(),
        "location": None,
        "reason": None,
        "invalid_since": None,
    }


def _row(ring: KeyRing, key: RingKey, *, at: datetime) -> dict[str, str | None]:
    revocation = ring.revocation_of(key)
    return {
        "kid": key.kid.hex(),
        "role": key.role.value,
        "state": ring.state_of(key, at=at).value,
        "organisation": organisation_of(key.certificate),
        "not_before": key.certificate.not_valid_before_utc.isoformat(),
        "not_after": key.certificate.not_valid_after_utc.isoformat(),
        "location": key.location,
        "reason": revocation.reason if revocation else None,
        "invalid_since": revocation.invalid_since.isoformat() if revocation else None,
    }
