"""Accepting a restored register: the log records what was lost.

A restored register lacks the acts since its backup. Papers were issued since, so their numbers are
not used again; withdrawals were published, so what published lists condemn stays condemned. ADR
0095.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from attestation.errors import EndingRefusedError, RegisterError
from attestation.facts import Number
from attestation.formats.checkpoint import Checkpoint
from attestation.formats.credential import CREDENTIAL
from attestation.formats.statement import MAX_REASON_CHARACTERS, Kind, Statement, sign_statement
from attestation.formats.status_list import STATUS_LIST, StatusList
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.audit.clock import refuse_implausible
from issuer.audit.log import (
    AuditAction,
    AuditEvent,
    Gap,
    audited_transaction,
    gap_in_log,
    newest_signature,
    read_head,
)
from issuer.audit.published_lists import condemned
from issuer.audit.verification import flaws_of_entries
from issuer.context import IssuerContext
from issuer.issuance.status_lists import publish_condemned
from issuer.lifecycle.public_log import end_log
from issuer.lifecycle.statement_tree import read_checkpoint
from issuer.settings.issuer import IssuerSettings
from issuer.signed.list_number import list_number_in
from issuer.signed.opening import opened
from issuer.words.sentence import sentence
from keys.custody.reloading import ring_store
from register import audit_log
from register.checkpoints import order_statements, tree_of
from register.issuance import end
from register.reservation import burn_numbers
from register.status_lists import issued_credentials

MARGIN = 1000
"""Numbers of each series that may have been given since the backup, where nobody knows how many."""
_WITHDRAWN_BEFORE = "retirée ou remplacée avant la restauration d’une sauvegarde"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What accepting a restored register came to."""

    gap: Gap
    burnt: Mapping[str, tuple[int, int]]
    """By series, the first and the last number that nobody will get."""
    unseen: int
    """How many statements a witness saw at least that the restored register has not."""
    condemned: tuple[Number, ...]
    """What lists condemn though the restored register knew of no ending: withdrawn again."""


def accept_restored(
    context: IssuerContext,
    *,
    who: str,
    reason: str,
    tokens: Sequence[bytes] = (),
    heads: Sequence[bytes] = (),
    margin: int = MARGIN,
    is_older: bool = False,
) -> Accepted:
    """Write into the log that this register was restored, so that it signs again.

    Args:
        context: settings, register, signer and clock.
        who: for the log.
        reason: for the log, in a sentence.
        tokens: status lists as verifiers have them; what they condemn stays condemned.
        heads: checkpoints as verifiers have them, or a witness kept them: what they saw is this
            register's past, and what it has not any more is counted in the log.
        margin: how many numbers of each series are burnt.
        is_older: a backup was restored, also where the log is too short to show it.

    Raises:
        EndingRefusedError: the reason does not fit.
        RegisterError: nothing was restored; an entry of the log was changed; one of ``tokens`` is
            no list of ours, or one of ``heads`` no checkpoint of ours or of another past; or the
            register failed. Nothing was written.
        SigningError: the clock is wrong, or the signer refused. Nothing was written.
    """
    if not 1 <= len(reason.strip()) <= MAX_REASON_CHARACTERS or not reason.isprintable():
        raise EndingRefusedError(f"le motif : une phrase de 1 à {MAX_REASON_CHARACTERS} caractères")
    trusted = context.trusted
    shown = [_list_shown(token, trusted) for token in tokens]
    seen = [_head_shown(token, context) for token in heads]
    with audited_transaction(context) as transaction:
        session = transaction.session
        gap = gap_in_log(context, session)
        if gap is None and is_older:
            kept = audit_log.last_sequence(session)
            words = sentence("une sauvegarde plus ancienne a été restaurée")
            gap = Gap(kept=kept, head=None, words=words)
        if gap is None:
            raise RegisterError("le journal est celui de cette machine : il n’y a rien à accepter")
        flaw = next(flaws_of_entries(list(audit_log.entries(session)), trusted), None)
        if flaw is not None:
            raise RegisterError(
                f"l’entrée {flaw.sequence} du journal a été changée ({flaw.problem}) : ce registre "
                "n’est pas une sauvegarde entière, restaurez-en une autre"
            )
        refuse_implausible(
            context.settings.clock, now=context.instant(), newest=newest_signature(session)
        )
        unseen = _unseen(session, seen)
        burnt = burn_numbers(
            session,
            prefix=context.settings.issue.number_prefix,
            year=context.instant().year,
            margin=margin,
        )
        for one in shown:
            publish_condemned(context, session, one)
        condemned_again = _withdraw_condemned(context, session)
        transaction.append_repair(_event(who, gap, unseen, burnt, condemned_again, reason.strip()))
    # What the public log signed since the backup is lost: under its name it could only fork.
    end_log(context.settings.log)
    return Accepted(gap=gap, unseen=unseen, burnt=burnt, condemned=condemned_again)


