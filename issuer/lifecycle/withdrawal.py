"""Withdrawing an attestation, or replacing it by a corrected one."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from attestation.code import Code
from attestation.errors import EndingRefusedError
from attestation.facts import Holder, Number
from attestation.formats.statement import MAX_REASON_CHARACTERS, Kind, Statement, sign_statement
from issuer.audit.log import AuditAction, AuditEvent, audited, require_signable
from issuer.context import IssuerContext
from issuer.issuance.document_production import make_documents
from issuer.issuance.document_signing import DocumentSigning
from issuer.issuance.free_reservations import require_free
from issuer.issuance.status_lists import publish_if_due, publish_list
from issuer.lifecycle.agreement import Agreed, agreed
from issuer.lifecycle.printed_module import printed_module
from issuer.signed.row_agreement import require_module_agrees
from issuer.words.sentence import sentence
from register.database import writing
from register.holders import existing_attestations
from register.issuance import Signed, end, endable_record, store_issued
from register.reservation import Draft, Module, Reservation, reserve
from register.tables.attestations import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The corrected holder."""

    holder: Holder
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """What will take the place of an attestation: made and signed, but not stored."""

    replaces: Number
    reason: str
    list_number: int
    signed: Signed


def withdraw(context: IssuerContext, number: Number, *, reason: str, who: str) -> None:
    """Withdraw ``number`` for a ``reason`` in public words; verifiers know at once.

    Raises:
        EndingRefusedError: unknown, never issued, or ended already; or the reason does not fit.
        DisagreementError: the register does not say what was signed; nothing was changed.
        RegisterError: the register failed; nothing was changed.
        SigningError: the signer refused; nothing was changed.
    """
    with audited(
        context, AuditEvent(who=who, action=AuditAction.WITHDRAWN, subject=number)
    ) as session:
        withdraw_within(context, session, number, reason=reason)


def withdraw_within(
    context: IssuerContext, session: Session, number: Number, *, reason: str
) -> None:
    """Withdraw ``number`` in the transaction of whoever writes the entry of the log.

    Raises:
        AttestationError: as ``withdraw``.
    """
    require_signable(context, session)
    check_ending(context, session, number, None)
    current = endable(context, session, number)
    _end(context, session, current, Kind.WITHDRAWN, reason=reason)


def replace_attestation(
    context: IssuerContext, number: Number, correction: Correction, *, reason: str, who: str
) -> Number:
    """Issue a corrected attestation that replaces ``number``; return the new number.

    Raises:
        AttestationError: as ``prepare_successor``; the old attestation stands.
    """
    successor = prepare_successor(context, number, correction, reason=reason)
    with audited(
        context, AuditEvent(who=who, action=AuditAction.REPLACED, subject=number)
    ) as session:
        store_successor(context, session, successor)
    return successor.signed.attestation.number


def prepare_successor(
    context: IssuerContext,
    number: Number,
    correction: Correction,
    *,
    reason: str,
    may_be_same: bool = False,
) -> Successor:
    """Make a corrected attestation for ``number``, which stays in force until it is stored.

    With ``may_be_same`` nothing need be corrected: the new one says the same under another key.
    A run that dies leaves the old one standing, and the next run finishes with the number that
    was reserved.

    Raises:
        EndingRefusedError: unknown, never issued, or replaced already; nothing is corrected; the
            corrected person holds another one; or the reason does not fit.
        RegisterError: the register failed.
        SigningError: the signer refused.
        DocumentError: the page could not be drawn.
    """

    def drafted(session: Session) -> tuple[Module, Draft]:
        return _correctable(context, session, number, correction, may_be_same=may_be_same)

    return make_successor(context, number, drafted, reason=reason)


def make_successor(
    context: IssuerContext,
    number: Number,
    drafted: Callable[[Session], tuple[Module, Draft]],
    *,
    reason: str,
) -> Successor:
    """Make what ``drafted`` says, to replace ``number``, which stands until it is stored.

    Args:
        context: settings, register, signer and clock.
        number: what is replaced.
        drafted: called in the transaction that reserves; returns the module and the draft.
        reason: in public words.

    Raises:
        AttestationError: as ``prepare_successor``.
    """
    check_reason(reason)
    sealing = DocumentSigning.of(context)  # before a number is reserved
    with writing(context.register) as session:
        require_signable(context, session)
        known, draft = drafted(session)
        prefix = context.settings.issue.number_prefix
        (answer,) = reserve(session, known, [draft], prefix=prefix, at=context.instant())
        if not isinstance(answer, Reservation):
            raise EndingRefusedError(
                sentence(
                    "{number} est déjà remplacée par {other}", number=number, other=answer.number
                )
            )
        require_free(context, session, [answer])
    (signed,) = make_documents(context, known, [answer], sealing)
    return Successor(replaces=number, reason=reason, list_number=answer.list_number, signed=signed)


