"""The issuer record: one byte string for each, and whatever else is refused."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from attestation.errors import MalformedCredentialError
from attestation.formats.cose import encode_deterministic, sign_envelope
from attestation.formats.issuer_record import (
    ISSUER_RECORD,
    MAX_ISSUER_RECORD_BYTES,
    TYP,
    decode_issuer_record,
    sign_issuer_record,
)
from attestation.recognition import IssuerRecord
from attestation.verdict.trusted_keys import Untrusted, Verified
from attestation.verdict.verdicts import Refusal
from keys.trust import load_trust_store
from tests.support.issuer_records import make_recognition, make_record, root_signer_of
from tests.support.issuers import NOW, make_issuer

ISSUER = make_issuer()
ROOT = root_signer_of(ISSUER)
KEYS = load_trust_store(ISSUER.bundle).trusted
VECTORS = json.loads((Path(__file__).parent / "vectors" / "issuer-records.json").read_text())
RECOGNITION = {1: "7", 2: "COCOF", 3: 20454}


@pytest.mark.parametrize(
    "record",
    [
        make_record(),
        make_record(make_recognition(last_day=None), make_recognition()),
        IssuerRecord(made_at=NOW, contact="bureau@passages.example"),
        IssuerRecord(made_at=NOW, identifier="VATBE-0123456749"),
    ],
)
def test_record_comes_back_as_it_was_signed(record: IssuerRecord) -> None:
    match KEYS.open(sign_issuer_record(record, signer=ROOT), ISSUER_RECORD):
        case Verified(message=read, key=key):
            assert read == record
            assert key.kid == ROOT.kid
        case refused:
            pytest.fail(str(refused))


def test_record_that_an_issuing_key_signed_says_nothing() -> None:
    signed = sign_issuer_record(make_record(), signer=ISSUER.signer)

    assert KEYS.open(signed, ISSUER_RECORD) == Untrusted(reason=Refusal.UNKNOWN_KEY)


def test_record_dated_before_its_root_says_nothing() -> None:
    signed = sign_issuer_record(make_record(at=NOW - timedelta(days=400)), signer=ROOT)

    assert KEYS.open(signed, ISSUER_RECORD) == Untrusted(reason=Refusal.OUTSIDE_VALIDITY)


def test_flipped_bit_is_never_a_record() -> None:
    signed = sign_issuer_record(make_record(), signer=ROOT)
    for bit in range(0, len(signed) * 8, 7):
        changed = bytearray(signed)
        changed[bit // 8] ^= 1 << (bit % 8)
        assert isinstance(KEYS.open(bytes(changed), ISSUER_RECORD), Untrusted), bit


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {4: "more"},
        {1: "NTRBE-0123456789"},
        {1: "0123.456.749"},
        {1: 5},
        {2: []},
        {2: [{}]},
        {2: ["7"]},
        {2: 7},
        {2: [RECOGNITION | {5: 1}]},
        {2: [RECOGNITION | {3: True}]},
        {2: [RECOGNITION | {4: 20453}]},
        {2: [RECOGNITION | {4: 1.5}]},
        {2: [RECOGNITION | {4: "2026"}]},
        {2: [RECOGNITION | {3: 1 << 40}]},
        {3: b"bureau"},
        {3: ["bureau"]},
        {3: ""},
    ],
)
def test_other_claims_are_refused(stated: dict[int, object]) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_issuer_record(encode_deterministic({6: 1794996000, -65542: stated}))


@pytest.mark.parametrize(
    "claims",
    [
        {6: 1794996000},
        {-65542: {3: "bureau"}},
        {6: "now", -65542: {3: "bureau"}},
        {6: 1 << 62, -65542: {3: "bureau"}},
        {6: 1, -65542: {3: "bureau"}, 7: b""},
        {6: 1, -65542: ["bureau"]},
    ],
)
def test_claims_besides_or_without_the_record_are_refused(claims: dict[int, object]) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_issuer_record(encode_deterministic(claims))

    signed = sign_envelope(encode_deterministic(claims), typ=TYP, signer=ROOT)
    assert KEYS.open(signed, ISSUER_RECORD) == Untrusted(reason=Refusal.MALFORMED)


def test_most_that_can_be_stated_has_room() -> None:
    recognition = make_recognition()
    long = type(recognition)(number="é" * 120, authority="é" * 120, period=recognition.period)

    signed = sign_issuer_record(make_record(*(long,) * 20), signer=ROOT)

    assert len(signed) <= MAX_ISSUER_RECORD_BYTES
    assert isinstance(KEYS.open(signed, ISSUER_RECORD), Verified)


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["why"])
def test_vectors_are_judged_as_they_say(vector: dict[str, str]) -> None:
    bundle = (VECTORS["root"] + VECTORS["issuing"]).encode()

    match load_trust_store(bundle).trusted.open(bytes.fromhex(vector["message"]), ISSUER_RECORD):
        case Verified():
            assert vector["expect"] == "valid"
        case Untrusted(reason=reason):
            assert vector["expect"] == reason.value
