import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from attestation.errors import EndingRefusedError
from attestation.facts import Number
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import CannotCheck, Genuine
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.withdrawal import withdraw
from register.attestations import documents, record, records
from register.database import reading, writing
from register.holders import ExistingAttestation
from register.reservation import Reservation, reserve
from register.tables.attestations import State
from tests.support.issued_contexts import MODULE, config, context, issue_one
from tests.support.issuer_contexts import (
    Checker,
    at,
    make_draft,
    make_drafts,
    make_module,
    open_issuer,
)
from tests.support.issuers import NOW

__all__ = ["config", "context"]  # pytest finds them here


def assert_all_good(context: IssuerContext, *, people: int) -> None:
    """Each person has one attestation, each number one person, each document is genuine."""
    checker = Checker.of(context)
    with reading(context.register) as session:
        everyone = records(session)
        stored = list(documents(session))
    assert len(everyone) == len(stored) == people
    assert {one.state for one in everyone} <= {State.ISSUED}
    assert len({one.attestation.holder.key() for one in everyone}) == people
    assert len({one.attestation.code for one in everyone}) == people
    assert len({(one.list_number, one.list_index) for one in everyone}) == people
    for number, _, content in stored:
        assert checker.is_original(sha256(content).digest())
        assert isinstance(checker.verdict(number), Genuine)


def test_issued_attestation_is_genuine_and_its_document_original(context: IssuerContext) -> None:
    number = issue_one(context)

    assert number == "AC-2026-0001"
    assert_all_good(context, people=1)
    with reading(context.register) as session:
        found = record(session, number)
    assert found is not None
    assert found.attestation.holder == make_draft().holder
    assert found.attestation.issued_at == NOW
    assert found.email == "s@example.org"


def test_issuing_twice_issues_nothing_twice(context: IssuerContext) -> None:
    drafts = make_drafts(3)
    first = issue(context, MODULE, drafts)

    second = issue(at(context, timedelta(days=1)), MODULE, [*drafts, make_draft()])

    assert second[:3] == [
        ExistingAttestation(number=number, state=State.ISSUED)  # type: ignore[arg-type]
        for number in first
    ]
    assert second[3] == "AC-2026-0004"
    assert_all_good(at(context, timedelta(days=1)), people=4)


def test_another_spelling_is_the_same_person(context: IssuerContext) -> None:
    number = issue_one(context)

    (answer,) = issue(context, MODULE, [make_draft("AGAOGLU", "sukriye")])

    assert answer == ExistingAttestation(number=number, state=State.ISSUED)


def test_the_same_person_in_another_module_gets_another_one(context: IssuerContext) -> None:
    issue_one(context)

    assert issue(context, make_module("AC-2026-11"), [make_draft()]) == ["AC-2026-0002"]


def test_nothing_to_issue_touches_nothing(context: IssuerContext) -> None:
    assert issue(context, MODULE, []) == []
    with reading(context.register) as session:
        assert records(session) == []


def test_progress_counts_every_document(context: IssuerContext) -> None:
    counted: list[int] = []

    issue(context, MODULE, make_drafts(23), on_issued=counted.append)

    assert counted == [20, 3]


def test_reservation_left_behind_is_taken_up_with_its_number(context: IssuerContext) -> None:
    draft = make_draft()
    with writing(context.register) as session:
        (left,) = reserve(session, MODULE, [draft], prefix="AC", at=context.instant())
    assert isinstance(left, Reservation)

    later = at(context, timedelta(hours=1))
    numbers = issue(later, MODULE, [make_draft("Premier"), draft])

    assert numbers == ["AC-2026-0002", left.attestation.number]
    with reading(context.register) as session:
        found = record(session, left.attestation.number)
    assert found is not None
    assert found.attestation.code == left.attestation.code
    assert found.attestation.issued_at == later.instant()
    assert_all_good(later, people=2)


def test_reserved_attestation_is_nothing_yet(context: IssuerContext) -> None:
    with writing(context.register) as session:
        reserve(session, MODULE, [make_draft()], prefix="AC", at=context.instant())

    with pytest.raises(EndingRefusedError, match="aucune attestation"):
        withdraw(context, Number("AC-2026-0001"), reason="essai", who="ines")


def test_status_list_is_renewed_before_it_is_stale(context: IssuerContext) -> None:
    number = issue_one(context)
    later = at(context, timedelta(days=29))
    assert isinstance(Checker.of(later).verdict(number), Genuine)
    stale = at(context, timedelta(days=31))
    assert Checker.of(stale).verdict(number) == CannotCheck(reason=Obstacle.STALE_STATUS)

    issue(at(context, timedelta(days=16)), MODULE, [make_draft("Bah")])
    assert isinstance(Checker.of(stale).verdict(number), Genuine)

    publish_all(at(context, timedelta(days=200)), who="ines")
    assert isinstance(Checker.of(at(context, timedelta(days=229))).verdict(number), Genuine)


def test_clock_set_back_within_the_slack_does_not_make_an_older_list(
    context: IssuerContext,
) -> None:
    issue_one(context)
    (before,) = publish_all(at(context, timedelta(minutes=4)), who="ines")

    (after,) = publish_all(context, who="ines")

    assert after.issued_at == before.issued_at


def test_two_processes_at_once_issue_each_person_once(config: Path) -> None:
    drafts = make_drafts(30)
    children = []
    for order in (drafts, drafts[::-1]):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                issue(open_issuer(config), MODULE, order)
                status = 0
            finally:
                os._exit(status)
        children.append(child)

    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]
    context = open_issuer(config)
    assert_all_good(context, people=30)
    context.register.dispose()
