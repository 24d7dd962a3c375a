"""Withdrawals and corrections from the desk: held for some minutes, then signed.

A signed statement cannot be revoked, so a change can be undone only before it is signed. Until it
is due the attestation stands; an urgent change is not held. ADR 0053.
"""

import json
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from attestation.errors import (
    AttestationError,
    DisagreementError,
    EndingRefusedError,
    MalformedCredentialError,
)
from attestation.facts import Number
from issuer.audit.log import (
    AuditAction,
    AuditedTransaction,
    AuditEvent,
    Entry,
    audited,
    audited_transaction,
    decode_entry,
    record,
)
from issuer.context import IssuerContext
from issuer.delivery.context import MailContext
from issuer.delivery.queueing import Queued, deliver
from issuer.desk.jobs.issuing import decode_holder, encode_holder
from issuer.desk.jobs.request_digest import RequestState, request_digest, request_state, salt
from issuer.lifecycle.withdrawal import (
    Correction,
    check_ending,
    check_reason,
    prepare_successor,
    store_successor,
    withdraw_within,
)
from issuer.words.sentence import sentence
from register import attestations, audit_log, desk_work
from register.database import reading, writing
from register.desk_work import PendingChange

_DESK = "bureau"
_REQUESTS = frozenset(
    {
        AuditAction.WITHDRAWAL_ASKED,
        AuditAction.CORRECTION_ASKED,
        AuditAction.CALLED_BACK,
        AuditAction.REQUEST_REFUSED,
        AuditAction.WITHDRAWN,
        AuditAction.REPLACED,
    }
)
_ENDED_BY = frozenset(
    {
        AuditAction.CALLED_BACK,
        AuditAction.REQUEST_REFUSED,
        AuditAction.WITHDRAWN,
        AuditAction.REPLACED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCorrection:
    """A correction that waits, and whether the new attestation is sent by e-mail."""

    correction: Correction
    is_sent: bool


def ask_ending(
    context: IssuerContext,
    mail_context: MailContext,
    number: Number,
    *,
    reason: str,
    correction: HeldCorrection | None,
    login: str,
    at_once: bool,
) -> Number | None:
    """Withdraw ``number``, or with a correction replace it: at once, or when it is due.

    Args:
        context: settings, register, signer and clock.
        mail_context: queues the message with what replaces it.
        number: the attestation.
        reason: in public words.
        correction: what replaces it; None for a withdrawal.
        login: who asks.
        at_once: without the time for second thoughts.

    Returns:
        The new number of a replacement that was made at once.

    Raises:
        EndingRefusedError: it cannot be ended so, or an ending waits already.
        RegisterError: the register failed; nothing was changed.
        SigningError: the signer refused; nothing was changed.
        DocumentError: the page could not be drawn; nothing was changed.
    """
    held = PendingChange(
        number=number,
        login=login,
        reason=check_reason(reason),
        correction=None if correction is None else _encode(correction),
        due_at=context.instant() + context.settings.desk.undo,
    )
    with audited(context, _asking(held)) as session:
        check_ending(
            context, session, number, None if correction is None else correction.correction
        )
        if not desk_work.hold_ending(session, held):
            raise EndingRefusedError(sentence("{number} : une demande attend déjà", number=number))
    if not at_once:
        return None
    try:
        return _carry_out(context, mail_context, held)
    except AttestationError:
        with writing(context.register) as session:
            desk_work.drop_ending(session, number)
        raise


def call_back(context: IssuerContext, number: Number, *, login: str) -> None:
    """Undo an ending that waits.

    Raises:
        EndingRefusedError: nothing waits any more: it was signed, or called back before.
    """
    with audited(
        context, AuditEvent(who=login, action=AuditAction.CALLED_BACK, subject=number)
    ) as session:
        if desk_work.held_ending(session, number, lock=True) is None:
            raise EndingRefusedError(
                sentence("{number} : il n’y a plus rien à annuler", number=number)
            )
        desk_work.drop_ending(session, number)


def finish_now(
    context: IssuerContext, mail_context: MailContext, number: Number, *, login: str
) -> Number | None:
    """Carry out at once an ending that waits; from before digests, ``login`` confirms it so.

    Raises:
        EndingRefusedError: nothing waits any more, or it can no longer be ended so.
    """
    with reading(context.register) as session:
        held = desk_work.held_ending(session, number)
        what = None if held is None else _state_of(context, session, held)
    if held is None:
        raise EndingRefusedError(
            sentence("{number} : il n’y a plus rien qui attend", number=number)
        )
    if what is RequestState.BEFORE_DIGESTS:
        record(context, replace(_asking(held), who=login))
    return _carry_out(context, mail_context, held)


def apply_due(context: IssuerContext, mail_context: MailContext) -> int:
    """Carry out every ending that is due; return how many.

    A change whose attestation was ended otherwise is dropped, with an entry in the log. One that
    failed for a passing reason is tried again.

    Raises:
        RegisterError: the register failed.
    """
    with reading(context.register) as session:
        due = desk_work.held_endings(session, due=context.instant())
    for held in due:
        with reading(context.register) as session:
            if _state_of(context, session, held) is RequestState.BEFORE_DIGESTS:
                continue  # it waits for a person: the page of the attestation shows it
        try:
            _carry_out(context, mail_context, held)
        except (EndingRefusedError, DisagreementError) as error:
            is_forged = isinstance(error, DisagreementError)
            action = AuditAction.REQUEST_REFUSED if is_forged else AuditAction.CALLED_BACK
            event = AuditEvent(
                who=_DESK, action=action, subject=held.number, detail=str(error)[:200]
            )
            with audited(context, event) as session:
                desk_work.drop_ending(session, held.number)
    return len(due)


def refused_of(session: Session, number: Number) -> Entry | None:
    """Return the entry by which the desk refused the newest request about ``number``, if it did."""
    last = audit_log.last_sequence(session)
    sign = number.encode()
    for _, signed in audit_log.entries(session, newest_first=last):
        if sign not in signed:  # most entries are about others, and need not be decoded
            continue
        try:
            entry = decode_entry(signed)
        except MalformedCredentialError:
            continue
        if entry.event.subject == number and entry.event.action in _REQUESTS:
            return entry if entry.event.who == _DESK else None
    return None


def correction_of(held: PendingChange) -> HeldCorrection | None:
    """Return what a held ending corrects; None for a withdrawal."""
    if held.correction is None:
        return None
    content = json.loads(held.correction)
    correction = Correction(holder=decode_holder(content), email=content["email"])
    # Held by a program that sent nothing by itself: so it stays.
    return HeldCorrection(correction=correction, is_sent=content.get("is_sent", False))


def _carry_out(
    context: IssuerContext, mail_context: MailContext, held: PendingChange
) -> Number | None:
    with reading(context.register) as session:
        what = _state_of(context, session, held)
        if what is RequestState.NEVER:  # somebody else may have ended it: nothing is forged
            check_ending(context, session, held.number, None)
    if what is not RequestState.AS_IT_IS:
        # SECURITY: a row that was written into the database is no request:
        # test_ending_written_into_the_register_is_never_signed.
        raise DisagreementError(
            sentence("{number} : le journal n’a pas cette demande ; refusée", number=held.number)
        )
    found = correction_of(held)
    successor = None
    if found is not None:
        successor = prepare_successor(context, held.number, found.correction, reason=held.reason)
    with audited_transaction(context) as transaction:
        # SECURITY: looked up again in the transaction that signs, so that calling it back always
        # wins: test_what_was_called_back_is_never_signed.
        if desk_work.held_ending(transaction.session, held.number, lock=True) != held:
            raise EndingRefusedError(
                sentence("{number} : la demande a été annulée", number=held.number)
            )
        desk_work.drop_ending(transaction.session, held.number)
        if successor is None:
            withdraw_within(context, transaction.session, held.number, reason=held.reason)
            action = AuditAction.WITHDRAWN
        else:
            store_successor(context, transaction.session, successor)
            action = AuditAction.REPLACED
        transaction.append(AuditEvent(who=held.login, action=action, subject=held.number))
        if found is not None and found.is_sent:
            _send_successor(transaction, mail_context, held)
    return None if successor is None else successor.signed.attestation.number


def _send_successor(
    transaction: AuditedTransaction, mail_context: MailContext, held: PendingChange
) -> None:
    """Queue the message in the transaction that replaces: both happen, or neither."""
    old = attestations.record(transaction.session, held.number)
    if old is None or old.replaced_by is None or mail_context.settings.mail is None:
        return
    if isinstance(deliver(transaction.session, mail_context, old.replaced_by), Queued):
        transaction.append(
            AuditEvent(who=held.login, action=AuditAction.DELIVERY_ASKED, subject=old.replaced_by)
        )


def _asking(held: PendingChange) -> AuditEvent:
    """Return the event that asks for ``held`` as it is."""
    due_at = held.due_at.isoformat()
    return AuditEvent(
        who=held.login,
        action=AuditAction.WITHDRAWAL_ASKED
        if held.correction is None
        else AuditAction.CORRECTION_ASKED,
        subject=held.number,
        digest=request_digest(held.number, held.login, held.reason, held.correction, due_at),
    )


def _state_of(context: IssuerContext, session: Session, held: PendingChange) -> RequestState:
    return request_state(context, session, _asking(held), ended_by=_ENDED_BY)


def _encode(held: HeldCorrection) -> str:
    content = encode_holder(held.correction.holder) | {
        "email": held.correction.email,
        "is_sent": held.is_sent,
        "salt": salt(),
    }
    return json.dumps(content, ensure_ascii=False)
