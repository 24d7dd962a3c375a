"""Refuses to sign from a row that disagrees with what was signed before.

Whoever writes the database can change every column, but cannot make a signature. So each act that
signs about an attestation first opens its credential and statements and uses only their content. A
row that differs is refused by its number. ADR 0091.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from attestation.code import Code
from attestation.errors import DisagreementError
from attestation.facts import Attestation, Number
from attestation.formats.credential import CREDENTIAL
from attestation.formats.statement import STATEMENT, Kind, Statement
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.audit.published_lists import condemned, list_number_in
from issuer.context import IssuerContext
from issuer.signed.opening import opened
from register.attestations import events
from register.reservation import facts_of
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
        """Check whether it was withdrawn, and not replaced since."""
        return _ended_state(self) is State.WITHDRAWN


def agreed(context: IssuerContext, session: Session, number: Number) -> Agreed | None:
    """Return what was signed about ``number``; None where nothing was.

    Raises:
        DisagreementError: the register says something else.
        RegisterError: the register failed.
    """
    keys = context.trusted
    try:
        row = session.get(AttestationRow, number, populate_existing=True)
        if row is None or row.state == State.RESERVED:
            return None
        found = _forgotten(session, row, keys) if row.erased_at else _known(session, row, keys)
        state = State(row.state)
    except (ValueError, TypeError, LookupError) as error:  # a value that no column of ours takes
        raise _differs(number, "une valeur impossible") from error
    ended = _ended_state(found)
    is_condemned = found.list_index in condemned(context, session, found.list_number)
    if state != (ended or State.ISSUED) or (is_condemned and ended is None):
        raise _differs(number, "state")
    return found


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
