from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from attestation.code import code_from_entropy
from attestation.errors import RegisterError
from attestation.facts import Number
from attestation.formats.status_list import CAPACITY
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.issuance.pipeline import make_documents
from register.attestations import document, module, record, records
from register.database import reading, writing
from register.issuance import store_issued
from register.lookup import Lookup
from register.reservation import Reservation, reserve
from tests.support.issuer_contexts import (
    make_deployment,
    make_draft,
    make_drafts,
    make_module,
    open_issuer,
)

MODULE = make_module()


@pytest.fixture
def context(tmp_path: Path) -> IssuerContext:
    return open_issuer(make_deployment(tmp_path))


def reserve_one(context: IssuerContext) -> Reservation:
    with writing(context.register) as session:
        (answer,) = reserve(session, MODULE, [make_draft()], prefix="AC", at=context.instant())
    assert isinstance(answer, Reservation)
    return answer


def test_of_two_runs_with_the_same_document_the_first_to_store_wins(context: IssuerContext) -> None:
    reservation = reserve_one(context)
    (first,), (second,) = (make_documents(context, MODULE, [reservation]) for _ in range(2))

    with writing(context.register) as session:
        store_issued(session, [first])
    with writing(context.register) as session:
        store_issued(session, [second])

    with reading(context.register) as session:
        stored = document(session, reservation.attestation.number)
    assert stored == first.document
    assert Lookup(context.register).credential_by_digest(sha256(second.document).digest()) is None


def test_what_was_never_reserved_cannot_be_stored(context: IssuerContext) -> None:
    (signed,) = make_documents(context, MODULE, [reserve_one(context)])
    other_code = replace(signed.attestation, code=code_from_entropy(1))
    other_number = replace(signed.attestation, number=Number("AC-2026-9999"))

    for attestation in (other_code, other_number):
        with (
            pytest.raises(RegisterError, match="n’a pas été réservée"),
            writing(context.register) as session,
        ):
            store_issued(session, [replace(signed, attestation=attestation)])


def test_reservation_cut_short_leaves_no_trace(context: IssuerContext) -> None:
    class PowerCutError(Exception):
        pass

    def reserve_and_stop() -> None:
        with writing(context.register) as session:
            reserve(session, MODULE, make_drafts(3), prefix="AC", at=context.instant())
            raise PowerCutError

    with pytest.raises(PowerCutError):
        reserve_and_stop()

    assert reserve_one(context).attestation.number == "AC-2026-0001"


def test_indices_are_drawn_from_the_whole_list(context: IssuerContext) -> None:
    issue(context, MODULE, make_drafts(40))

    with reading(context.register) as session:
        indices = sorted(one.list_index for one in records(session))
    assert len(set(indices)) == 40
    assert max(indices) - min(indices) > CAPACITY // 4
    assert all(0 <= index < CAPACITY for index in indices)


def test_module_is_kept_as_it_was_last_brought(context: IssuerContext) -> None:
    reserve_one(context)
    renamed = replace(MODULE, title="Autre intitulé", sessions=MODULE.sessions[:2])

    with writing(context.register) as session:
        reserve(session, renamed, [make_draft("Bah")], prefix="AC", at=context.instant())

    with reading(context.register) as session:
        assert module(session, MODULE.code) == renamed
        assert module(session, "AC-1999-01") is None
        assert record(session, Number("AC-1999-0001")) is None


def test_published_list_is_found_by_its_number(context: IssuerContext) -> None:
    issue(context, MODULE, [make_draft()])

    assert Lookup(context.register).status_list(1) is not None
    assert Lookup(context.register).status_list(2) is None
