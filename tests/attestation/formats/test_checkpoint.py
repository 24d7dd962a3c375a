from datetime import UTC, datetime

import pytest

from attestation.errors import MalformedCredentialError
from attestation.formats.checkpoint import (
    MAX_CHECKPOINT_BYTES,
    TYP,
    Checkpoint,
    decode_checkpoint,
    decode_checkpoint_envelope,
    encode_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from attestation.formats.cose import encode_deterministic, sign_envelope
from attestation.formats.statement import Kind, Statement, decode_statement_envelope, sign_statement
from tests.support.facts import make_attestation
from tests.support.issuers import NOW, make_issuer

SIGNER, STRANGER = make_issuer().signer, make_issuer().signer
HEAD = Checkpoint(size=1 << 31, root=bytes(range(32)), made_at=NOW)


def test_checkpoint_comes_back_as_it_was_signed() -> None:
    token = sign_checkpoint(HEAD, signer=SIGNER)

    envelope = decode_checkpoint_envelope(token)

    assert verify_checkpoint(envelope, SIGNER.certificate.public_key()) == HEAD  # type: ignore[arg-type]
    assert len(token) <= MAX_CHECKPOINT_BYTES


def test_checkpoint_of_another_key_is_none() -> None:
    envelope = decode_checkpoint_envelope(sign_checkpoint(HEAD, signer=SIGNER))

    assert verify_checkpoint(envelope, STRANGER.certificate.public_key()) is None  # type: ignore[arg-type]


def test_claims_carried_to_a_witness_come_back() -> None:
    assert decode_checkpoint(encode_checkpoint(HEAD)) == HEAD


@pytest.mark.parametrize(
    "claims",
    [
        {6: 1},
        {6: 1, -65539: {1: 1, 2: bytes(32), 3: 0}},
        {6: 1, -65539: {1: 1, 2: bytes(32)}, 7: b""},
        {6: 1, -65539: {1: 1, 2: bytes(31)}},
        {6: 1, -65539: {1: 0, 2: bytes(32)}},
        {6: 1 << 62, -65539: {1: 1, 2: bytes(32)}},
        {6: "now", -65539: {1: 1, 2: bytes(32)}},
    ],
)
def test_other_claims_are_refused(claims: dict[int, object]) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_checkpoint(encode_deterministic(claims))


def test_statement_cannot_pass_for_a_checkpoint_nor_the_reverse() -> None:
    statement = Statement(
        kind=Kind.WITHDRAWN, code=make_attestation().code, made_at=NOW, reason="r"
    )
    with pytest.raises(MalformedCredentialError):
        decode_checkpoint_envelope(sign_statement(statement, signer=SIGNER))
    with pytest.raises(MalformedCredentialError):
        decode_statement_envelope(sign_checkpoint(HEAD, signer=SIGNER))


def test_time_is_whole_seconds_in_utc() -> None:
    token = sign_envelope(encode_checkpoint(HEAD), typ=TYP, signer=SIGNER)

    read = verify_checkpoint(
        decode_checkpoint_envelope(token),
        SIGNER.certificate.public_key(),  # type: ignore[arg-type]
    )

    assert read is not None
    assert read.made_at == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
