"""Erasing what is held on a person (GDPR, article 17).

The paper stays as good as before. Its QR code carries all that a verifier needs besides the status
list, and a signed statement says that the record was erased, so that nobody suspects its absence.
``register.erasure`` empties the rows. ADR 0074.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from attestation.facts import Number
from attestation.formats.checkpoint import Inclusion
from attestation.formats.statement import STATEMENT, Kind, Statement, sign_statement
from attestation.verdict.trusted_keys import Verified
from issuer.audit.log import AuditAction, AuditEvent, audited
from issuer.context import IssuerContext
from issuer.lifecycle.agreement import agreed
from issuer.lifecycle.person_export import person_numbers
from issuer.planning.erased_people import ErasedKeys
from register import erasure
from register.checkpoints import inclusions
from register.database import reading
from register.issuance import add_statement
from register.tables.attestations import AttestationRow

NEUTRAL_REASON = "motif effacé à la demande de la personne"


def erase_person(context: IssuerContext, number: Number, *, who: str) -> list[Number]:
    """Erase all that is held on ``number``'s holder; return the numbers left without names.

    Raises:
        EndingRefusedError: there is nobody under this number.
        RegisterError: the register failed; nothing was erased.
        SigningError: the signer refused; nothing was erased.
    """
    with reading(context.register) as session:
        numbers = person_numbers(context, session, number)
    erase_records(context, numbers, who=who)
    return numbers


def erase_records(context: IssuerContext, numbers: Sequence[Number], *, who: str) -> None:
    """Erase the records of ``numbers``, and sign that this was done.

    Raises:
        RegisterError: the register failed; nothing was erased.
        SigningError: the signer refused; nothing was erased.
        ConfigurationError: the deployment's secret cannot be read; nothing was erased.
    """
    event = AuditEvent(
        who=who, action=AuditAction.PERSON_ERASED, subject=numbers[0], detail=f"{len(numbers)}"
    )
    at = context.instant()
    keys = ErasedKeys.open(context.settings.participant.secret_file)
    with audited(context, event) as session:
        # SECURITY: who is forgotten, and what is signed about it, is what was signed before:
        # test_nothing_is_signed_over_an_edited_row.
        agreements = {number: agreed(context, session, number) for number in sorted(numbers)}
        names = erasure.names_in(session, numbers)
        proofs = [proof for number in numbers for proof in inclusions(session, number)]
        restated = {
            stored.id: signed
            for stored in erasure.stored_statements(session, numbers)
            if (signed := _without_names(context, stored.signed, names, proofs, at=at)) is not None
        }
        erasure.erase(session, numbers, restated=restated, key_after=keys.key_after, at=at)
        for number, one in agreements.items():
            if one is not None:
                remains = erasure.digest_of_remains(session.get_one(AttestationRow, number))
                statement = Statement(kind=Kind.ERASED, code=one.code, made_at=at, remains=remains)
                token = sign_statement(statement, signer=context.statement_signer)
                add_statement(session, number, Kind.ERASED, token, at=at)


def due_for_erasure(context: IssuerContext) -> list[Number]:
    """Return the attestations whose record is older than the organisation keeps it.

    Raises:
        RegisterError: the register failed.
    """
    now = context.instant()
    years = context.settings.retention.years
    limit = now.replace(year=now.year - years, day=min(now.day, 28))  # 29 February
    with reading(context.register) as session:
        return erasure.numbers_before(session, limit)


def _without_names(
    context: IssuerContext,
    signed: bytes,
    names: set[str],
    proofs: Sequence[Inclusion],
    *,
    at: datetime,
) -> bytes | None:
    """Sign an ending anew if its reason names somebody; return None if not needed.

    A statement that does not count, such as a stolen key's, is emptied instead.
    """
    match context.trusted.open(signed, STATEMENT, inclusions=proofs):
        case Verified(message=statement):
            if not erasure.names_somebody(statement.reason or "", names):
                return None
            # SECURITY: signed now, about the earlier day: the key of today was perhaps not valid
            # then: test_erasure_after_a_rotation_leaves_no_name.
            neutral = replace(statement, reason=NEUTRAL_REASON, restated_at=at)
            return sign_statement(neutral, signer=context.statement_signer)
        case _:
            is_named = erasure.names_somebody(signed.decode(errors="replace"), names)
            return b"" if is_named else None
