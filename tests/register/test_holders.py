"""One person holds one place in a module, however the name is spelled."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from attestation.errors import DisagreementError
from attestation.formats.statement import Kind
from register.holders import (
    ExistingAttestation,
    days_issued,
    existing_attestations,
    issued_to,
    person_key,
)
from register.issuance import end
from register.reservation import reserve
from register.tables.attestations import AttestationRow, State
from tests.support.empty_registers import MODULE, issue_rows
from tests.support.issuer_contexts import make_draft
from tests.support.issuers import NOW

AWA = make_draft("Diallo", "Awa")


def test_person_is_known_by_any_spelling_and_no_longer_key_than_the_column() -> None:
    assert person_key(AWA.holder) == person_key(make_draft("DIALLÒ", "awa").holder)
    assert person_key(AWA.holder) != person_key(make_draft("Diallo", "Awah").holder)
    assert len(person_key(make_draft("X" * 100, "Y" * 100).holder)) == 64


def test_withdrawn_attestation_still_holds_the_place(session: Session) -> None:
    (one,) = issue_rows(session, [AWA])
    end(session, one.number, Kind.WITHDRAWN, b"statement", at=NOW)

    held = existing_attestations(session, MODULE.code, [AWA.holder])

    assert held == {
        person_key(AWA.holder): ExistingAttestation(number=one.number, state=State.WITHDRAWN)
    }
    assert existing_attestations(session, "AC-2020-01", [AWA.holder]) == {}


def test_reservation_holds_nothing_yet(session: Session) -> None:
    reserve(session, MODULE, [AWA], prefix="AC", at=NOW)

    assert existing_attestations(session, MODULE.code, [AWA.holder]) == {}
    assert days_issued(session, MODULE.code) is None


def test_people_in_force_are_listed_with_the_days_of_their_module(session: Session) -> None:
    issue_rows(session, [AWA, make_draft("Ngoma", None)])

    assert [one.holder.family_name for one in issued_to(session, MODULE.code)] == [
        "Diallo",
        "Ngoma",
    ]
    assert days_issued(session, MODULE.code) == (MODULE.sessions[0].day, MODULE.sessions[-1].day)


def test_row_that_names_an_impossible_holder_is_said_by_its_number(session: Session) -> None:
    (one,) = issue_rows(session, [AWA])
    session.execute(update(AttestationRow).values(birth_date="31/02/1990"))

    with pytest.raises(DisagreementError, match=one.number):
        issued_to(session, MODULE.code)
