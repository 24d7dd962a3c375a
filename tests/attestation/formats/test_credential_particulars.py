"""The optional facts of a credential: each stated or absent, and together small."""

from dataclasses import fields, replace

import cbor2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cwt import COSEKey
from cwt import decode as cwt_decode

from attestation.formats.credential import (
    credential_size,
    decode_claims,
    encode_claims,
    sign_credential,
)
from attestation.particulars import Particulars
from tests.support.facts import (
    STATED,
    make_credential,
    make_stated_attestation,
)
from tests.support.issuers import make_issuer

SIGNER = make_issuer().signer


@pytest.mark.parametrize("name", [one.name for one in fields(Particulars)])
def test_each_fact_may_be_left_unstated_and_is_then_absent(name: str) -> None:
    # Some are known together, or not at all.
    unstated = {name: None}
    if name.startswith("sessions_"):
        unstated = {"sessions_followed": None, "sessions_held": None}
    if name == "module_time":
        unstated |= {"required_time": None}
    attestation = make_stated_attestation()
    attestation = replace(attestation, particulars=replace(STATED, **unstated))

    read = decode_claims(encode_claims(make_credential(attestation))).attestation

    assert read == attestation
    assert getattr(read.particulars, name) is None
    assert not read.particulars.is_silent


def test_credential_from_before_states_nothing_of_them() -> None:
    old = encode_claims(make_credential())

    assert decode_claims(old).attestation.particulars.is_silent
    assert set(cbor2.loads(old)[-65537]) == set(range(1, 10))


def test_credential_that_states_everything_is_at_most_three_hundred_and_sixty_bytes() -> None:
    assert credential_size(make_credential(make_stated_attestation())) <= 360


def test_independent_cwt_reader_reads_every_fact() -> None:
    public_key = SIGNER.private_key.public_key()
    pem = public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    claims = cwt_decode(
        sign_credential(make_credential(make_stated_attestation()), signer=SIGNER),
        COSEKey.from_pem(pem, kid=SIGNER.kid, alg="ES256"),
    )

    assert isinstance(claims, dict)
    stated = {key: value for key, value in claims[-65537].items() if key > 9}
    assert stated == {
        10: 12,
        11: 13,
        12: 52 * 60,
        13: 40 * 60,
        14: 80,
        15: "fr",
        16: 3,
        17: 2,
        18: "BXL-ACCUEIL",
        19: "BAPA-2026-117",
    }
