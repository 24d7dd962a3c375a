"""Verdicts through the doors: what each input is worth, and what a tampered register cannot do."""

import io
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from pypdf import PdfWriter

from attestation.credential import Credential, StatusReference, sign_credential
from attestation.errors import RegisterError
from attestation.facts import Holder
from attestation.partial_date import PartialDate
from attestation.statement import Kind, Statement, sign_statement
from attestation.status_list import StatusBits, StatusList, sign_status_list
from attestation.verdict import (
    Altered,
    CannotCheck,
    Contradiction,
    Finding,
    Genuine,
    LookedAt,
    NotOurs,
    Obstacle,
    Refusal,
    Replaced,
    Withdrawn,
)
from tests.support.forgeries import (
    Spot,
    encoded,
    page_in,
    page_of,
    picture_of,
    saved_again,
    unsigned_copy,
    written,
)
from tests.support.issuers import ADDRESS, make_issuer
from tests.support.world import Issued, World
from verifier.check import check_code, check_file, check_fragment, check_text

CORRECTED = Holder(
    family_name="Ağaoğlu", given_name="Sükriye", birth_date=PartialDate(year=1988, month=2, day=29)
)


@pytest.fixture
def people(own_world: World) -> list[Issued]:
    return [own_world.issued(number) for number in own_world.numbers()]


def _doors(world: World, one: Issued) -> list[Finding]:
    """Every way in which one attestation can be asked about."""
    return [
        world.check_file(one.pdf),
        world.check_file(unsigned_copy(one.pdf)),
        world.check_file(encoded(picture_of(one.pdf), "PNG")),
        world.check_text(one.qr),
        world.check_text(one.code),
        check_fragment(world.verifier, one.qr.partition("#")[2]),
        check_code(world.verifier, one.attestation.code),
    ]


def test_issued_attestation_is_genuine_at_every_door(world: World, issued: list[Issued]) -> None:
    for one in issued:
        original, *copies = _doors(world, one)

        assert original.looked_at is LookedAt.ORIGINAL
        assert {copy.looked_at for copy in copies} == {LookedAt.COPY}
        for finding in (original, *copies):
            assert isinstance(finding.verdict, Genuine)
            assert finding.verdict.credential.attestation == one.attestation
            assert finding.code == one.attestation.code


def test_withdrawn_attestation_is_never_green(own_world: World, people: list[Issued]) -> None:
    own_world.withdraw(people[0].number, reason="Présence comptée deux fois")

    for finding in _doors(own_world, people[0]):
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

    for finding in _doors(own_world, people[0]):
        assert isinstance(finding.verdict, Replaced)
        assert finding.verdict.successor == successor.attestation
    for finding in _doors(own_world, successor):
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


# --- A register that was tampered with can fail to answer; it cannot say "genuine". ---


def test_deleted_withdrawal_is_still_known_by_the_list(
    own_world: World, people: list[Issued]
) -> None:
    own_world.withdraw(people[0].number)
    own_world.tamper("DELETE FROM statement WHERE kind = 'withdrawn'")
    own_world.tamper("UPDATE attestation SET state = 'issued'")

    for finding in _doors(own_world, people[0]):
        assert isinstance(finding.verdict, Withdrawn)
        assert finding.verdict.withdrawn_at is None


def test_list_from_before_the_withdrawal_is_refused_once_a_newer_was_seen(
    own_world: World, people: list[Issued]
) -> None:
    before = own_world.verifier.register.status_list(1)
    own_world.wait(timedelta(hours=1))
    own_world.withdraw(people[0].number)
    own_world.check_text(people[1].qr)
    own_world.tamper("DELETE FROM statement WHERE kind = 'withdrawn'")
    own_world.tamper("UPDATE status_list SET token = :before", before=before)

    for finding in _doors(own_world, people[0]):
        assert finding.verdict == CannotCheck(reason=Obstacle.ROLLED_BACK_STATUS)


def test_code_that_leads_to_another_attestation_is_not_believed(
    own_world: World, people: list[Issued]
) -> None:
    own_world.tamper(
        "UPDATE attestation SET credential = :other WHERE number = :number",
        other=people[1].credential,
        number=people[0].number,
    )

    finding = own_world.check_text(people[0].code)

    assert finding.verdict == CannotCheck(reason=Obstacle.FAILED)