def refuse_after_loss(settings: IssuerSettings) -> None:
    """Refuse to make an empty register where there was one: it would begin its numbers anew.

    Raises:
        RegisterError: the log says that there was one.
        ConfigurationError: the copy of the log's last entry cannot be read.
    """
    if read_head(settings.desk.audit_head_file) is not None:
        raise RegisterError(
            "le registre manque, et le journal dit qu’il y en a eu un : restaurez la dernière "
            "sauvegarde ; si ce registre est vraiment nouveau, rangez ailleurs la copie de "
            f"l’ancien journal ({settings.desk.audit_head_file.name})"
        )


def _list_shown(token: bytes, keys: TrustedKeys) -> StatusList:
    """Open a status list that somebody kept a copy of, at any age: it only condemns."""
    status_list = opened(token, STATUS_LIST, keys)
    if status_list is None:
        raise RegisterError("ce fichier n’est pas une liste de statut signée par une clé d’ici")
    return status_list


def _head_shown(token: bytes, context: IssuerContext) -> Checkpoint:
    head = read_checkpoint(token, trust=ring_store(context.settings.keys.ring))
    if head is None:
        raise RegisterError("ce fichier n’est pas un point de contrôle signé par un témoin d’ici")
    return head


def _unseen(session: Session, heads: Sequence[Checkpoint]) -> int:
    """Count what witnesses saw and is lost; what is left must be what they saw first.

    Raises:
        RegisterError: it is not: this is no backup of the register that they saw.
    """
    if not heads:
        return 0
    size = order_statements(session)
    for head in heads:
        if head.size <= size and tree_of(session, size=head.size).root != head.root:
            raise RegisterError(
                f"un témoin a vu un autre passé que celui-ci ({head.made_at:%d/%m/%Y %H:%M}) : ce "
                "registre n’est pas une sauvegarde de celui qu’il a vu, restaurez-en une autre"
            )
    return max(0, *(head.size - size for head in heads))


def _withdraw_condemned(context: IssuerContext, session: Session) -> tuple[Number, ...]:
    """Sign the ending of each attestation that a list condemns, and the register knows none of."""
    lists: dict[int, set[int]] = {}
    again = []
    for number, data in issued_credentials(session):
        credential = opened(data, CREDENTIAL, context.trusted)
        if credential is None or credential.attestation.number != number:
            continue
        list_number = list_number_in(credential.status.uri)
        if list_number is None:
            continue
        if list_number not in lists:
            lists[list_number] = condemned(context, session, list_number)
        if credential.status.index in lists[list_number]:
            at = context.instant()
            ending = Statement(
                kind=Kind.WITHDRAWN,
                code=credential.attestation.code,
                made_at=at,
                reason=_WITHDRAWN_BEFORE,
            )
            signed = sign_statement(ending, signer=context.statement_signer)
            end(session, number, Kind.WITHDRAWN, signed, at=at)
            again.append(number)
    return tuple(again)


def _event(
    who: str,
    gap: Gap,
    unseen: int,
    burnt: Mapping[str, tuple[int, int]],
    condemned: Sequence[Number],
    reason: str,
) -> AuditEvent:
    if gap.head is None:
        lost = f"entrées perdues : après la {gap.kept}, leur nombre est inconnu"
    elif gap.head > gap.kept:
        lost = f"entrées perdues : {gap.kept + 1} à {gap.head}"
    else:
        lost = f"entrées perdues : celles d’un autre registre, dont la {gap.head}"
    if unseen:
        lost += f" ; déclarations perdues, qu’un témoin a vues : {unseen} au moins"
    numbers = ", ".join(f"{series}-{a:04d} à {b:04d}" for series, (a, b) in burnt.items())
    detail = f"{lost} ; numéros perdus : {numbers} ; condamnées : {len(condemned)} ; {reason}"
    return AuditEvent(who=who, action=AuditAction.RESTORE_ACCEPTED, detail=detail)
