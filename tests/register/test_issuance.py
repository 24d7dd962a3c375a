from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from attestation.code import code_from_entropy
from attestation.errors import RegisterError
from attestation.facts import Number
from attestation.formats.status_list import CAPACITY
from issuer.context import Office
from issuer.issuance.issue import issue
from issuer.issuance.pipeline import produce
from register.attestations import document, module, record, records
from register.database import reading, writing
from register.issuance import store_issued
from register.lookup import Lookup
from register.reservation import Reservation, reserve
from tests.support.offices import make_deployment, make_draft, make_drafts, make_module, open_office

MODULE = make_module()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(make_deployment(tmp_path))


def reserve_one(office: Office) -> Reservation:
    with writing(office.register) as session:
        (answer,) = reserve(session, MODULE, [make_draft()], prefix="AC", at=office.instant())
    assert isinstance(answer, Reservation)
    return answer


def test_of_two_runs_with_the_same_document_the_first_to_store_wins(office: Office) -> None:
    reservation = reserve_one(office)
    (first,), (second,) = (produce(office, MODULE, [reservation]) for _ in range(2))

    with writing(office.register) as session:
        store_issued(session, [first])
    with writing(office.register) as session:
        store_issued(session, [second])

    with reading(office.register) as session:
        stored = document(session, reservation.attestation.number)
    assert stored == first.document
    assert Lookup(office.register).credential_by_digest(sha256(second.document).digest()) is None


def test_what_was_never_reserved_cannot_be_stored(office: Office) -> None:
    (signed,) = produce(office, MODULE, [reserve_one(office)])
    other_code = replace(signed.attestation, code=code_from_entropy(1))
    other_number = replace(signed.attestation, number=Number("AC-2026-9999"))

    for attestation in (other_code, other_number):
        with (
            pytest.raises(RegisterError, match="n’a pas été réservée"),
            writing(office.register) as session,
        ):
            store_issued(session, [replace(signed, attestation=attestation)])


def test_reservation_cut_short_leaves_no_trace(office: Office) -> None:
    class PowerCutError(Exception):
        pass

    def reserve_and_stop() -> None:
        with writing(office.register) as session:
            reserve(session, MODULE, make_drafts(3), prefix="AC", at=office.instant())
            raise PowerCutError

    with pytest.raises(PowerCutError):
        reserve_and_stop()

    assert reserve_one(office).attestation.number == "AC-2026-0001"


def test_indices_are_drawn_from_the_whole_list(office: Office) -> None:
    issue(office, MODULE, make_drafts(40))

    with reading(office.register) as session:
        indices = sorted(one.list_index for one in records(session))
    assert len(set(indices)) == 40
    assert max(indices) - min(indices) > CAPACITY // 4
    assert all(0 <= index < CAPACITY for index in indices)


def test_module_is_kept_as_it_was_last_brought(office: Office) -> None:
    reserve_one(office)
    renamed = replace(MODULE, title="Autre intitulé", sessions=MODULE.sessions[:2])

    with writing(office.register) as session:
        reserve(session, renamed, [make_draft("Bah")], prefix="AC", at=office.instant())

    with reading(office.register) as session:
        assert module(session, MODULE.code) == renamed
        assert module(session, "AC-1999-01") is None
        assert record(session, Number("AC-1999-0001")) is None


def test_published_list_is_found_by_its_number(office: Office) -> None:
    issue(office, MODULE, [make_draft()])

    assert Lookup(office.register).status_list(1) is not None
    assert Lookup(office.register).status_list(2) is None
