"""``attest-verifier proof``: a proof of the public log, by the trust bundle and a policy."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from attestation.errors import ConfigurationError, MalformedCredentialError
from attestation.formats.log_policy import LogPolicy, decode_policy
from attestation.formats.log_proof import MAX_PROOF_CHARACTERS, decode_log_proof, verify_log_proof
from attestation.formats.signed_note import log_verifier_key
from attestation.formats.tree_head import cosigned_at
from keys.trust import load_trust_store
from verifier.cli.settings import settings_from
from verifier.trust_file import read_bundle_file, read_seen


@click.command(help="Vérifier une preuve du journal public, hors ligne.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="PREUVE")
@click.option(
    "--policy",
    "policy_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Politique (tlog-policy) : combien de témoins doivent avoir vu la tête.",
)
@click.pass_obj
def proof(config: Path | None, file: Path, policy_file: Path | None) -> None:
    """Say which tree holds the statement in the file, and who saw it; exit 1 if it proves none."""
    trust = settings_from(config).trust
    store = load_trust_store(read_bundle_file(trust), seen=read_seen(trust))
    # The bundle decides which logs are believed, the policy which witnesses.
    logs = tuple(
        log_verifier_key(log.origin, log.public_key)
        for log in store.logs.values()
        if log.revocation is None or not log.revocation.is_compromise
    )
    policy = replace(_policy(policy_file), logs=logs)
    try:
        given = decode_log_proof(_read(file))
        head = verify_log_proof(given, given.extra or b"", policy)
    except MalformedCredentialError:
        head = None
    if head is None:
        click.echo("Cette preuve ne prouve rien : journal inconnu, autre déclaration, ou témoins.")
        sys.exit(1)
    click.echo(f"Déclaration {given.index} d’un arbre de {head.size}, {head.origin}")
    for witness in policy.witnesses.values():
        if (seen := cosigned_at(given.head, witness.key)) is not None:
            click.echo(f"Vu par {witness.name} le {seen:%d/%m/%Y %H:%M} UTC")


def _policy(file: Path | None) -> LogPolicy:
    if file is None:
        return LogPolicy(logs=(), witnesses={}, groups={}, quorum="none")
    try:
        return decode_policy(_read(file))
    except MalformedCredentialError as error:
        raise ConfigurationError(file.name, f"pas une politique ({error})") from None


def _read(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as stream:
            return stream.read(MAX_PROOF_CHARACTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(file.name, f"illisible ({type(error).__name__})") from None
