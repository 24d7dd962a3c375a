"""``checkpoint``, ``affected`` and ``reissue``: before and after a key falls into other hands."""

import getpass
import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from attestation.formats.checkpoint import encode_checkpoint, sign_checkpoint
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.trusted_keys import TrustedKey
from issuer.cli.context import (
    Command,
    command_user,
    json_option,
    pass_command,
    passphrase_option,
)
from issuer.cli.public_log import run_log
from issuer.context import IssuerContext, utc_now
from issuer.export.documents import write_whole
from issuer.export.labels import day
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.checkpoints import keep_checkpoint, prepare_checkpoint
from issuer.lifecycle.reissue import Affected, affected, reissue, restate_endings
from issuer.settings.issuer import IssuerSettings
from keys.custody.keyring import open_ring, trust_bundle
from keys.custody.passphrase import ROOT_VARIABLE, find_passphrase
from keys.custody.signing import open_checkpoint_signer
from keys.trust import TrustStore, load_trust_store

_key = click.option("--key", "kid", metavar="KID", required=True, help="La clé (attest-keys list).")


@click.command(help="Faire attester par un témoin tout ce que le registre contient.")
@click.option(
    "--witness",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Dossier du témoin ou de la racine ; sinon la racine du trousseau.",
)
@click.option(
    "--request",
    "request_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Écrire ce qui est à signer ailleurs : attest-keys sign-checkpoint.",
)
@click.option(
    "--signed",
    "signed_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Garder ce qui a été signé ailleurs.",
)
@click.option(
    "--witness-passphrase-file",
    type=click.Path(path_type=Path),
    help="Fichier (mode 600) ; sinon ATTESTATION_ROOT_PASSPHRASE, sinon une question.",
)
@passphrase_option
@pass_command
def checkpoint(
    command: Command,
    folder: Path | None,
    request_file: Path | None,
    signed_file: Path | None,
    witness_passphrase_file: Path | None,
    passphrase_file: Path | None,
) -> None:
    """Prepare a head, have it signed, keep it: in one go, or in two where the key is elsewhere."""
    settings = command.settings()
    register, trust = command.register(settings, read_only=False), _trust(settings)
    if signed_file is not None:
        context = command.context(settings, passphrase_file)
        _keep(context, _read(signed_file), trust=trust)
        run_log(context, command.passphrase(settings, passphrase_file))
        return
    head = prepare_checkpoint(register, trust=trust, at=utc_now())
    if head is None:
        click.echo("Rien de nouveau depuis le dernier point de contrôle.")
    elif request_file is not None:
        write_whole(request_file.absolute(), encode_checkpoint(head))
        click.echo(f"{head.size} déclarations : {request_file}, à signer là où est le témoin.")
    else:
        named = witness_passphrase_file
        if named is None and folder is None and ROOT_VARIABLE not in os.environ:
            named = passphrase_file or settings.keys.passphrase_file
        passphrase = find_passphrase(named, prompt=_prompt(), variable=ROOT_VARIABLE)
        where = folder or settings.keys.ring
        signer = open_checkpoint_signer(where, passphrase, at=head.made_at)
        context = command.context(settings, passphrase_file)
        _keep(context, sign_checkpoint(head, signer=signer), trust=trust)
        run_log(context, command.passphrase(settings, passphrase_file))


