"""Entries of the log of acts: read as they were signed, and nothing else is one."""

import pytest

from attestation.errors import MalformedCredentialError
from attestation.formats.audit_entry import (
    NOTHING_BEFORE,
    TYP,
    AuditAction,
    AuditEvent,
    Entry,
    decode_entry,
    decode_entry_envelope,
    sign_entry,
    verify_entry,
)
from attestation.formats.cose import encode_deterministic, sign_envelope
from tests.support.issuers import NOW, make_issuer

SIGNER, STRANGER = make_issuer().signer, make_issuer().signer


def entry(**more: object) -> Entry:
    event = AuditEvent(who="ines", action=AuditAction.WITHDRAWN, **more)  # type: ignore[arg-type]
    return Entry(sequence=1, at=NOW, previous=NOTHING_BEFORE, event=event)


@pytest.mark.parametrize(
    "more",
    [{}, {"subject": "AC-2026-0001"}, {"subject": "x", "detail": "dix", "digest": bytes(32)}],
)
def test_entry_comes_back_as_it_was_signed(more: dict[str, object]) -> None:
    signed = sign_entry(entry(**more), signer=SIGNER)

    assert decode_entry(signed) == entry(**more)
    envelope = decode_entry_envelope(signed)
    assert verify_entry(envelope, SIGNER.certificate.public_key()) == entry(**more)  # type: ignore[arg-type]
    assert verify_entry(envelope, STRANGER.certificate.public_key()) is None  # type: ignore[arg-type]


WHOLE = {1: 1, 2: NOTHING_BEFORE, 3: "ines", 4: "withdrawn"}


@pytest.mark.parametrize(
    "claims",
    [
        {6: 1},
        {6: 1, -65540: WHOLE, 7: b""},
        {6: "now", -65540: WHOLE},
        {6: 1 << 62, -65540: WHOLE},
        *({6: 1, -65540: {k: v for k, v in WHOLE.items() if k != left_out}} for left_out in WHOLE),
        *({6: 1, -65540: WHOLE | {key: b"" if key != 2 else ""}} for key in (1, 2, 3, 4, 5, 6)),
        {6: 1, -65540: WHOLE | {7: "digest"}},
        {6: 1, -65540: WHOLE | {8: "more"}},
        {6: 1, -65540: WHOLE | {4: "danced"}},
    ],
)
def test_other_claims_are_no_entry(claims: dict[int, object]) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_entry(sign_envelope(encode_deterministic(claims), typ=TYP, signer=SIGNER))
