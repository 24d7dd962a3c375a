"""A register that was tampered with can fail to answer; it cannot say "genuine"."""

from datetime import timedelta
from hashlib import sha256

from attestation.formats.credential import Credential, StatusReference, sign_credential
from attestation.formats.statement import Kind, Statement, sign_statement
from attestation.formats.status_list import StatusBits, StatusList, sign_status_list
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import (
    Altered,
    CannotCheck,
    Genuine,
    LookedAt,
    NotOurs,
    Refusal,
    Withdrawn,
)
from tests.support.issuers import ADDRESS, make_issuer
from tests.support.ways_in import check_each_way
from tests.support.world import Issued, World


def test_deleted_withdrawal_is_still_known_by_the_list(
    own_world: World, people: list[Issued]
) -> None:
    own_world.withdraw(people[0].number)
    own_world.tamper("DELETE FROM statement WHERE kind = 'withdrawn'")
    own_world.tamper("UPDATE attestation SET state = 'issued'")

    for finding in check_each_way(own_world, people[0]):
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

    for finding in check_each_way(own_world, people[0]):
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
        token=sign_status_list(future, signer=own_world.context.signer),
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


def test_original_whose_row_was_lost_says_that_it_was_withdrawn(
    own_world: World, people: list[Issued]
) -> None:
    own_world.withdraw(people[0].number)
    own_world.tamper("DELETE FROM document")
    own_world.tamper("DELETE FROM statement WHERE kind = 'issued'")

    finding = own_world.check_file(people[0].pdf)

    assert isinstance(finding.verdict, Withdrawn)
    assert finding.looked_at is LookedAt.COPY


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
        signed=sign_statement(statement, signer=own_world.context.signer),
    )

    for data in (people[0].pdf, extended):
        finding = own_world.check_file(data)

        assert isinstance(finding.verdict, Genuine)
        assert finding.looked_at is LookedAt.ORIGINAL
