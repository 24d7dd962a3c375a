"""Reserving what an attestation is known by: whole or not at all, from the whole list."""

from dataclasses import replace

import pytest

from attestation.facts import Number
from attestation.formats.status_list import CAPACITY
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from register.attestations import module, record, records
from register.database import reading, writing
from register.reservation import reserve
from tests.support.issuer_contexts import (
    make_draft,
    make_drafts,
)
from tests.support.reservations import MODULE, context, reserve_one

__all__ = ["context"]  # pytest finds them here


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
