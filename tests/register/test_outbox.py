"""The outbox: one worker a message, and what is known of one whose worker died."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from register import outbox
from register.database import writing
from register.links import store_link
from register.outbox import Message
from register.tables.delivery import Delivery, Purpose
from tests.support.empty_registers import issue_rows
from tests.support.issuer_contexts import make_draft
from tests.support.issuers import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def queued(engine: Engine) -> Iterator[Session]:
    """A register with one message that is due."""
    with writing(engine) as session:
        (one,) = issue_rows(session, [make_draft()])
        store_link(session, "link", bytes(32), one.number, at=NOW)
        message = Message(
            id="message",
            number=one.number,
            round=1,
            link_id="link",
            message_id="<message@example.org>",
            purpose=next(iter(Purpose)),
            address="s@example.org",
            state=Delivery.QUEUED,
            reason=None,
            attempts=0,
            undecided=0,
            queued_at=NOW,
            due_at=NOW,
            sent_at=None,
        )
        outbox.add(session, message)
        yield session


def claim(session: Session, lease: str, *, after: timedelta = timedelta()) -> Message | None:
    return outbox.claim(session, lease=lease, at=NOW + after, lasting=MINUTE)


def test_claimed_message_is_nobody_elses_until_its_lease_is_over(queued: Session) -> None:
    assert outbox.is_due(queued, at=NOW)
    assert claim(queued, "a") is not None

    assert not outbox.is_due(queued, at=NOW)
    assert claim(queued, "b") is None
    again = claim(queued, "b", after=MINUTE)
    assert again is not None
    assert (again.attempts, again.undecided) == (2, 0)


def test_message_of_a_worker_that_died_while_handing_over_is_uncertain(queued: Session) -> None:
    claim(queued, "a")
    assert outbox.hand_over(queued, "message", lease="a", at=NOW)
    queued.expire_all()

    again = claim(queued, "b", after=MINUTE)

    assert again is not None
    assert (again.reason, again.undecided) == ("interrupted", 1)


def test_worker_that_lost_its_lease_neither_hands_over_nor_settles(queued: Session) -> None:
    claim(queued, "a")

    assert not outbox.hand_over(queued, "message", lease="a", at=NOW + MINUTE)
    claim(queued, "b", after=MINUTE)
    assert not outbox.settle(
        queued, "message", lease="a", state=Delivery.SENT, reason=None, due_at=None, at=NOW
    )


def test_attempt_that_counts_for_nothing_leaves_as_many_as_before(queued: Session) -> None:
    claim(queued, "a")
    later = NOW + 5 * MINUTE

    assert outbox.settle(
        queued,
        "message",
        lease="a",
        state=Delivery.QUEUED,
        reason="busy",
        due_at=later,
        at=NOW,
        counts=False,
    )

    assert not outbox.is_due(queued, at=NOW + MINUTE)
    again = claim(queued, "b", after=5 * MINUTE)
    assert again is not None
    assert again.attempts == 1
