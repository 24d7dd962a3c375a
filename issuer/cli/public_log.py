"""``log``: the public log's head, its witnesses, and the proofs that it gives."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from attestation.formats.signed_note import log_verifier_key
from issuer.cli.context import Command, command_user, pass_command, passphrase_option
from issuer.context import IssuerContext, utc_now
from issuer.export.documents import write_whole
from issuer.lifecycle.algorithm_drill import drill_algorithm
from issuer.lifecycle.log_proofs import consistency_receipts, proven_statements
from issuer.lifecycle.public_log import extend_log
from issuer.lifecycle.witness_round import Outcome, WitnessAnswer, ask_witnesses, has_quorum
from keys.custody.keyring import open_ring, trust_bundle
from keys.custody.log_key import open_log_signer
from keys.custody.passphrase import Passphrase
from keys.trust import TrustStore, load_trust_store
from register.database import reading

_ANSWERS = {
    Outcome.COSIGNED: "a cosigné",
    Outcome.AHEAD: "A VU UN JOURNAL PLUS LONG : registre ancien, ou clé du journal volée",
    Outcome.INCONSISTENT: "A VU UN AUTRE PASSÉ : le journal a bifurqué",
    Outcome.UNKNOWN_LOG: "ne connaît pas ce journal : donnez-lui sa clé (attest-issuer log key)",
    Outcome.NO_ANSWER: "n’a pas répondu",
    Outcome.STRANGE: "a répondu autre chose qu’un témoin",
}


@click.group("log", help="Le journal public : sa tête, ses témoins, ses preuves.")
def public_log() -> None:
    """Group of the public log's commands."""


@public_log.command("extend", help="Signer la tête du journal et demander aux témoins.")
@passphrase_option
@pass_command
def extend(command: Command, passphrase_file: Path | None) -> None:
    """Sign a head if there is anything new, and ask the witnesses; exit 3 for a fork."""
    settings = command.settings(prints=False)
    passphrase = command.passphrase(settings, passphrase_file)
    context = command.context(settings, passphrase_file)
    if not run_log(context, passphrase):
        raise ConfigurationError("keys.ring", "le journal n’a pas de clé : attest-keys log-key")


@public_log.command("key", help="Donner la clé du journal, comme les témoins la demandent.")
@pass_command
def key(command: Command) -> None:
    """Print the verifier keys of the log (C2SP signed-note), newest last."""
    for log in _trust(command.settings(prints=False).keys.ring).logs.values():
        click.echo(log_verifier_key(log.origin, log.public_key).encode())


@public_log.command("proofs", help="Écrire les preuves d’une attestation : reçus et tlog-proof.")
@click.argument("number", metavar="NUMÉRO")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Dossier."
)
@pass_command
def proofs(command: Command, number: str, out: Path) -> None:
    """Write for each statement its receipt (RFC 9942) and its proof (C2SP tlog-proof)."""
    settings = command.settings(prints=False)
    trust, folder = _trust(settings.keys.ring), out.absolute()
    with reading(command.register(settings, read_only=True)) as session:
        found = proven_statements(session, number, trust=trust)
        newer = consistency_receipts(session, found, trust=trust)
    for one in found:
        write_whole(folder / f"{number}-{one.index}.receipt.cose", one.receipt)
        write_whole(folder / f"{number}-{one.index}.tlog-proof", one.proof.encode().encode())
    for size, receipt in newer.items():
        write_whole(folder / f"{size}.consistency.cose", receipt)
    click.echo(f"{len(found)} déclarations prouvées : {out}")


@public_log.command("drill", help="Si un algorithme tombait ce jour-là : ce qui reste prouvé.")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), metavar="AAAA-MM-JJ")
@pass_command
def drill(command: Command, day: datetime) -> None:
    """Say what was witnessed before a day; exit 1 if somebody would have nothing to show."""
    settings = command.settings(prints=False)
    found = drill_algorithm(
        command.register(settings, read_only=True),
        policy=settings.log.policy,
        trust=_trust(settings.keys.ring),
        day=day.replace(tzinfo=UTC),
    )
    click.echo(f"Vues par assez de témoins avant ce jour : {found.by_log} déclarations.")
    click.echo(f"Attestées par un témoin d’ici avant ce jour : {found.by_checkpoint}.")
    for number in found.unproven:
        click.echo(f"{number}  sans preuve")
    click.echo(f"{len(found.unproven)} attestations en vigueur n’auraient plus de preuve.")
    sys.exit(1 if found.unproven else 0)


def run_log(context: IssuerContext, passphrase: Passphrase) -> bool:
    """Sign and witness the head, and say what came of it; False where there is no log.

    Exits with 3 if a witness saw a fork.
    """
    settings = context.settings
    ring = open_ring(settings.keys.ring)
    signer = open_log_signer(ring, passphrase, at=utc_now())
    if signer is None:
        return False
    trust = load_trust_store(trust_bundle(ring))
    head = extend_log(context, signer, trust=trust, who=command_user())
    if head is None:
        click.echo("Journal public : rien de nouveau.")
    else:
        click.echo(f"Journal public : {head.size} déclarations sous {head.origin}.")
    answers = ask_witnesses(context.register, settings.log, trust=trust)
    for line in witness_lines(answers):
        click.echo(line)
    if any(one.outcome.is_fork for one in answers):
        sys.exit(3)
    if not has_quorum(context.register, settings.log, trust=trust):
        click.echo("Attention : trop peu de témoins ont vu cette tête.", err=True)
    return True


def witness_lines(answers: Sequence[WitnessAnswer]) -> list[str]:
    """Return what each witness did, in words."""
    return [f"Témoin {one.witness} : {_ANSWERS[one.outcome]}." for one in answers]


def _trust(ring: Path) -> TrustStore:
    return load_trust_store(trust_bundle(open_ring(ring)))
