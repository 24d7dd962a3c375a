"""Handing over what is held on a person (GDPR, article 15): one JSON file, and their documents."""

import json
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy.orm import Session

from attestation.errors import EndingRefusedError
from attestation.facts import Number
from issuer.audit.log import AuditAction, AuditEvent, record
from issuer.context import IssuerContext
from issuer.export.documents import write_whole
from issuer.signed.released import as_signed
from issuer.signed.row_agreement import require_person_agrees
from register import erasure
from register.database import reading
from register.person_records import held_on


def person_numbers(context: IssuerContext, session: Session, number: Number) -> list[Number]:
    """Return all attestations of ``number``'s holder.

    Raises:
        DisagreementError: a row that may be of the same person does not say what was signed.
        EndingRefusedError: there is none under this number, or it is erased already.
    """
    require_person_agrees(session, number, context.trusted)
    numbers = erasure.numbers_of_person(session, number)
    if not numbers:
        raise EndingRefusedError(f"{number} : aucune personne sous ce numéro")
    return numbers


def export_person(context: IssuerContext, number: Number, folder: Path, *, who: str) -> list[Path]:
    """Write all that is held on ``number``'s holder: one JSON file, and their documents.

    Raises:
        EndingRefusedError: there is nobody under this number.
        DisagreementError: a document is not the one that was signed.
        ConfigurationError: the folder cannot be written.
        RegisterError: the register failed.
        SigningError: the log's entry could not be signed.
    """
    with reading(context.register) as session:
        keys = context.trusted
        numbers = person_numbers(context, session, number)
        held = held_on(session, numbers)
        documents = {
            f"{one}-{order}.pdf": as_signed(session, one, content, keys=keys)
            for one in numbers
            for order, content in enumerate(erasure.stored_documents(session, one), start=1)
        }
    text = json.dumps(held, ensure_ascii=False, indent=2, default=_plain)
    files = {"personne.json": text.encode(), **documents}
    for name, content in files.items():
        write_whole(folder / name, content)
    record(context, AuditEvent(who=who, action=AuditAction.PERSON_EXPORTED, subject=number))
    return [folder / name for name in files]


def _plain(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(type(value).__name__)
