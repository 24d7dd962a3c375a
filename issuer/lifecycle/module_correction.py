"""Correcting a module: everybody's attestation is replaced by one that says it as it was.

What each person followed is taken from what was signed, session by session; nothing of a row of
the database is. ADR 0124.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from attestation.errors import EndingRefusedError
from attestation.facts import Attestation, Number
from attestation.formats.limits import MAX_CREDENTIAL_BYTES
from attestation.formats.statement import Kind
from issuer.audit.log import (
    AuditAction,
    AuditedTransaction,
    AuditEvent,
    audited_transaction,
    record,
)
from issuer.context import IssuerContext
from issuer.lifecycle.agreement import Agreed, agreed, require_set_aside
from issuer.lifecycle.bulk_replacement import Replaced
from issuer.lifecycle.corrected_module import ModuleCorrection, corrected_draft
from issuer.lifecycle.printed_module import printed_module
from issuer.lifecycle.withdrawal import endable, make_successor, store_successor
from issuer.planning.document_problems import largest_credential
from issuer.signed.row_agreement import require_module_agrees
from issuer.words.sentence import Sentence, said, sentence
from register import attestations, desk_work
from register.attestations import Record, records
from register.database import reading
from register.printed import decode_printed, printed
from register.reservation import Draft, Module
from register.tables.attestations import State


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedAttestation:
    """An attestation in force, and what a correction makes of it."""

    old: Attestation
    email: str | None
    draft: Draft | None
    """What replaces it; None where nothing does."""
    obstacle: Sentence | None = None
    """Why nothing can; None with a draft, or where it says so already."""


def module_as_issued(
    context: IssuerContext, session: Session, code: str
) -> ModuleCorrection | None:
    """Return the module as its newest attestation in force prints it; None where there is none.

    Raises:
        DisagreementError: the register says something else than what was signed.
        RegisterError: the register failed.
    """
    for one in reversed(_in_force(session, code)):
        signed = _agreed(context, session, one.attestation.number)
        module, attendance = printed_module(context, session, signed)
        percent = context.settings.issue.required_percent_for(code)
        if attendance is not None:
            percent = attendance.required_percent
        moved = tuple((known.slot, known.slot) for known in module.sessions)
        return ModuleCorrection(module=module, moved=moved, required_percent=percent)
    return None


def corrected_attestations(
    context: IssuerContext,
    session: Session,
    correction: ModuleCorrection,
    *,
    only: Number | None = None,
) -> list[CorrectedAttestation]:
    """Return what a correction makes of each attestation of its module in force, by number.

    Args:
        context: whose keys signed.
        session: reading.
        correction: what the module is to say.
        only: of this one; None for all.

    Raises:
        DisagreementError: the register says something else than what was signed.
        RegisterError: the register failed.
    """
    code = correction.module.code
    require_set_aside(context, session)
    require_module_agrees(session, code, context.trusted)
    return [
        _corrected(context, session, one, correction)
        for one in _in_force(session, code)
        if only in (None, one.attestation.number)
    ]


def correct_module(
    context: IssuerContext,
    numbers: Sequence[Number],
    correction: ModuleCorrection,
    *,
    reason: str,
    who: str,
    along: Callable[[AuditedTransaction, Number], None] = lambda transaction, new: None,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Iterator[Replaced]:
    """Replace each of ``numbers`` by one that says the module as corrected; can be run again.

    Args:
        context: settings, register, signer and clock.
        numbers: what is replaced; one that was meanwhile is reported, and stops nobody.
        correction: what the module is to say.
        reason: in public words.
        who: a login, or the user of the machine.
        along: called with each new number in the transaction that stores it.
        is_stopping: called between two transactions.

    Raises:
        RegisterError: the register failed; what was replaced before stands.
        SigningError: the signer refused; same.
        DocumentError: a page could not be drawn; same.
    """
    for number in numbers:
        if is_stopping():
            return
        with reading(context.register) as session:
            new = _replaced_so(context, session, number, correction)
        try:
            if new is None:
                new = _replace(context, number, correction, reason=reason, who=who, along=along)
            yield Replaced(old=number, new=new)
        except EndingRefusedError as error:
            yield Replaced(old=number, new=None, problem=said(error))


def record_correction(
    context: IssuerContext, code: str, replaced: Sequence[Replaced], *, who: str
) -> None:
    """Write into the log that a module was corrected at once.

    Raises:
        RegisterError: the register failed.
        SigningError: the log's entry could not be signed.
    """
    count = sum(one.new is not None for one in replaced)
    event = AuditEvent(
        who=who,
        action=AuditAction.MODULE_CORRECTED,
        subject=code,
        detail=f"{count} remplacées",
    )
    record(context, event)


def _replace(
    context: IssuerContext,
    number: Number,
    correction: ModuleCorrection,
    *,
    reason: str,
    who: str,
    along: Callable[[AuditedTransaction, Number], None],
) -> Number:
    def drafted(session: Session) -> tuple[Module, Draft]:
        kept = attestations.record(session, number)
        endable(context, session, number)
        if kept is None:
            raise EndingRefusedError(sentence("{number} est inconnue", number=number))
        if kept.state is not State.ISSUED:
            raise EndingRefusedError(sentence("{number} est déjà retirée", number=number))
        found = _corrected(context, session, kept, correction)
        if found.draft is None:
            obstacle = found.obstacle or sentence("elle dit déjà cela")
            raise EndingRefusedError(
                sentence("{number} : {obstacle}", number=number, obstacle=obstacle)
            )
        return correction.module, found.draft

    successor = make_successor(context, number, drafted, reason=reason)
    new = successor.signed.attestation.number
    event = AuditEvent(who=who, action=AuditAction.REPLACED, subject=number, detail="module")
    with audited_transaction(context) as transaction:
        store_successor(context, transaction.session, successor)
        transaction.append(event)
        along(transaction, new)
    return new


def _replaced_so(
    context: IssuerContext, session: Session, number: Number, correction: ModuleCorrection
) -> Number | None:
    """Return what an earlier run replaced ``number`` by; None where it did not."""
    old = attestations.record(session, number)
    if old is None or old.replaced_by is None:
        return None
    signed = agreed(context, session, old.replaced_by)
    for statement in () if signed is None else signed.statements:
        if statement.kind is Kind.ISSUED and statement.printed is not None:
            content = printed(session, statement.printed)
            if content is not None and _says(content, correction):
                return old.replaced_by
    return None


def _says(content: bytes, correction: ModuleCorrection) -> bool:
    """Check whether what a document prints is of the module, and of the rule, as corrected."""
    module, attendance = decode_printed(content)
    percent = correction.required_percent
    is_ruled_so = attendance is None or attendance.required_percent == percent
    return module == correction.module and is_ruled_so


def _in_force(session: Session, code: str) -> list[Record]:
    return [one for one in records(session, module_code=code) if one.state is State.ISSUED]


def _agreed(context: IssuerContext, session: Session, number: Number) -> Agreed:
    signed = agreed(context, session, number)
    if signed is None:
        raise AssertionError("in force, and nothing signed")
    return signed


def _corrected(
    context: IssuerContext, session: Session, kept: Record, correction: ModuleCorrection
) -> CorrectedAttestation:
    # SECURITY: hours and presences come from what was signed and never from a row:
    # test_no_column_of_the_database_is_signed_from.
    signed = _agreed(context, session, kept.attestation.number)
    old = signed.attestation
    if old is None:
        raise EndingRefusedError(sentence("{number} est effacée", number=signed.number))
    before, attendance = printed_module(context, session, signed)
    draft = corrected_draft(old, before, attendance, correction, email=kept.email)
    if isinstance(draft, Draft):
        obstacle = _obstacle(context, session, draft, correction.module)
        draft = draft if obstacle is None else obstacle
    if isinstance(draft, Sentence):
        return CorrectedAttestation(old=old, email=kept.email, draft=None, obstacle=draft)
    return CorrectedAttestation(old=old, email=kept.email, draft=draft)


def _obstacle(
    context: IssuerContext, session: Session, draft: Draft, module: Module
) -> Sentence | None:
    if draft.replaces and desk_work.held_ending(session, draft.replaces) is not None:
        return sentence("une autre demande à son sujet attend")
    size = largest_credential(draft, module, context.settings.issue, context.instant())
    if size > MAX_CREDENTIAL_BYTES:
        return sentence("le nom et l’intitulé sont trop longs ensemble pour le code QR")
    return None
