from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from attestation.code import code_from_entropy
from attestation.formats.cose import P256_ORDER, encode_deterministic, sign_envelope
from attestation.formats.credential import Credential, sign_credential
from attestation.formats.statement import Kind, Statement, sign_statement
from attestation.formats.status_list import StatusBits, StatusList, sign_status_list
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.verdicts import (
    CannotCheck,
    Genuine,
    NotOurs,
    Refusal,
    Replaced,
    Unreadable,
    Verdict,
    Withdrawn,
)
from attestation.verdict.verify import (
    RegisterEvidence,
    VerifiedCredential,
    decide,
    issued_digests,
    verify_credential,
)
from tests.support.facts import STATUS_URI, make_attestation, make_credential
from tests.support.issuers import NOW, TestIssuer, make_issuer, make_policy

ISSUER, STRANGER = make_issuer(), make_issuer("Autre organisation")
POLICY = make_policy(ISSUER, STRANGER)
CREDENTIAL = make_credential()
SIGNED = sign_credential(CREDENTIAL, signer=ISSUER.signer)
CODE = CREDENTIAL.attestation.code
SUCCESSOR = make_credential(make_attestation(sequence=2, family_name="Agaoglu"), index=78)


def make_token(
    *invalid: int,
    issuer: TestIssuer = ISSUER,
    issued_at: datetime = NOW,
    uri: str = STATUS_URI,
    capacity: int = 1 << 17,
) -> bytes:
    status_list = StatusList(
        uri=uri,
        issued_at=issued_at,
        expires_at=issued_at + timedelta(days=30),
        ttl=timedelta(seconds=60),
        statuses=StatusBits.of_invalid(set(invalid), capacity=capacity),
    )
    return sign_status_list(status_list, signer=issuer.signer)


def make_statement(kind: Kind, *, issuer: TestIssuer = ISSUER, **more: object) -> bytes:
    facts = {"kind": kind, "code": CODE, "made_at": NOW, **more}
    if kind in (Kind.WITHDRAWN, Kind.REPLACED):
        facts.setdefault("reason", "présences corrigées")
    return sign_statement(Statement(**facts), signer=issuer.signer)  # type: ignore[arg-type]


def open_credential(data: bytes = SIGNED) -> VerifiedCredential:
    opened = verify_credential(data, policy=POLICY, at=NOW)
    assert isinstance(opened, VerifiedCredential)
    return opened


def verdict_on(
    *statements: bytes,
    token: bytes | None = None,
    successor: bytes | None = None,
    newest_seen: datetime | None = None,
    at: datetime = NOW,
    policy: VerificationPolicy = POLICY,
) -> Verdict:
    evidence = RegisterEvidence(
        status_list=make_token() if token is None else token,
        statements=statements,
        successor=successor,
    )
    return decide(open_credential(), evidence, policy=policy, newest_seen=newest_seen, at=at)


def test_signed_credential_with_good_status_is_genuine() -> None:
    verdict = verdict_on()

    assert isinstance(verdict, Genuine)
    assert verdict.credential == CREDENTIAL
    assert verdict.issuer.name == "Maison des Passages"
    assert verdict.issuer.contact == "https://passages.example"


def test_verdict_is_not_a_truth_value() -> None:
    with pytest.raises(TypeError, match="match on it"):
        bool(verdict_on())


