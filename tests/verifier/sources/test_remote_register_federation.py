"""One verifier for three organisations, without a database: each says over HTTPS what it signed."""

import json
from datetime import timedelta
from threading import Barrier

import pytest

from attestation.facts import Number
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import (
    CannotCheck,
    Genuine,
    LookedAt,
    NotOurs,
    Refusal,
    Replaced,
    Withdrawn,
)
from tests.support.federations import Federation, Organisation, issued_by
from tests.support.world import PEOPLE, Issued

DOWN = CannotCheck(reason=Obstacle.REGISTER_DOWN)


def ways(three: Federation, one: Organisation, paper: Issued) -> list[object]:
    return [
        three.check_file(paper.pdf).verdict,
        three.check_text(one.qr(paper)).verdict,
        three.check_text(paper.code).verdict,
    ]


@pytest.mark.parametrize("number", range(3))
def test_one_verifier_checks_three_organisations_by_file_qr_and_code(
    three: Federation, number: int
) -> None:
    one = three.organisations[number]

    for verdict in ways(three, one, issued_by(one, 0)):
        assert isinstance(verdict, Genuine)
        assert verdict.issuer.name == one.name
        assert verdict.credential.attestation == issued_by(one, 0).attestation
    for verdict in ways(three, one, issued_by(one, 1)):
        assert isinstance(verdict, Withdrawn)
        assert (verdict.issuer.name, verdict.reason) == (one.name, "Erreur de présence")
        assert verdict.withdrawn_at is not None
    for verdict in ways(three, one, issued_by(one, 2)):
        assert isinstance(verdict, Replaced)
        assert verdict.reason == "Faute de frappe"
        assert verdict.successor == issued_by(one, 3).attestation


def test_file_of_a_source_is_an_original(three: Federation) -> None:
    for one in three.organisations:
        assert three.check_file(issued_by(one).pdf).looked_at is LookedAt.ORIGINAL


def test_numbers_of_several_organisations_are_no_contradiction(three: Federation) -> None:
    numbers = {issued_by(one).number for one in three.organisations}

    assert numbers == {Number("AC-2026-0001")}


def test_code_that_no_organisation_has_is_unknown_and_told_to_nobody(three: Federation) -> None:
    before = [len(one.asked) for one in three.organisations]

    finding = three.check_text("0000-0000-0000-0000")

    assert finding.verdict == NotOurs(reason=Refusal.UNKNOWN_CODE)
    for one, count in zip(three.organisations, before, strict=True):
        assert {method for method, *_ in one.asked[count:]} <= {"GET"}


def test_code_is_told_to_nobody_but_the_organisation_that_made_it(three: Federation) -> None:
    first, *others = three.organisations
    code = issued_by(first).attestation.code

    three.check_text(code)
    three.check_file(issued_by(first).pdf)

    assert any(json.loads(body) == {"code": code} for method, _, body in first.asked if body)
    for one in others:
        assert all(code.encode() not in body for _, _, body in one.asked)


def test_nothing_of_a_person_or_paper_is_in_an_address(three: Federation) -> None:
    for one in three.organisations:
        ways(three, one, issued_by(one, 0))
        assert {path for _, path, _ in one.asked} <= {
            "/status/1",
            "/api/v1/source/codes",
            "/api/v1/source/evidence",
            "/api/v1/source/document",
        }


def test_organisation_does_not_learn_of_a_valid_qr_that_is_checked(own: Federation) -> None:
    one = own.organisations[0]
    own.check_text(one.qr(issued_by(one)))
    before = len(one.asked)

    finding = own.check_text(one.qr(issued_by(one)))

    assert isinstance(finding.verdict, Genuine)
    assert len(one.asked) == before


def test_silent_source_is_believed_for_the_ttl_of_its_list_and_no_longer(own: Federation) -> None:
    one, other, _ = own.organisations
    paper = issued_by(one)
    own.check_text(one.qr(paper))

    one.is_down = True
    own.wait(timedelta(seconds=59))
    within = own.check_text(one.qr(paper)).verdict
    own.wait(timedelta(seconds=30))
    after = own.check_text(one.qr(paper)).verdict
    elsewhere = own.check_text(other.qr(issued_by(other))).verdict
    one.is_down = False
    own.wait(timedelta(seconds=11))
    again = own.check_text(one.qr(paper)).verdict

    assert isinstance(within, Genuine)
    assert after == DOWN
    assert isinstance(elsewhere, Genuine)
    assert isinstance(again, Genuine)


def test_silent_source_still_condemns(own: Federation) -> None:
    one = own.organisations[0]
    paper = issued_by(one)
    one.world.withdraw(paper.number)
    assert isinstance(own.check_text(one.qr(paper)).verdict, Withdrawn)

    one.is_down = True
    own.wait(timedelta(days=3))
    verdict = own.check_text(one.qr(paper)).verdict

    # The day and the reason are the source's to tell.
    assert isinstance(verdict, Withdrawn)
    assert verdict.withdrawn_at is None


def test_file_and_code_of_a_silent_source_are_not_called_false(own: Federation) -> None:
    one = own.organisations[0]
    paper = issued_by(one)
    one.is_down = True

    assert own.check_file(paper.pdf).verdict == DOWN
    assert own.check_text(paper.code).verdict == DOWN
    # Whose an unknown code is cannot be known either.
    assert own.check_text("0000-0000-0000-0000").verdict == DOWN


def test_original_is_not_called_changed_while_its_source_cannot_tell(own: Federation) -> None:
    one = own.organisations[0]
    paper = issued_by(one)
    own.check_text(one.qr(paper))

    one.is_down = True

    assert own.check_file(paper.pdf).verdict == DOWN


def test_code_that_was_issued_a_moment_ago_is_known(own: Federation) -> None:
    one = own.organisations[0]
    own.check_text(issued_by(one).code)

    (new,) = one.world.issue(PEOPLE[1])
    own.wait(timedelta(seconds=6))

    assert isinstance(own.check_text(new.code).verdict, Genuine)


def test_withdrawal_is_seen_after_the_ttl(own: Federation) -> None:
    one = own.organisations[0]
    paper = issued_by(one)
    own.check_text(one.qr(paper))

    one.world.withdraw(paper.number)
    own.wait(timedelta(seconds=61))

    assert isinstance(own.check_text(one.qr(paper)).verdict, Withdrawn)


def test_all_sources_are_asked_at_once_for_a_code_that_none_is_known_to_have(
    own: Federation,
) -> None:
    everybody_is_asked = Barrier(len(own.organisations))
    for one in own.organisations:
        one.before_answer = lambda path: (
            everybody_is_asked.wait(timeout=1.5) if path.endswith("/codes") else 0
        )

    # In turn, nobody would be answered: each waits for the others.
    assert own.check_text("0000-0000-0000-0000").verdict == NotOurs(reason=Refusal.UNKNOWN_CODE)
