"""Versions of the organisation's settings: read as they were signed, and nothing else is one."""

import pytest

from attestation.errors import MalformedCredentialError
from attestation.formats.cose import encode_deterministic, sign_envelope
from attestation.formats.organisation_version import (
    MAX_VERSION_BYTES,
    ORGANISATION_VERSION,
    TYP,
    Version,
    sign_version,
)
from tests.support.issuers import NOW, make_issuer

SIGNER, STRANGER = make_issuer().signer, make_issuer().signer
VERSION = Version(number=3, who="ines", at=NOW, content='{"place": "Bruxelles"}')


def test_version_comes_back_as_it_was_signed_and_from_no_other_key() -> None:
    envelope = ORGANISATION_VERSION.decode_envelope(sign_version(VERSION, signer=SIGNER))

    verify = ORGANISATION_VERSION.verify
    assert verify(envelope, SIGNER.certificate.public_key()) == VERSION  # type: ignore[arg-type]
    assert verify(envelope, STRANGER.certificate.public_key()) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "claims",
    [
        {6: 1},
        {6: 1, -65541: {1: 1, 2: "ines"}},
        {6: 1, -65541: {1: "1", 2: "ines", 3: "{}"}},
        {6: 1, -65541: {1: 1, 2: "ines", 3: b"{}"}},
        {6: 1, -65541: {1: 1, 2: "ines", 3: "{}", 4: 0}},
        {6: 1, -65541: {1: 1, 2: "ines", 3: "{}"}, 7: b""},
        {6: 1 << 62, -65541: {1: 1, 2: "ines", 3: "{}"}},
    ],
)
def test_other_claims_are_no_version(claims: dict[int, object]) -> None:
    signed = sign_envelope(encode_deterministic(claims), typ=TYP, signer=SIGNER)
    envelope = ORGANISATION_VERSION.decode_envelope(signed)

    with pytest.raises(MalformedCredentialError):
        ORGANISATION_VERSION.verify(envelope, SIGNER.certificate.public_key())  # type: ignore[arg-type]


def test_version_longer_than_any_is_not_read() -> None:
    with pytest.raises(MalformedCredentialError):
        ORGANISATION_VERSION.decode_envelope(bytes(MAX_VERSION_BYTES + 1))
