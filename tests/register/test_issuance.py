from dataclasses import replace
from hashlib import sha256

import pytest

from attestation.code import code_from_entropy
from attestation.errors import RegisterError
from attestation.facts import Number
from issuer.context import IssuerContext
from issuer.issuance.document_production import make_documents
from register.attestations import document
from register.database import reading, writing
from register.issuance import store_issued
from register.lookup import Lookup
from tests.support.reservations import MODULE, context, reserve_one

__all__ = ["context"]  # pytest finds them here


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
