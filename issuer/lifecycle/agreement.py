"""Nothing is signed from a row that does not agree with what was signed before.

Whoever writes the database can change every column; what he cannot make is a signature. So each
act that signs about an attestation first opens its credential and its statements, and goes on with
what those say. A row that says anything else is refused by its number. ADR 0091.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from attestation.code import Code
from attestation.errors import DisagreementError
from attestation.facts import Attestation, Number
from attestation.formats.credential import CREDENTIAL
from attestation.formats.statement import STATEMENT, Kind, Statement
from attestation.formats.status_list import CAPACITY
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.audit.published_lists import condemned, list_number_in
from issuer.context import Office
from issuer.signed.opening import opened
from register.attestations import events, unrecorded
from register.reservation import Reservation, facts_of, is_counted
from register.signed_credentials import credentials
from register.tables.attestations import AttestationRow, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What was signed about one attestation, and its row agrees."""

    number: Number
    code: Code
    list_number: int
    list_index: int
    list_uri: str | None
    """Under which its credential names the list; None once it is erased."""
    attestation: Attestation | None
    """None once the holder asked to be forgotten."""
    statements: tuple[Statement, ...]
    """Signed by us about this code, oldest first."""

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether it was withdrawn, and not replaced since."""
        return _ended_state(self) is State.WITHDRAWN


def agreed(office: Office, session: Session, number: Number) -> Agreed | None:
    """Return what was signed about ``number``; None where nothing was.

    Raises:
        DisagreementError: the register says something else.
        RegisterError: the register failed.
    """
    keys = office.trusted
    try:
        row = session.get(AttestationRow, number, populate_existing=True)
        if row is None or row.state == State.RESERVED:
            return None
        found = _forgotten(session, row, keys) if row.erased_at else _known(session, row, keys)
        state = State(row.state)
    except (ValueError, TypeError, LookupError) as error:  # a value that no column of ours takes
        raise _differs(number, "une valeur impossible") from error
    ended = _ended_state(found)
    is_condemned = found.list_index in condemned(office, session, found.list_number)
    if state != (ended or State.ISSUED) or (is_condemned and ended is None):
        raise _differs(number, "state")
    return found


def require_free(office: Office, session: Session, reservations: Iterable[Reservation]) -> None:
    """Refuse to issue where an issued attestation is gone, or a reservation that is not free.

    Of one that was left in the register nothing was ever signed: nothing that was signed may have
    its number, its code or its place, nor condemn that place.

    Raises:
        DisagreementError: naming the number.
        RegisterError: the register failed.
    """
    # SECURITY: test_reservation_that_is_not_free_is_never_signed.
    lost = unrecorded(session)
    if lost is not None:
        # SECURITY: who held it is not issued to again: test_nobody_is_issued_to_over_a_lost_row.
        raise _differs(lost, "cette attestation n’y est plus")
    left = [one for one in reservations if one.is_taken_up]
    if not left:
        return
    taken: set[object] = set()
    for stored in credentials(session):
        credential = opened(stored.credential, CREDENTIAL, office.trusted)
        if credential is not None:
            place = (list_number_in(credential.status.uri), credential.status.index)
            taken |= {credential.attestation.number, credential.attestation.code, place}
    ended = {number: condemned(office, session, number) for number in {r.list_number for r in left}}
    for one in left:
        number, code = one.attestation.number, one.attestation.code
        if number in taken or events(session, number) or not is_counted(session, number):
            raise _differs(number, "number")
        if code in taken:
            raise _differs(number, "code")
        if (one.list_number, one.list_index) in taken or one.list_index in ended[one.list_number]:
            raise _differs(number, "status_index")
        if not (one.list_number >= 1 and 0 <= one.list_index < CAPACITY):
            raise _differs(number, "status_index")


def _ended_state(found: Agreed) -> State | None:
    kinds = {one.kind for one in found.statements}
    if Kind.REPLACED in kinds:
        return State.REPLACED
    return State.WITHDRAWN if Kind.WITHDRAWN in kinds else None


def _known(session: Session, row: AttestationRow, keys: TrustedKeys) -> Agreed:
    credential = opened(row.credential or b"", CREDENTIAL, keys)
    if credential is None:
        raise _differs(row.number, "le sceau")
    signed = credential.attestation
    expected = facts_of(signed) | {"number": signed.number, "code": signed.code}
    for column, value in expected.items():
        if getattr(row, column) != value:
            raise _differs(row.number, column)
    status = credential.status
    list_number = list_number_in(status.uri)
    if (list_number, status.index) != (row.status_list, row.status_index):
        raise _differs(row.number, "status_index")
    return Agreed(
        number=signed.number,
        code=signed.code,
        list_number=row.status_list,
        list_index=row.status_index,
        list_uri=status.uri,
        attestation=signed,
        statements=tuple(_statements(session, signed.number, signed.code, keys)),
    )


def _forgotten(session: Session, row: AttestationRow, keys: TrustedKeys) -> Agreed:
    """Agree on what is left of an erased record: its code, and a place that is nobody else's."""
    number, code = Number(row.number), Code(row.code)
    statements = tuple(_statements(session, number, code, keys))
    if not any(one.kind is Kind.ERASED for one in statements):
        raise _differs(number, "code")
    place = (row.status_list, row.status_index)
    for other in credentials(session):
        credential = opened(other.credential, CREDENTIAL, keys)
        if credential is None:
            continue
        if (list_number_in(credential.status.uri), credential.status.index) == place:
            raise _differs(number, "status_index")
    return Agreed(
        number=number,
        code=code,
        list_number=row.status_list,
        list_index=row.status_index,
        list_uri=None,
        attestation=None,
        statements=statements,
    )


def _statements(
    session: Session, number: Number, code: Code, keys: TrustedKeys
) -> Iterator[Statement]:
    for event in events(session, number):
        statement = opened(event.signed, STATEMENT, keys)
        if statement is not None and statement.code == code:
            yield statement


def _differs(number: str, what: str) -> DisagreementError:
    return DisagreementError(
        f"{number} : le registre dit autre chose que ce qui fut signé ({what}) ; rien n’est signé"
    )
