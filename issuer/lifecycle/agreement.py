"""Refuses to sign from a row that disagrees with what was signed before.

Whoever writes the database can change every column, but cannot make a signature. So each act that
signs about an attestation first opens its credential and statements and uses only their content. A
row that differs is refused by its number. ADR 0091.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from attestation.code import Code
from attestation.facts import Attestation, Number
from attestation.formats.credential import CREDENTIAL
from attestation.formats.statement import STATEMENT, Kind, Statement
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.audit.published_lists import condemned
from issuer.context import IssuerContext
from issuer.signed.list_number import list_number_in
from issuer.signed.opening import opened
from issuer.signed.row_agreement import agreed_credential, agreed_erasure, differs
from issuer.words.sentence import sentence
from register.attestations import events, unrecorded
from register.extension import set_aside_rows
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
        if row is None:
            return None
        if row.state == State.RESERVED:
            if events(session, number):  # of a reservation nothing is signed
                raise differs(number, "state")
            return None
        found = _forgotten(session, row, keys) if row.erased_at else _known(session, row, keys)
        state = State(row.state)
    except (ValueError, TypeError, LookupError) as error:  # a value that no column of ours takes
        raise differs(number, sentence("une valeur impossible")) from error
    ended = _ended_state(found)
    is_condemned = found.list_index in condemned(context, session, found.list_number)
    # A list of ours that condemns it says as much as a statement: one may be by a key that is gone.
    signed = ended or (State.WITHDRAWN if is_condemned else State.ISSUED)
    if state != signed:
        raise differs(number, "state")
    return found


def require_set_aside(context: IssuerContext, session: Session) -> None:
    """Refuse to leave out what is in force by all that was signed, and not by its row.

    Raises:
        DisagreementError: naming the number.
        RegisterError: the register failed.
    """
    # SECURITY: test_row_that_says_it_ended_is_not_left_out_in_silence.
    lost = unrecorded(session)
    if lost is not None:
        raise differs(lost, sentence("cette attestation n’y est plus"))
    keys = context.trusted
    for row in set_aside_rows(session):
        if row.erased_at is not None:
            agreed_erasure(row, (one.signed for one in events(session, Number(row.number))), keys)
        elif State.of(row.number, row.state) != _ended_state(_known(session, row, keys)):
            raise differs(row.number, "state")


def _ended_state(found: Agreed) -> State | None:
    kinds = {one.kind for one in found.statements}
    if Kind.REPLACED in kinds:
        return State.REPLACED
    return State.WITHDRAWN if Kind.WITHDRAWN in kinds else None


def _known(session: Session, row: AttestationRow, keys: TrustedKeys) -> Agreed:
    credential = agreed_credential(row, keys)
    signed = credential.attestation
    return Agreed(
        number=signed.number,
        code=signed.code,
        list_number=row.status_list,
        list_index=row.status_index,
        list_uri=credential.status.uri,
        attestation=signed,
        statements=tuple(_statements(session, signed.number, signed.code, keys)),
    )


def _forgotten(session: Session, row: AttestationRow, keys: TrustedKeys) -> Agreed:
    """Agree on what is left of an erased record: its code, and a place that is nobody else's."""
    number = Number(row.number)
    statements = agreed_erasure(row, (one.signed for one in events(session, number)), keys)
    place = (row.status_list, row.status_index)
    for other in credentials(session):
        credential = opened(other.credential, CREDENTIAL, keys)
        if credential is None:
            continue
        if (list_number_in(credential.status.uri), credential.status.index) == place:
            raise differs(number, "status_index")
    return Agreed(
        number=number,
        code=Code(row.code),
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
