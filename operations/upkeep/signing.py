"""What is signed each night: status lists, checkpoints, the public log and its witnesses."""

from collections.abc import Iterator
from datetime import timedelta

from attestation.errors import AttestationError, SigningError
from attestation.formats.checkpoint import sign_checkpoint
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.checkpoints import keep_checkpoint, prepare_checkpoint
from issuer.lifecycle.public_log import extend_log
from issuer.lifecycle.statement_tree import newest_believed
from issuer.lifecycle.witness_round import Outcome, WitnessAnswer, ask_witnesses, has_quorum
from issuer.organisation.regime_publication import publish_to_bundle
from keys.custody.keyring import open_ring, trust_bundle
from keys.custody.log_key import open_log_signer
from keys.custody.signing import open_checkpoint_signer
from keys.trust import TrustStore, load_trust_store
from operations.doctor.examination import Examination
from operations.doctor.line import Line, broken, look, ok
from register.database import reading

CHECKPOINT_WARNING = timedelta(days=40)
"""A witness kept elsewhere signs once a month: docs/operations/keys.md."""
_FORK = "ne signez plus rien avant d’avoir compris : docs/operations/public-log.md"


def publish_lists(examination: Examination, *, who: str) -> Iterator[Line]:
    """Sign each status list anew, and what regimes establish."""
    context = examination.context
    lists = publish_all(context, who=who)
    if lists:
        end = min(one.expires_at for one in lists)
        yield ok("listes", f"{len(lists)} signées, valables jusqu’au {end:%d/%m/%Y}")
    else:
        yield ok("listes", "aucune attestation n’est délivrée : rien à publier")
    try:
        publish_to_bundle(context)
    except AttestationError as error:  # what was published before stays
        yield look("régimes", f"non publiés ({error})", "attest-issuer publish")


def make_checkpoint(examination: Examination, *, who: str) -> Iterator[Line]:
    """Let the root witness all statements, where it is here; else say how old its last word is."""
    context, trust = examination.context, _trust(examination)
    ring = examination.installation.issuer.keys.ring
    head = prepare_checkpoint(context.register, trust=trust, at=examination.at)
    if head is None:
        yield ok("point de contrôle", "tout est attesté")
        return
    try:
        signer = open_checkpoint_signer(ring, examination.passphrase(), at=head.made_at)
    except AttestationError:  # the root is elsewhere, or has a passphrase of its own
        with reading(context.register) as session:
            last = newest_believed(session, trust)
        if last is None or examination.at - last.made_at > CHECKPOINT_WARNING:
            day = "jamais" if last is None else f"depuis le {last.made_at:%d/%m/%Y}"
            words = f"le témoin n’a rien attesté ({day})"
            yield look("point de contrôle", words, "attest-issuer checkpoint")
        else:
            yield ok("point de contrôle", f"du {last.made_at:%d/%m/%Y}")
        return
    count = keep_checkpoint(context, sign_checkpoint(head, signer=signer), trust=trust, who=who)
    yield ok("point de contrôle", f"{count} déclarations de plus sont attestées")


def extend_public_log(examination: Examination, *, who: str) -> Iterator[Line]:
    """Sign the log's head, and ask each witness."""
    context, trust = examination.context, _trust(examination)
    settings = context.settings
    ring = open_ring(settings.keys.ring)
    try:
        signer = open_log_signer(ring, examination.passphrase(), at=examination.at)
    except SigningError as error:
        yield broken("journal public", str(error), "attest-keys log-key")
        return
    if signer is None:
        return
    head = extend_log(context, signer, trust=trust, who=who)
    words = "rien de nouveau" if head is None else f"{head.size} déclarations"
    yield ok("journal public", words)
    answers = ask_witnesses(context.register, settings.log, trust=trust)
    yield from map(_of_witness, answers)
    if not has_quorum(context.register, settings.log, trust=trust):
        words = "trop peu de témoins ont vu la dernière tête"
        yield look("témoins", words, "attest-issuer log extend")


def _of_witness(answer: WitnessAnswer) -> Line:
    if answer.outcome.is_fork:
        words = f"{answer.witness} a vu un autre journal sous ce nom"
        return broken("témoins", words, _FORK)
    if answer.outcome is Outcome.COSIGNED:
        return ok("témoins", f"{answer.witness} a cosigné")
    return look("témoins", f"{answer.witness} n’a pas cosigné", "attest-issuer log extend")


def _trust(examination: Examination) -> TrustStore:
    return load_trust_store(trust_bundle(open_ring(examination.installation.issuer.keys.ring)))
