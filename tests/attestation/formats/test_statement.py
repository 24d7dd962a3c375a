from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.code import code_from_entropy, code_to_bytes
from attestation.errors import MalformedCredentialError
from attestation.formats.cose import encode_deterministic, sign_envelope
from attestation.formats.statement import (
    TYP,
    Kind,
    Statement,
    claimed_kind,
    decode_statement_envelope,
    sign_statement,
    verify_statement,
)
from tests.support.issuers import NOW, make_issuer

SIGNER = make_issuer().signer
PUBLIC_KEY = SIGNER.private_key.public_key()
EARLIER = NOW - timedelta(days=400)
CODE, OTHER = code_from_entropy(1), code_from_entropy(2)

STATEMENTS = [
    Statement(kind=Kind.ISSUED, code=CODE, made_at=NOW, digest=bytes(32)),
    Statement(kind=Kind.EXTENDED, code=CODE, made_at=NOW, digest=b"x" * 32),
    Statement(kind=Kind.WITHDRAWN, code=CODE, made_at=NOW, reason="présence corrigée"),
    Statement(kind=Kind.REPLACED, code=CODE, made_at=NOW, reason="nom", successor=OTHER),
    Statement(kind=Kind.ERASED, code=CODE, made_at=NOW),
    Statement(kind=Kind.ISSUED, code=CODE, made_at=NOW, digest=bytes(32), printed=b"p" * 32),
    Statement(kind=Kind.ERASED, code=CODE, made_at=NOW, remains=b"r" * 32),
]


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: s.kind)
def test_statement_comes_back_verified(statement: Statement) -> None:
    envelope = decode_statement_envelope(sign_statement(statement, signer=SIGNER))

    assert verify_statement(envelope, PUBLIC_KEY) == statement
    assert verify_statement(envelope, make_issuer().signer.private_key.public_key()) is None
    assert claimed_kind(envelope) == statement.kind


@given(st.text(min_size=1, max_size=200))
def test_longest_reason_fits(reason: str) -> None:
    statement = replace(STATEMENTS[3], reason=reason)

    envelope = decode_statement_envelope(sign_statement(statement, signer=SIGNER))

    assert verify_statement(envelope, PUBLIC_KEY) == statement


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        (STATEMENTS[0], {"digest": None}),
        (STATEMENTS[0], {"digest": b"short"}),
        (STATEMENTS[0], {"reason": "why"}),
        (STATEMENTS[2], {"reason": None}),
        (STATEMENTS[2], {"reason": ""}),
        (STATEMENTS[2], {"reason": "x" * 201}),
        (STATEMENTS[2], {"digest": bytes(32)}),
        (STATEMENTS[2], {"successor": OTHER}),
        (STATEMENTS[3], {"successor": None}),
        (STATEMENTS[4], {"reason": "why"}),
        (STATEMENTS[4], {"digest": bytes(32)}),
        (STATEMENTS[4], {"successor": OTHER}),
    ],
)
def test_statement_that_says_too_little_or_too_much_cannot_exist(
    statement: Statement, change: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"digest|reason|successor"):
        replace(statement, **change)  # type: ignore[arg-type]


CTI = code_to_bytes(CODE)
EVENT = {1: "issued", 2: bytes(32)}


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {6: 1, 7: CTI},
        {6: 1, 7: CTI, -65538: {}},
        {6: 1, 7: CTI, -65538: {1: "lost"}},
        {6: 1, 7: CTI, -65538: {1: "issued", 2: "digest"}},
        {6: 1, 7: CTI, -65538: {**EVENT, 9: 1}},
        {6: 1, 7: CTI, -65538: EVENT, 9: 1},
        {6: 1, 7: b"x", -65538: EVENT},
        {6: 1 << 60, 7: CTI, -65538: EVENT},
        {6: 1, 7: CTI, -65538: {1: "replaced", 3: "why", 4: b"x"}},
        {6: 1, 7: CTI, -65538: {1: "replaced", 3: "why", 4: "x"}},
    ],
    ids=str,
)
def test_signed_statement_with_other_claims_is_refused(claims: object) -> None:
    signed = sign_envelope(encode_deterministic(claims), typ=TYP, signer=SIGNER)

    with pytest.raises(MalformedCredentialError):
        verify_statement(decode_statement_envelope(signed), PUBLIC_KEY)


@pytest.mark.parametrize("claims", [{}, [], {-65538: 1}, {-65538: {1: 1}}], ids=str)
def test_what_tells_of_no_event_claims_no_kind(claims: object) -> None:
    signed = sign_envelope(encode_deterministic(claims), typ=TYP, signer=SIGNER)

    assert claimed_kind(decode_statement_envelope(signed)) is None


def test_what_is_no_cbor_claims_no_kind() -> None:
    signed = sign_envelope(b"\x18", typ=TYP, signer=SIGNER)

    with pytest.raises(MalformedCredentialError):
        claimed_kind(decode_statement_envelope(signed))


def test_ending_that_was_stated_anew_tells_the_earlier_day() -> None:
    ending = Statement(kind=Kind.WITHDRAWN, code=CODE, made_at=EARLIER, reason="retirée")
    again = replace(ending, restated_at=NOW)
    envelope = decode_statement_envelope(sign_statement(again, signer=SIGNER))

    assert verify_statement(envelope, PUBLIC_KEY) == again
    assert (again.made_at, again.signed_at, ending.signed_at) == (EARLIER, NOW, EARLIER)


def test_only_an_ending_is_stated_anew_and_never_before_it_happened() -> None:
    code = CODE
    with pytest.raises(ValueError, match="anew"):
        Statement(kind=Kind.ERASED, code=code, made_at=EARLIER, restated_at=NOW)
    with pytest.raises(ValueError, match="anew"):
        Statement(
            kind=Kind.WITHDRAWN, code=code, made_at=NOW, reason="retirée", restated_at=EARLIER
        )


@pytest.mark.parametrize(("kind", "printed"), [(Kind.EXTENDED, bytes(32)), (Kind.ISSUED, b"short")])
def test_what_is_printed_has_a_digest_at_its_issue_alone(kind: Kind, printed: bytes) -> None:
    with pytest.raises(ValueError, match="at its issue"):
        Statement(kind=kind, code=CODE, made_at=NOW, digest=bytes(32), printed=printed)


def test_what_remains_has_a_digest_at_an_erasure_alone() -> None:
    with pytest.raises(ValueError, match="at an erasure"):
        Statement(kind=Kind.ERASED, code=CODE, made_at=NOW, remains=b"short")
    with pytest.raises(ValueError, match="at an erasure"):
        Statement(kind=Kind.WITHDRAWN, code=CODE, made_at=NOW, reason="x", remains=bytes(32))
