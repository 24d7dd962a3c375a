"""Extending issued documents: the archive timestamp, registered by a signed statement.

Both the issued and the extended bytes are original. Each document is stored in its own transaction,
after all steps that can fail. ``issuer.document.long_term_validation`` makes the timestamp.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from attestation.code import Code
from attestation.errors import EndingRefusedError, RegisterError
from attestation.facts import Number
from attestation.formats.statement import STATEMENT, Kind, Statement, sign_statement
from attestation.verdict.trusted_keys import Verified
from issuer.audit.log import AuditAction, AuditEvent
from issuer.audit.log import record as record_act
from issuer.context import IssuerContext
from issuer.document.long_term_validation import level_of
from issuer.issuance.document_signing import DocumentSigning
from issuer.lifecycle.agreement import agreed, require_set_aside
from issuer.settings.timestamp import Level
from register.attestations import document, events, record
from register.checkpoints import inclusions
from register.database import reading, writing
from register.extension import current_numbers, store_extended
from register.tables.attestations import State

_ORDER = tuple(Level)
_RENEWAL = timedelta(days=365)
"""An archive timestamp holds for years: each more makes the document 8 KB longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """What became of one document."""

    number: Number
    before: Level
    after: Level
    size_bytes: int


def waiting(context: IssuerContext, numbers: Sequence[Number] | None = None) -> list[Number]:
    """Return the numbers in force, of all or of ``numbers``, below the configured level.

    Raises:
        RegisterError: the register failed.
        SigningError: a stored document is not one of ours.
    """
    policy = context.settings.timestamp
    if policy is None:
        return []
    asked = _ORDER.index(policy.level)
    return [
        number
        for number in everything(context, numbers)
        if _ORDER.index(level_of(_newest(context, number)[1])) < asked
    ]


def everything(context: IssuerContext, numbers: Sequence[Number] | None = None) -> list[Number]:
    """Return the numbers in force, of all or of ``numbers``; erased records have no document.

    Raises:
        RegisterError: the register failed.
    """
    with reading(context.register) as session:
        if numbers is None:
            require_set_aside(context, session)
        return list(current_numbers(session, numbers))


def due(context: IssuerContext) -> list[Number]:
    """Return the numbers in force that were not extended within a year.

    Raises:
        RegisterError: the register failed.
    """
    with reading(context.register) as session:
        require_set_aside(context, session)
        return list(current_numbers(session, unless_extended_since=context.instant() - _RENEWAL))


def extend(
    context: IssuerContext,
    numbers: Iterable[Number],
    *,
    who: str,
    on_extended: Callable[[Extended], None] = lambda one: None,
) -> list[Extended]:
    """Take documents to B-LTA one after the other; the log says of how many, also after a failure.

    Args:
        context: settings, register, signer and clock.
        numbers: of attestations in force.
        who: a login, or the user of the machine.
        on_extended: called with each as soon as it is stored.

    Raises:
        ConfigurationError: no authority is set, or the root has no revocation list.
        EndingRefusedError: a number that is unknown, or no longer in force.
        SigningError: the authority failed, or it is too late; those stored before stay.
        RegisterError: the register failed, or holds a document that was never signed; same.
    """
    done: list[Extended] = []
    try:
        for one in _extend(context, numbers):
            done.append(one)
            on_extended(one)
    finally:
        if done:
            record_act(
                context,
                AuditEvent(who=who, action=AuditAction.EXTENDED, detail=f"{len(done)} documents"),
            )
    return done


def _extend(context: IssuerContext, numbers: Iterable[Number]) -> Iterator[Extended]:
    sealing = DocumentSigning.of(context)
    for number in numbers:
        code, newest = _newest(context, number)
        # SECURITY: a new statement over whatever the database holds would make a forgery
        # original: test_document_that_was_slipped_into_the_register_is_never_extended.
        if not _was_signed(context, number, code, newest):
            raise RegisterError(f"{number} : le document du registre n’est pas celui qui fut signé")
        extended = sealing.archived(newest)
        at = context.instant()
        statement = Statement(
            kind=Kind.EXTENDED, code=code, made_at=at, digest=sha256(extended).digest()
        )
        signed = sign_statement(statement, signer=context.statement_signer)
        with writing(context.register) as session:
            is_stored = store_extended(session, number, extended, signed, at=at)
        if not is_stored:
            raise EndingRefusedError(f"{number} a changé entre-temps : recommencez")
        yield Extended(
            number=number,
            before=level_of(newest),
            after=level_of(extended),
            size_bytes=len(extended),
        )


def _was_signed(context: IssuerContext, number: Number, code: Code, content: bytes) -> bool:
    """Check whether a key of ours, in our own hands, registered exactly these bytes."""
    digest = sha256(content).digest()
    with reading(context.register) as session:
        stored, proofs = events(session, number), inclusions(session, number)
    opened = [context.trusted.open(one.signed, STATEMENT, inclusions=proofs) for one in stored]
    return any(
        isinstance(one, Verified) and (one.message.code, one.message.digest) == (code, digest)
        for one in opened
    )


def _newest(context: IssuerContext, number: Number) -> tuple[Code, bytes]:
    with reading(context.register) as session:
        found, content = record(session, number), document(session, number)
        if found is None or content is None or found.state is not State.ISSUED:
            raise EndingRefusedError(f"{number} : aucune attestation en vigueur sous ce numéro")
        signed = agreed(context, session, number)
    if signed is None:
        raise AssertionError("issued, and nothing signed")
    return signed.code, content