def test_code_of_an_issuer_that_is_not_trusted_here_is_not_ours(
    own_world: World, people: list[Issued]
) -> None:
    stranger = make_issuer("Une autre maison").signer
    credential = Credential(
        attestation=people[0].attestation,
        status=StatusReference(uri=f"{ADDRESS}/status/1", index=1),
    )
    own_world.tamper(
        "UPDATE attestation SET credential = :other WHERE number = :number",
        other=sign_credential(credential, signer=stranger),
        number=people[0].number,
    )

    finding = own_world.check_text(people[0].code)

    assert finding.verdict == NotOurs(reason=Refusal.UNKNOWN_KEY)


def test_digest_that_nobody_signed_is_not_original(own_world: World, people: list[Issued]) -> None:
    forged = people[0].pdf + b"\n"
    own_world.tamper(
        "UPDATE document SET digest = :digest WHERE number = :number",
        digest=sha256(forged).digest(),
        number=people[0].number,
    )

    finding = own_world.check_file(forged)

    assert isinstance(finding.verdict, Altered)
    assert finding.looked_at is LookedAt.COPY


def test_statement_of_another_attestation_makes_no_original(
    own_world: World, people: list[Issued]
) -> None:
    """The issuer did sign this digest, of B's document; the row says it is A's."""
    own_world.tamper(
        "UPDATE document SET number = :a WHERE number = :b", a=people[0].number, b=people[1].number
    )
    own_world.tamper(
        "UPDATE statement SET number = :a WHERE number = :b",
        a=people[0].number,
        b=people[1].number,
    )

    finding = own_world.check_file(people[1].pdf)

    assert finding.looked_at is not LookedAt.ORIGINAL
    assert not isinstance(finding.verdict, Genuine)


def test_status_list_of_another_issuer_clears_nobody(
    own_world: World, people: list[Issued]
) -> None:
    forged = StatusList(
        uri=f"{ADDRESS}/status/1",
        issued_at=own_world.now(),
        expires_at=own_world.now() + timedelta(days=30),
        ttl=timedelta(minutes=1),
        statuses=StatusBits.of_invalid(set()),
    )
    stranger = make_issuer("Une autre maison").signer
    own_world.tamper(
        "UPDATE status_list SET token = :token", token=sign_status_list(forged, signer=stranger)
    )

    assert own_world.check_text(people[0].qr).verdict == CannotCheck(reason=Obstacle.NO_STATUS)


def test_list_from_the_future_is_refused_and_not_remembered(
    own_world: World, people: list[Issued]
) -> None:
    before = own_world.verifier.register.status_list(1)
    future = StatusList(
        uri=f"{ADDRESS}/status/1",
        issued_at=own_world.now() + timedelta(days=9),
        expires_at=own_world.now() + timedelta(days=99),
        ttl=timedelta(minutes=1),
        statuses=StatusBits.of_invalid(set()),
    )
    own_world.tamper(
        "UPDATE status_list SET token = :token",
        token=sign_status_list(future, signer=own_world.office.signer),
    )

    assert own_world.check_text(people[0].qr).verdict == CannotCheck(
        reason=Obstacle.FROM_THE_FUTURE
    )

    own_world.tamper("UPDATE status_list SET token = :before", before=before)

    assert isinstance(own_world.check_text(people[0].qr).verdict, Genuine)


def test_facts_in_the_register_are_not_believed(own_world: World, people: list[Issued]) -> None:
    own_world.tamper("UPDATE attestation SET family_name = 'Dupont', minutes = 99999")

    finding = own_world.check_text(people[0].code)

    assert isinstance(finding.verdict, Genuine)
    assert finding.verdict.credential.attestation == people[0].attestation


def test_original_whose_row_was_lost_is_not_called_a_forgery(
    own_world: World, people: list[Issued]
) -> None:
    """A register restored from an older backup must not accuse its own documents."""
    own_world.tamper("DELETE FROM document")
    own_world.tamper("DELETE FROM statement")

    finding = own_world.check_file(people[0].pdf)

    assert finding.verdict == CannotCheck(reason=Obstacle.NO_STATUS)


