"""Verdicts through the doors: what each input is worth."""

from dataclasses import replace
from datetime import timedelta

import pytest

from attestation.errors import RegisterError
from attestation.facts import Holder
from attestation.partial_date import PartialDate
from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.verdicts import (
    Altered,
    CannotCheck,
    Genuine,
    LookedAt,
    Replaced,
    Unreadable,
    Withdrawn,
)
from tests.support.forgeries import (
    saved_again,
    unsigned_copy,
)
from tests.support.ways_in import check_each_way
from tests.support.world import Issued, World
from verifier.check import check_code, check_file, check_fragment, check_text, issued_document

CORRECTED = Holder(
    family_name="Ağaoğlu", given_name="Sükriye", birth_date=PartialDate(year=1988, month=2, day=29)
)


def test_issued_attestation_is_genuine_at_every_door(world: World, issued: list[Issued]) -> None:
    for one in issued:
        original, *copies = check_each_way(world, one)

        assert original.looked_at is LookedAt.ORIGINAL
        assert {copy.looked_at for copy in copies} == {LookedAt.COPY}
        for finding in (original, *copies):
            assert isinstance(finding.verdict, Genuine)
            assert finding.verdict.credential.attestation == one.attestation
            assert finding.code == one.attestation.code


def test_withdrawn_attestation_is_never_green(own_world: World, people: list[Issued]) -> None:
    own_world.withdraw(people[0].number, reason="Présence comptée deux fois")

    for finding in check_each_way(own_world, people[0]):
        assert isinstance(finding.verdict, Withdrawn)
        assert finding.verdict.reason == "Présence comptée deux fois"
        assert finding.verdict.withdrawn_at == own_world.now()
    assert isinstance(own_world.check_text(people[1].code).verdict, Genuine)


def test_withdrawn_original_is_still_the_original(own_world: World, people: list[Issued]) -> None:
    own_world.withdraw(people[0].number)

    assert own_world.check_file(people[0].pdf).looked_at is LookedAt.ORIGINAL


def test_replaced_attestation_leads_to_its_successor(
    own_world: World, people: list[Issued]
) -> None:
    successor = own_world.issued(own_world.replace(people[0].number, CORRECTED))

    for finding in check_each_way(own_world, people[0]):
        assert isinstance(finding.verdict, Replaced)
        assert finding.verdict.successor == successor.attestation
    for finding in check_each_way(own_world, successor):
        assert isinstance(finding.verdict, Genuine)


def test_altered_file_stays_altered_when_withdrawn(own_world: World, people: list[Issued]) -> None:
    own_world.withdraw(people[0].number)

    finding = own_world.check_file(people[0].pdf + b"\n")

    assert isinstance(finding.verdict, Altered)


def test_attestation_outlives_its_issuer_for_as_long_as_the_list_lasts(
    own_world: World, people: list[Issued]
) -> None:
    own_world.wait(timedelta(days=20))

    assert isinstance(own_world.check_text(people[0].qr).verdict, Genuine)

    own_world.wait(timedelta(days=4000))

    assert own_world.check_text(people[0].qr).verdict == CannotCheck(reason=Obstacle.STALE_STATUS)


@pytest.mark.parametrize(
    "question", ["credential_by_code", "credential_by_digest", "evidence", "evidence_of_status"]
)
def test_register_that_fails_is_not_the_papers_fault(
    world: World, issued: list[Issued], question: str
) -> None:
    class Failing:
        def __getattr__(self, name: str) -> object:
            if name == question:
                raise RegisterError("down")
            return getattr(world.verifier.register, name)

    verifier = replace(world.verifier, register=Failing())  # type: ignore[arg-type]

    for finding in (
        check_file(verifier, issued[0].pdf),
        check_file(verifier, unsigned_copy(issued[0].pdf)),
        check_text(verifier, issued[0].qr),
        check_text(verifier, issued[0].code),
    ):
        if not isinstance(finding.verdict, Genuine):
            assert finding.verdict == CannotCheck(reason=Obstacle.REGISTER_DOWN)
            assert finding.looked_at is None


def test_damaged_credential_in_the_register_does_not_hide_an_original(
    own_world: World, people: list[Issued]
) -> None:
    own_world.tamper("UPDATE attestation SET credential = x'd284'")

    finding = own_world.check_file(people[0].pdf)

    # The file's own credential, and the signed statement about its digest, are enough.
    assert isinstance(finding.verdict, Genuine)
    assert finding.looked_at is LookedAt.ORIGINAL


def test_original_of_tomorrow_is_not_called_a_forgery(world: World, issued: list[Issued]) -> None:
    earlier = replace(world.verifier, now=lambda: world.now() - timedelta(days=1))

    for data in (issued[0].pdf, saved_again(issued[0].pdf)):
        finding = check_file(earlier, data)
        assert finding.verdict == CannotCheck(reason=Obstacle.FROM_THE_FUTURE)


def test_register_that_goes_away_after_an_unknown_code_is_not_the_codes_fault(
    own_world: World,
) -> None:
    class GoneMeanwhile:
        def __getattr__(self, name: str) -> object:
            if name == "credential_by_code":
                return lambda code: None
            raise RegisterError("down")

    verifier = replace(own_world.verifier, register=GoneMeanwhile())  # type: ignore[arg-type]

    finding = check_code(verifier, own_world.issued(own_world.numbers()[0]).attestation.code)

    assert finding.verdict == CannotCheck(reason=Obstacle.REGISTER_DOWN)


def test_fragment_that_holds_no_credential_is_unreadable(own_world: World) -> None:
    finding = check_fragment(own_world.verifier, "123")

    assert finding.verdict == Unreadable(reason=Gap.NO_CREDENTIAL)


def test_register_that_goes_away_shows_no_document(own_world: World) -> None:
    class Gone:
        def __getattr__(self, name: str) -> object:
            raise RegisterError("down")

    code = own_world.issued(own_world.numbers()[0]).attestation.code
    finding = check_code(own_world.verifier, code)

    verifier = replace(own_world.verifier, register=Gone())  # type: ignore[arg-type]

    assert issued_document(verifier, finding) is None