@click.command("affected", help="Dire à qui une clé a délivré des attestations encore en vigueur.")
@_key
@json_option
@pass_command
def list_affected(command: Command, kid: str, as_json: bool) -> None:
    """List whom to contact; exit 1 while somebody's attestation is lost."""
    settings = command.settings()
    policy, key = _policy(settings), _find(settings, kid)
    register = command.register(settings, read_only=True)
    found = affected(register, key, policy=policy, at=utc_now())
    lost = [one for one in found if one.is_lost]
    if as_json:
        rows = [_to_json(one) for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for one in found:
            click.echo(_line(one))
        click.echo(f"{len(found)} attestations en vigueur, dont {len(lost)} à délivrer à nouveau.")
        if lost:
            click.echo("Comparez d’abord chaque nom avec les listes de présence.")
    sys.exit(1 if lost else 0)


@click.command("reissue", help="Délivrer à nouveau ce qu’une clé compromise avait signé.")
@_key
@click.option("--all", "everything", is_flag=True, help="Aussi ce qu’un témoin prouve plus ancien.")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@passphrase_option
@pass_command
def reissue_affected(
    command: Command, kid: str, everything: bool, yes: bool, passphrase_file: Path | None
) -> None:
    """Replace each lost attestation by one that says the same; exit 1 if one was left out."""
    settings = command.settings()
    policy, key = _policy(settings), _find(settings, kid)
    context = command.current_context(settings, passphrase_file)
    if context.signer.kid == key.kid:
        raise ConfigurationError("--key", "c’est la clé active : attest-keys rotate d’abord")
    found = affected(context.register, key, policy=policy, at=utc_now())
    chosen = [one for one in found if one.agrees and (everything or one.is_lost)]
    suspect = [one for one in found if not one.agrees]
    if chosen and not yes and sys.stdin.isatty():
        click.confirm(f"Délivrer à nouveau {len(chosen)} attestations, noms vérifiés ?", abort=True)
    reissue(
        context,
        chosen,
        on_issued=lambda old, new: click.echo(f"{old} → {new}"),
        who=command_user(),
    )
    count = restate_endings(context, key, policy=policy, who=command_user())
    publish_all(context, who=command_user())
    click.echo(f"{len(chosen)} délivrées à nouveau, {count} retraits et remplacements redits.")
    for one in suspect:
        click.echo(f"À vérifier : {one.record.attestation.number} diffère de ce qui fut signé.")
    if chosen or count:
        click.echo("Faites-en un point de contrôle : attest-issuer checkpoint.")
    sys.exit(1 if suspect else 0)


def _prompt() -> Callable[[], str] | None:
    return (lambda: getpass.getpass("Phrase secrète du témoin : ")) if sys.stdin.isatty() else None


def _trust(settings: IssuerSettings) -> TrustStore:
    return load_trust_store(trust_bundle(open_ring(settings.keys.ring)))


def _policy(settings: IssuerSettings) -> VerificationPolicy:
    return _trust(settings).policy(
        addresses=frozenset({settings.issue.verifier}), clock_slack=timedelta()
    )


def _find(settings: IssuerSettings, kid: str) -> TrustedKey:
    ring = open_ring(settings.keys.ring)
    key = _trust(settings).keys.get(ring.find(kid).kid)
    if key is None:
        raise ConfigurationError("--key", "ce n’est pas une clé d’émission")
    return key


def _keep(context: IssuerContext, token: bytes, *, trust: TrustStore) -> None:
    count = keep_checkpoint(context, token, trust=trust, who=command_user())
    click.echo(f"Point de contrôle gardé : {count} déclarations de plus sont attestées.")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(file.name, f"illisible ({error.strerror})") from None


def _line(one: Affected) -> str:
    attestation = one.record.attestation
    state = "à délivrer à nouveau" if one.is_lost else "reste valable"
    seen = f"attestée le {day(one.witnessed_at.date())}" if one.witnessed_at else "sans témoin"
    doubt = "" if one.agrees else "  LE REGISTRE DIFFÈRE DE CE QUI FUT SIGNÉ"
    return (
        f"{attestation.number}  {attestation.holder.full_name()}  {one.record.email or '—'}  "
        f"{attestation.module_code}  {state} ({seen}){doubt}"
    )


def _to_json(one: Affected) -> dict[str, object]:
    attestation = one.record.attestation
    return {
        "number": attestation.number,
        "family_name": attestation.holder.family_name,
        "given_name": attestation.holder.given_name,
        "birth_date": attestation.holder.birth_date.encode(),
        "email": one.record.email,
        "module_code": attestation.module_code,
        "issued_at": attestation.issued_at.isoformat(),
        "witnessed_at": one.witnessed_at.isoformat() if one.witnessed_at else None,
        "is_lost": one.is_lost,
        "agrees": one.agrees,
    }