def test_no_single_bit_flip_of_a_credential_is_genuine() -> None:
    for bit in range(len(SIGNED) * 8):
        forged = bytearray(SIGNED)
        forged[bit // 8] ^= 1 << (bit % 8)
        answer = verify_credential(bytes(forged), policy=POLICY, at=NOW)
        assert isinstance(answer, NotOurs | Unreadable), f"bit {bit} survived"


def test_mirrored_signature_is_not_ours() -> None:
    s = int.from_bytes(SIGNED[-32:], "big")
    mirrored = SIGNED[:-32] + (P256_ORDER - s).to_bytes(32, "big")

    answer = verify_credential(mirrored, policy=POLICY, at=NOW)

    assert answer == NotOurs(reason=Refusal.BAD_SIGNATURE)


def test_credential_of_an_unknown_key_is_not_ours() -> None:
    foreign = sign_credential(CREDENTIAL, signer=make_issuer().signer)

    answer = verify_credential(foreign, policy=POLICY, at=NOW)

    assert answer == NotOurs(reason=Refusal.UNKNOWN_KEY)


def test_other_bytes_are_unreadable() -> None:
    for data in (b"", b"hello", SIGNED + b"\x00", make_token(), make_statement(Kind.WITHDRAWN)):
        answer = verify_credential(data, policy=POLICY, at=NOW)
        assert answer == Unreadable(reason=Gap.NO_CREDENTIAL)


def test_signed_claims_that_are_no_credential_are_not_ours() -> None:
    signed = sign_envelope(encode_deterministic({6: 1}), typ=None, signer=ISSUER.signer)

    answer = verify_credential(signed, policy=POLICY, at=NOW)

    assert answer == NotOurs(reason=Refusal.MALFORMED)


@pytest.mark.parametrize("days", [-31, 4 * 365])
def test_credential_signed_outside_the_keys_validity_is_not_ours(days: int) -> None:
    attestation = replace(CREDENTIAL.attestation, issued_at=NOW + timedelta(days=days))
    signed = sign_credential(
        Credential(attestation=attestation, status=CREDENTIAL.status), signer=ISSUER.signer
    )

    answer = verify_credential(signed, policy=POLICY, at=NOW + timedelta(days=5 * 365))

    assert answer == NotOurs(reason=Refusal.OUTSIDE_VALIDITY)


def test_attestation_stays_genuine_after_its_certificate_has_expired() -> None:
    later = NOW + timedelta(days=8 * 365)
    successor_key = make_issuer(at=later - timedelta(days=1))
    # The same organisation's later key signs the list: here one key stands for both.
    long_lived = make_issuer(lifetime=timedelta(days=9 * 365))
    policy = make_policy(long_lived, successor_key)
    signed = sign_credential(CREDENTIAL, signer=long_lived.signer)
    opened = verify_credential(signed, policy=policy, at=later)
    assert isinstance(opened, VerifiedCredential)

    verdict = decide(
        opened,
        RegisterEvidence(status_list=make_token(issuer=long_lived, issued_at=later), statements=()),
        policy=policy,
        newest_seen=None,
        at=later,
    )

    assert isinstance(verdict, Genuine)


def test_credential_from_the_future_cannot_be_checked() -> None:
    answer = verify_credential(SIGNED, policy=POLICY, at=NOW - timedelta(days=3))

    assert answer == CannotCheck(reason=Obstacle.FROM_THE_FUTURE)


def test_clock_a_little_behind_does_not_matter() -> None:
    issued_at = CREDENTIAL.attestation.issued_at

    assert isinstance(
        verify_credential(SIGNED, policy=POLICY, at=issued_at - timedelta(minutes=5)),
        VerifiedCredential,
    )


def test_withdrawn_attestation_is_never_green_whatever_the_status_list_says() -> None:
    withdrawn = make_statement(Kind.WITHDRAWN)
    stale = make_token(issued_at=NOW - timedelta(days=29))

    for token in (make_token(), make_token(77), stale, b"rubbish"):
        verdict = verdict_on(withdrawn, token=token)
        assert isinstance(verdict, Withdrawn)
        assert (verdict.withdrawn_at, verdict.reason) == (NOW, "présences corrigées")


def test_status_list_alone_condemns_without_a_day() -> None:
    verdict = verdict_on(token=make_token(77))

    assert isinstance(verdict, Withdrawn)
    assert (verdict.withdrawn_at, verdict.reason) == (None, None)


def test_neighbours_status_does_not_count() -> None:
    assert isinstance(verdict_on(token=make_token(76, 78)), Genuine)


def test_stale_list_condemns_but_never_clears() -> None:
    later = NOW + timedelta(days=31)

    assert verdict_on(at=later) == CannotCheck(reason=Obstacle.STALE_STATUS)
    assert isinstance(verdict_on(token=make_token(77), at=later), Withdrawn)


def test_list_older_than_one_already_seen_does_not_clear() -> None:
    verdict = verdict_on(
        token=make_token(issued_at=NOW - timedelta(days=2)), newest_seen=NOW - timedelta(days=1)
    )

    assert verdict == CannotCheck(reason=Obstacle.ROLLED_BACK_STATUS)
    assert isinstance(verdict_on(newest_seen=NOW), Genuine)


def test_list_from_the_future_does_not_clear() -> None:
    verdict = verdict_on(token=make_token(issued_at=NOW + timedelta(hours=1)))

    assert verdict == CannotCheck(reason=Obstacle.FROM_THE_FUTURE)


@pytest.mark.parametrize(
    "token",
    [
        b"",
        b"rubbish",
        SIGNED,
        make_token(uri=STATUS_URI + "0"),
        make_token(capacity=64),
        make_token(issued_at=NOW - timedelta(days=40)),
        make_token(issuer=make_issuer()),
        sign_envelope(
            encode_deterministic({}), typ="application/statuslist+cwt", signer=ISSUER.signer
        ),
    ],
    ids=["empty", "rubbish", "credential", "uri", "index", "validity", "unknown key", "claims"],
)
def test_without_a_list_that_counts_there_is_no_clearance(token: bytes) -> None:
    assert verdict_on(token=token) == CannotCheck(reason=Obstacle.NO_STATUS)


def test_missing_list_is_no_clearance() -> None:
    verdict = decide(
        open_credential(),
        RegisterEvidence(status_list=None, statements=()),
        policy=POLICY,
        newest_seen=None,
        at=NOW,
    )

    assert verdict == CannotCheck(reason=Obstacle.NO_STATUS)


def test_another_organisation_cannot_clear() -> None:
    token = make_token(issuer=STRANGER)

    assert verdict_on(token=token) == CannotCheck(reason=Obstacle.NO_STATUS)


def test_another_organisation_cannot_withdraw() -> None:
    assert isinstance(verdict_on(make_statement(Kind.WITHDRAWN, issuer=STRANGER)), Genuine)


@pytest.mark.parametrize(
    "statement",
    [
        b"rubbish",
        make_statement(Kind.WITHDRAWN, code=code_from_entropy(9)),
        make_statement(Kind.WITHDRAWN, made_at=NOW - timedelta(days=40)),
        make_statement(Kind.WITHDRAWN, issuer=make_issuer()),
        make_statement(Kind.ISSUED, digest=bytes(32)),
        *(
            sign_envelope(
                encode_deterministic(claims),
                typ="application/attestation-statement+cwt",
                signer=ISSUER.signer,
            )
            for claims in ({}, {-65538: {1: "withdrawn"}})
        ),
    ],
    ids=[
        "rubbish",
        "another code",
        "before the key",
        "unknown key",
        "no ending",
        "no claims",
        "a withdrawal of nothing",
    ],
)
def test_statement_that_does_not_count_changes_nothing(statement: bytes) -> None:
    assert isinstance(verdict_on(statement), Genuine)


def test_replaced_attestation_names_its_successor() -> None:
    replaced = make_statement(Kind.REPLACED, successor=SUCCESSOR.attestation.code)
    successor = sign_credential(SUCCESSOR, signer=ISSUER.signer)

    verdict = verdict_on(replaced, token=make_token(77), successor=successor)

    assert isinstance(verdict, Replaced)
    assert verdict.replaced_at == NOW
    assert verdict.successor == SUCCESSOR.attestation


@pytest.mark.parametrize(
    "successor",
    [None, b"rubbish", SIGNED, sign_credential(SUCCESSOR, signer=make_issuer().signer)],
    ids=["none", "rubbish", "another one", "unknown key"],
)
def test_successor_that_cannot_be_verified_is_not_named(successor: bytes | None) -> None:
    replaced = make_statement(Kind.REPLACED, successor=SUCCESSOR.attestation.code)

    verdict = verdict_on(replaced, successor=successor)

    assert isinstance(verdict, Replaced)
    assert verdict.successor is None


def test_erased_record_is_said_so_and_the_attestation_stays_genuine() -> None:
    verdict = verdict_on(make_statement(Kind.ERASED))

    assert isinstance(verdict, Genuine)
    assert verdict.is_erased
    strangers = (make_statement(Kind.ERASED, issuer=STRANGER), b"")
    others = (make_statement(Kind.ISSUED, digest=bytes(32)),)
    assert verdict_on(*strangers, *others) == verdict_on() == replace(verdict, is_erased=False)


def test_withdrawal_outweighs_replacement() -> None:
    replaced = make_statement(Kind.REPLACED, successor=SUCCESSOR.attestation.code)

    verdict = verdict_on(replaced, make_statement(Kind.WITHDRAWN))

    assert isinstance(verdict, Withdrawn)


def test_original_is_what_the_issuer_signed_of_this_attestation() -> None:
    digest = sha256(b"document").digest()
    good = make_statement(Kind.ISSUED, digest=digest)
    extended = make_statement(Kind.EXTENDED, digest=digest)
    others = (
        make_statement(Kind.ISSUED, digest=bytes(32)),
        make_statement(Kind.ISSUED, digest=digest, code=code_from_entropy(9)),
        make_statement(Kind.ISSUED, digest=digest, issuer=STRANGER),
        make_statement(Kind.WITHDRAWN),
        b"rubbish",
    )
    opened = open_credential()

    assert issued_digests(opened, (*others, good), policy=POLICY) == {digest, bytes(32)}
    assert issued_digests(opened, (extended,), policy=POLICY) == {digest}
    assert issued_digests(opened, others, policy=POLICY) == {bytes(32)}
    assert issued_digests(opened, (), policy=POLICY) == frozenset()