def store_successor(context: IssuerContext, session: Session, successor: Successor) -> None:
    """End what ``successor`` replaces, and store it, in the transaction that writes the entry.

    Raises:
        EndingRefusedError: the old one was replaced meanwhile.
        RegisterError: the register failed.
        SigningError: the signer refused.
    """
    require_signable(context, session)
    current = endable(context, session, successor.replaces)
    _end(
        context,
        session,
        current,
        Kind.REPLACED,
        reason=successor.reason,
        successor=successor.signed.attestation.code,
    )
    store_issued(session, [successor.signed])
    publish_if_due(context, session, successor.list_number)


def check_ending(
    context: IssuerContext, session: Session, number: Number, correction: Correction | None
) -> None:
    """Check beforehand whether ``number`` can be withdrawn or, with a correction, replaced.

    Raises:
        EndingRefusedError: it cannot, as ``withdraw`` and ``replace_attestation`` would say.
        DisagreementError: the register does not say what was signed.
    """
    if correction is not None:
        _correctable(context, session, number, correction)
    elif endable(context, session, number).is_withdrawn:
        raise EndingRefusedError(sentence("{number} est déjà retirée", number=number))


def _correctable(
    context: IssuerContext,
    session: Session,
    number: Number,
    correction: Correction,
    *,
    may_be_same: bool = False,
) -> tuple[Module, Draft]:
    signed = endable(context, session, number)
    old = signed.attestation
    if old is None:
        raise EndingRefusedError(sentence("{number} est inconnue", number=number))
    # What was withdrawn by mistake is given again as it was, under a new number; so is what a clock
    # that was ahead dated: no verifier believes it before that date.
    is_from_the_future = old.issued_at > context.instant()
    may_be_same = may_be_same or signed.is_withdrawn or is_from_the_future
    if old.holder == correction.holder and not may_be_same:
        raise EndingRefusedError(sentence("rien ne change : {number} dit déjà cela", number=number))
    if old.holder != correction.holder:  # otherwise nobody is looked up who is not here
        require_module_agrees(session, old.module_code, context.trusted)
    for held in existing_attestations(session, old.module_code, [correction.holder]).values():
        if held.number != number:
            raise EndingRefusedError(
                sentence("cette personne a déjà une attestation : {number}", number=held.number)
            )
    module, attendance = printed_module(context, session, signed)
    return module, Draft(
        holder=correction.holder,
        email=correction.email,
        attended=old.attended,
        replaces=number,
        attendance=attendance,
        particulars=old.particulars,
    )


def endable(context: IssuerContext, session: Session, number: Number) -> Agreed:
    """Return what was signed about ``number``, locked, if it can be ended.

    Raises:
        EndingRefusedError: unknown, never issued, or replaced already.
        DisagreementError: the register does not say what was signed.
    """
    current = endable_record(session, number)
    if current is None or current.state is State.RESERVED:
        raise EndingRefusedError(
            sentence("{number} : aucune attestation délivrée sous ce numéro", number=number)
        )
    if current.state is State.REPLACED:
        raise EndingRefusedError(
            sentence(
                "{number} est déjà remplacée par {other}", number=number, other=current.successor
            )
        )
    # SECURITY: what is signed next is about the code and the index that were signed, not about
    # those of a row: test_nothing_is_signed_over_an_edited_row.
    signed = agreed(context, session, number)
    if signed is None:
        raise AssertionError("issued, and nothing signed")
    return signed


def _end(
    context: IssuerContext,
    session: Session,
    current: Agreed,
    kind: Kind,
    *,
    reason: str,
    successor: Code | None = None,
) -> None:
    at = context.instant()
    statement = Statement(
        kind=kind, code=current.code, made_at=at, reason=check_reason(reason), successor=successor
    )
    signed = sign_statement(statement, signer=context.statement_signer)
    end(session, current.number, kind, signed, at=at)
    # SECURITY: by the credential's own uri: a list that was taken away is no reprieve:
    # test_withdrawal_is_published_though_the_list_was_taken_away.
    publish_list(
        context,
        session,
        current.list_number,
        also=frozenset({current.list_index}),
        named=current.list_uri,
    )


def check_reason(reason: str) -> str:
    """Return a reason in the form that is signed.

    Raises:
        EndingRefusedError: it does not fit.
    """
    if not 1 <= len(reason.strip()) <= MAX_REASON_CHARACTERS or not reason.isprintable():
        raise EndingRefusedError(
            sentence(
                "le motif est public : une phrase de 1 à {most} caractères",
                most=MAX_REASON_CHARACTERS,
            )
        )
    return reason.strip()
