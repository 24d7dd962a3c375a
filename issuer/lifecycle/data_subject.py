"""The rights of a holder (GDPR, articles 15 and 17): everything handed over, or everything erased.

After erasure the paper in the holder's hands is as good as before: its QR code carries all that a
verifier needs besides the status list, and a signed statement says that the record was erased, so
that its absence is no suspicion. ADR 0074.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy.orm import Session

from attestation.errors import EndingRefusedError, MalformedCredentialError
from attestation.facts import Number
from attestation.formats.statement import (
    Kind,
    Statement,
    decode_statement_envelope,
    sign_statement,
    verify_statement,
)
from issuer.audit.log import Act, Deed, recorded
from issuer.context import Office
from issuer.export.documents import write_whole
from register import erasure
from register.database import reading
from register.issuance import add_statement, standing
from register.tables.attestations import State

NEUTRAL_REASON = "motif effacé à la demande de la personne"


def person_numbers(session: Session, number: Number) -> list[Number]:
    """Give all attestations of ``number``'s holder.

    Raises:
        EndingRefusedError: there is none under this number, or it is erased already.
    """
    numbers = erasure.numbers_of_person(session, number)
    if not numbers:
        raise EndingRefusedError(f"{number} : aucune personne sous ce numéro")
    return numbers


def export_person(office: Office, number: Number, folder: Path, *, who: str) -> list[Path]:
    """Write all that is held on ``number``'s holder: one JSON file, and their documents.

    Raises:
        EndingRefusedError: there is nobody under this number.
        ConfigurationError: the folder cannot be written.
        RegisterError: the register failed.
        SigningError: the log's entry could not be signed.
    """
    with reading(office.register) as session:
        numbers = person_numbers(session, number)
        held = erasure.held_on(session, numbers)
        documents = {
            f"{one}-{order}.pdf": content
            for one in numbers
            for order, content in enumerate(erasure.stored_documents(session, one), start=1)
        }
    text = json.dumps(held, ensure_ascii=False, indent=2, default=_plain)
    files = {"personne.json": text.encode(), **documents}
    for name, content in files.items():
        write_whole(folder / name, content)
    with recorded(office, Deed(who=who, act=Act.PERSON_EXPORTED, subject=number)):
        pass
    return [folder / name for name in files]


def erase_person(office: Office, number: Number, *, who: str) -> list[Number]:
    """Erase all that is held on ``number``'s holder; give the numbers that are left without names.

    Raises:
        EndingRefusedError: there is nobody under this number.
        RegisterError: the register failed; nothing was erased.
        SigningError: the signer refused; nothing was erased.
    """
    with reading(office.register) as session:
        numbers = person_numbers(session, number)
    erase_records(office, numbers, who=who)
    return numbers


def erase_records(office: Office, numbers: Sequence[Number], *, who: str) -> None:
    """Erase the records of ``numbers``, and sign that this was done.

    Raises:
        RegisterError: the register failed; nothing was erased.
        SigningError: the signer refused; nothing was erased.
    """
    deed = Deed(who=who, act=Act.PERSON_ERASED, subject=numbers[0], detail=f"{len(numbers)}")
    at = office.instant()
    with recorded(office, deed) as session:
        names = erasure.names_in(session, numbers)
        restated = {
            stored.id: signed
            for stored in erasure.stored_statements(session, numbers)
            if (signed := _without_names(office, stored.signed, names))
        }
        erasure.erase(session, numbers, restated=restated, at=at)
        for number in sorted(numbers):
            current = standing(session, number)
            if current is None or current.state is State.RESERVED:
                continue
            statement = Statement(kind=Kind.ERASED, code=current.code, made_at=at)
            signed = sign_statement(statement, signer=office.signer)
            add_statement(session, number, Kind.ERASED, signed, at=at)


def due_for_erasure(office: Office) -> list[Number]:
    """Give the attestations whose record is older than the organisation keeps it.

    Raises:
        RegisterError: the register failed.
    """
    now = office.instant()
    years = office.settings.retention.years
    limit = now.replace(year=now.year - years, day=min(now.day, 28))  # 29 February
    with reading(office.register) as session:
        return erasure.numbers_before(session, limit)


def _without_names(office: Office, signed: bytes, names: set[str]) -> bytes | None:
    """Sign an ending anew if its reason names somebody; None where it need not be."""
    try:
        envelope = decode_statement_envelope(signed)
        statement = verify_statement(envelope, office.signer.certificate.public_key())  # type: ignore[arg-type]
    except MalformedCredentialError:
        return None
    if statement is None or statement.reason is None:
        return None
    if not erasure.names_somebody(statement.reason, names):
        return None
    neutral = Statement(
        kind=statement.kind,
        code=statement.code,
        made_at=statement.made_at,
        reason=NEUTRAL_REASON,
        successor=statement.successor,
    )
    return sign_statement(neutral, signer=office.signer)


def _plain(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(type(value).__name__)
