from dataclasses import replace
from datetime import timedelta

import pytest

from attestation.errors import MalformedCredentialError
from attestation.formats.cose import decode_deterministic, encode_deterministic
from attestation.formats.kit_manifest import (
    KIT,
    KIT_MANIFEST,
    KeyUse,
    KitKey,
    KitManifest,
    KitPolicy,
    decode_manifest,
    encode_manifest,
    manifest_script,
    sign_manifest,
)
from attestation.signer import Kid
from attestation.verdict.trusted_keys import TrustedKeys, Untrusted, Verified
from attestation.verdict.verdicts import Refusal
from keys.trust import load_trust_store
from tests.support.issuers import NOW
from tests.support.witnesses import make

KEY = KitKey(
    kid=Kid(bytes(8)),
    use=KeyUse.ISSUING,
    point=b"\x04" + bytes(64),
    not_before=NOW - timedelta(days=9),
    not_after=NOW,
    revocation=(True, NOW),
    name="Maison des Passages",
    contact=None,
)
OTHER = replace(KEY, use=KeyUse.ROOT, revocation=None, contact="https://passages.example")
MANIFEST = KitManifest(
    made_at=NOW,
    files={"index.html": bytes(32), "status/1.cwt": bytes(32)},
    policy=KitPolicy(
        keys=(KEY, OTHER),
        addresses=("https://verifier.example",),
        clock_slack=300,
        document_keys=(KEY.point,),
    ),
    is_last=False,
)


def test_manifest_is_read_back() -> None:
    assert decode_manifest(encode_manifest(MANIFEST)) == MANIFEST


def test_manifest_that_the_root_signed_is_opened_and_one_of_an_issuing_key_is_not() -> None:
    organisation = make()
    issuing = organisation.make_key()
    keys = load_trust_store(organisation.bundle()).trusted

    by_root = keys.open(sign_manifest(MANIFEST, signer=organisation.root_signer()), KIT_MANIFEST)
    by_issuing = keys.open(sign_manifest(MANIFEST, signer=issuing), KIT_MANIFEST)

    assert isinstance(by_root, Verified)
    assert by_root.message == MANIFEST
    assert by_issuing == Untrusted(reason=Refusal.UNKNOWN_KEY)


def test_manifest_with_a_changed_bit_is_refused() -> None:
    organisation = make()
    keys: TrustedKeys = load_trust_store(organisation.bundle()).trusted
    signed = sign_manifest(MANIFEST, signer=organisation.root_signer())

    forged = signed[:-1] + bytes([signed[-1] ^ 1])

    assert keys.open(forged, KIT_MANIFEST) == Untrusted(reason=Refusal.BAD_SIGNATURE)


@pytest.mark.parametrize("path", ["../trust.pem", "/etc/passwd", "a//b", ".hidden", "a\\b", ""])
def test_kit_never_leads_out_of_its_folder(path: str) -> None:
    with pytest.raises(ValueError, match="out of the kit"):
        replace(MANIFEST, files={path: bytes(32)})


@pytest.mark.parametrize("files", [{}, {f"{number}": bytes(32) for number in range(5001)}])
def test_kit_has_some_files_and_not_too_many(files: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="1 to 5000"):
        replace(MANIFEST, files=files)


def test_digest_and_point_have_their_size() -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        replace(MANIFEST, files={"a": b""})
    with pytest.raises(ValueError, match="65 bytes"):
        replace(KEY, point=b"")


def _changed(**changes: object) -> bytes:
    claims = decode_deterministic(encode_manifest(MANIFEST))
    assert isinstance(claims, dict)
    kit = claims[KIT]
    key = kit[2][1][0]
    for where, value in changes.items():
        target = {"c": claims, "k": kit, "p": kit[2], "y": key}[where[0]]
        target[int(where[1:])] = value
    return encode_deterministic(claims)


@pytest.mark.parametrize(
    "payload",
    [
        encode_deterministic({6: 1}),
        _changed(c7=1),
        _changed(k3=0),
        _changed(k4=0),
        _changed(p5=0),
        _changed(p1=[7]),
        _changed(p1=[{1: 2}]),
        _changed(p3="300"),
        _changed(y2=4),
        _changed(y9=1),
        _changed(y6=[True]),
        _changed(y4=10**18),
        _changed(c6=10**18),
    ],
)
def test_other_claims_are_refused(payload: bytes) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_manifest(payload)


def test_script_holds_the_signed_manifest_or_nothing() -> None:
    assert manifest_script(None) == b'self.KIT_MANIFEST="";\n'
    assert manifest_script(b"\xd2") == b'self.KIT_MANIFEST="0g==";\n'
