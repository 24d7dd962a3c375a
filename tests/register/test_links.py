"""Personal links: found by a digest, shut after wrong birth dates, cut off for good."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from attestation.facts import Number
from register.links import (
    MAX_FAILURES,
    count_failure,
    cut_off,
    find_link,
    links_of,
    opened,
    store_link,
    usable_link,
)
from tests.support.empty_registers import issue_rows
from tests.support.issuer_contexts import make_draft
from tests.support.issuers import NOW

DIGEST, NEXT = bytes(32), bytes([1] * 32)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def number(session: Session) -> Number:
    (one,) = issue_rows(session, [make_draft()])
    store_link(session, "first", DIGEST, one.number, at=NOW)
    return one.number


def test_link_is_locked_by_the_last_wrong_date_and_no_sooner(
    session: Session, number: Number
) -> None:
    for failures in range(MAX_FAILURES):
        link = find_link(session, DIGEST)
        assert link is not None
        assert (link.failures, link.is_locked) == (failures, False)
        count_failure(session, "first")
        session.expire_all()

    link = find_link(session, DIGEST)
    assert link is not None
    assert link.is_locked
    assert usable_link(session, number) is None


def test_right_date_forgets_the_wrong_ones_and_keeps_the_first_opening(
    session: Session, number: Number
) -> None:
    count_failure(session, "first")
    opened(session, "first", at=NOW)
    opened(session, "first", at=LATER)

    link = find_link(session, DIGEST)
    assert link is not None
    assert (link.failures, link.opened_at) == (0, NOW)


def test_link_that_was_cut_off_is_found_no_more_and_still_told_of(
    session: Session, number: Number
) -> None:
    assert cut_off(session, number, at=LATER) == 1
    assert cut_off(session, number, at=LATER) == 0

    assert find_link(session, DIGEST) is None
    assert usable_link(session, number) is None
    assert [one.cut_off_at for one in links_of(session, number)] == [LATER]


def test_newest_link_is_the_one_to_send(session: Session, number: Number) -> None:
    store_link(session, "second", NEXT, number, at=LATER)

    assert usable_link(session, number) == "second"