def test_original_whose_document_row_was_lost_is_still_the_original(
    own_world: World, people: list[Issued]
) -> None:
    own_world.tamper("DELETE FROM document WHERE number = :number", number=people[0].number)

    finding = own_world.check_file(people[0].pdf)

    # The signed statement still says which bytes were issued, and these are they.
    assert isinstance(finding.verdict, Genuine)
    assert finding.looked_at is LookedAt.ORIGINAL


def test_extended_document_is_an_original_too(own_world: World, people: list[Issued]) -> None:
    extended = people[0].pdf + b"\n% a later timestamp\n"
    digest = sha256(extended).digest()
    statement = Statement(
        kind=Kind.EXTENDED,
        code=people[0].attestation.code,
        made_at=own_world.now(),
        digest=digest,
    )
    own_world.tamper(
        "INSERT INTO document (digest, number, stored_at, content)"
        " VALUES (:digest, :number, '2026-11-20 10:00:00', :content)",
        digest=digest,
        number=people[0].number,
        content=extended,
    )
    own_world.tamper(
        "INSERT INTO statement (number, kind, made_at, signed)"
        " VALUES (:number, 'extended', '2026-11-20 10:00:00', :signed)",
        number=people[0].number,
        signed=sign_statement(statement, signer=own_world.office.signer),
    )

    for data in (people[0].pdf, extended):
        finding = own_world.check_file(data)

        assert isinstance(finding.verdict, Genuine)
        assert finding.looked_at is LookedAt.ORIGINAL


@pytest.mark.parametrize("question", ["credential_by_code", "credential_by_digest", "evidence"])
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


def test_signature_left_in_a_file_without_credential_is_altered(
    world: World, issued: list[Issued]
) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(issued[0].pdf))
    writer.root_object.pop("/Names")
    writer.root_object.pop("/AF", None)
    cover = Spot(left=380, bottom=60, right=560, top=225)
    writer.pages[0].merge_page(page_in(page_of(cover.cover)))

    finding = world.check_file(written(writer))

    assert finding.verdict == Altered(
        contradictions=frozenset({Contradiction.BYTES}), credential=None, issuer=None
    )


def test_resaved_file_says_what_was_signed(world: World, issued: list[Issued]) -> None:
    finding = world.check_file(saved_again(issued[0].pdf))

    assert isinstance(finding.verdict, Altered)
    assert finding.verdict.credential is not None
    assert finding.verdict.credential.attestation == issued[0].attestation
    assert finding.code == issued[0].attestation.code


def test_damaged_credential_in_the_register_does_not_hide_an_original(
    own_world: World, people: list[Issued]
) -> None:
    own_world.tamper("UPDATE attestation SET credential = x'd284'")

    finding = own_world.check_file(people[0].pdf)

    # The file's own credential, and the signed statement about its digest, are enough.
    assert isinstance(finding.verdict, Genuine)
    assert finding.looked_at is LookedAt.ORIGINAL


def test_credential_of_tomorrow_beside_a_good_one_can_not_be_checked_yet(
    world: World, issued: list[Issued]
) -> None:
    later = replace(issued[1].attestation, issued_at=world.now() + timedelta(days=1))
    status = StatusReference(uri=f"{ADDRESS}/status/1", index=1)
    tomorrow = sign_credential(
        Credential(attestation=later, status=status), signer=world.office.signer
    )

    finding = world.check_file(unsigned_copy(issued[0].pdf, attachments=[tomorrow]))

    assert finding.verdict == CannotCheck(reason=Obstacle.FROM_THE_FUTURE)


def test_nothing_but_a_credential_of_tomorrow_can_not_be_checked_yet(
    world: World, issued: list[Issued]
) -> None:
    earlier = replace(world.verifier, now=lambda: world.now() - timedelta(days=1))

    finding = check_file(earlier, unsigned_copy(issued[0].pdf))

    assert finding.verdict == CannotCheck(reason=Obstacle.FROM_THE_FUTURE)
