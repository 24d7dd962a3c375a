import cbor2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cwt import COSE, COSEKey
from hypothesis import given
from hypothesis import strategies as st

from attestation.errors import MalformedCredentialError
from attestation.formats.cose import (
    P256_ORDER,
    assemble_envelope,
    decode_deterministic,
    decode_envelope,
    encode_deterministic,
    encode_protected,
    is_signed_by,
    sign_envelope,
)
from attestation.signer import Kid
from tests.support.issuers import make_issuer

ISSUER = make_issuer()
SIGNER = ISSUER.signer
PUBLIC_KEY = SIGNER.private_key.public_key()
TYP = "application/example+cwt"


def decode(data: bytes, typ: str | None = None) -> bytes:
    return decode_envelope(data, typ=typ, max_bytes=70_000).payload


@given(st.binary(max_size=300) | st.integers(65_530, 65_540).map(bytes))
def test_signed_payload_comes_back_verified(payload: bytes) -> None:
    signed = sign_envelope(payload, typ=None, signer=SIGNER)

    envelope = decode_envelope(signed, typ=None, max_bytes=70_000)

    assert (envelope.kid, envelope.payload) == (SIGNER.kid, payload)
    assert is_signed_by(envelope, PUBLIC_KEY)
    assert not is_signed_by(envelope, make_issuer().signer.private_key.public_key())


@pytest.mark.parametrize("length", [0, 23, 24, 255, 256, 65_535, 65_536])
def test_independent_cose_reader_accepts_ours(length: int) -> None:
    payload = bytes(length)  # each width of a byte string's head, from its first to its last
    signed = sign_envelope(payload, typ=None, signer=SIGNER)
    pem = PUBLIC_KEY.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = COSEKey.from_pem(pem, kid=SIGNER.kid, alg="ES256")

    assert COSE.new().decode(signed, key) == payload


def test_type_in_the_header_keeps_messages_apart() -> None:
    plain = sign_envelope(b"payload", typ=None, signer=SIGNER)
    typed = sign_envelope(b"payload", typ=TYP, signer=SIGNER)

    assert decode(typed, TYP) == b"payload"
    for data, typ in ((plain, TYP), (typed, None), (typed, TYP + "x")):
        with pytest.raises(MalformedCredentialError, match="protected header"):
            decode(data, typ)


def test_mirrored_signature_is_refused() -> None:
    signed = sign_envelope(b"payload", typ=None, signer=SIGNER)
    s = int.from_bytes(signed[-32:], "big")
    mirrored = signed[:-32] + (P256_ORDER - s).to_bytes(32, "big")

    assert not is_signed_by(decode_envelope(mirrored, typ=None, max_bytes=600), PUBLIC_KEY)


PROTECTED = encode_protected(SIGNER.kid, typ=None)
VARIANTS = {
    "no tag": assemble_envelope(PROTECTED, b"p", bytes(64))[1:],
    "another tag": b"\xd1" + assemble_envelope(PROTECTED, b"p", bytes(64))[1:],
    "five parts": b"\xd2" + cbor2.dumps([PROTECTED, {}, b"p", bytes(64), b""]),
    "indefinite array": b"\xd2\x9f" + assemble_envelope(PROTECTED, b"p", bytes(64))[2:] + b"\xff",
    "alg in the unprotected header": b"\xd2" + cbor2.dumps([b"", {1: -7}, b"p", bytes(64)]),
    "something unprotected": b"\xd2" + cbor2.dumps([PROTECTED, {4: b"k"}, b"p", bytes(64)]),
    "unknown critical header": b"\xd2"
    + cbor2.dumps([cbor2.dumps({1: -7, 2: [99], 4: SIGNER.kid, 99: 1}), {}, b"p", bytes(64)]),
    "header in another order": b"\xd2"
    + cbor2.dumps([cbor2.dumps({4: SIGNER.kid, 1: -7}), {}, b"p", bytes(64)]),
    "another algorithm": b"\xd2"
    + cbor2.dumps([cbor2.dumps({1: -35, 4: SIGNER.kid}), {}, b"p", bytes(64)]),
    "duplicate header": b"\xd2"
    + cbor2.dumps([b"\xa3\x01\x26\x01\x26\x04\x48" + SIGNER.kid, {}, b"p", bytes(64)]),
    "short kid": b"\xd2" + cbor2.dumps([cbor2.dumps({1: -7, 4: b"k"}), {}, b"p", bytes(64)]),
    "long kid": b"\xd2" + cbor2.dumps([cbor2.dumps({1: -7, 4: bytes(9)}), {}, b"p", bytes(64)]),
    "detached payload": b"\xd2" + cbor2.dumps([PROTECTED, {}, None, bytes(64)]),
    "text payload": b"\xd2" + cbor2.dumps([PROTECTED, {}, "p", bytes(64)]),
    "long form of a length": assemble_envelope(PROTECTED, b"p", bytes(64)).replace(
        b"\x41p", b"\x58\x01p"
    ),
    "eight-byte length": assemble_envelope(PROTECTED, b"p", bytes(64)).replace(
        b"\x41p", b"\x5b" + bytes(7) + b"\x01p"
    ),
    "indefinite byte string": assemble_envelope(PROTECTED, b"p", bytes(64)).replace(
        b"\x41p", b"\x5f\x41p\xff"
    ),
    "short signature": b"\xd2" + cbor2.dumps([PROTECTED, {}, b"p", bytes(63)]),
    "trailing byte": assemble_envelope(PROTECTED, b"p", bytes(64)) + b"\x00",
    "cut short": assemble_envelope(PROTECTED, b"p", bytes(64))[:-1],
    "nothing": b"",
    "cut in the header": b"\xd2\x84\x4d\xa2",
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_any_other_shape_is_refused(variant: bytes) -> None:
    with pytest.raises(MalformedCredentialError):
        decode(variant)


def test_message_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(MalformedCredentialError, match="at most 10 bytes, got 11"):
        decode_envelope(bytes(11), typ=None, max_bytes=10)


@given(st.binary(max_size=120))
def test_decoding_lets_out_nothing_but_our_error(data: bytes) -> None:
    for read in (decode, decode_deterministic):
        try:
            read(data)
        except MalformedCredentialError:
            continue


def test_maps_are_in_bytewise_order() -> None:
    maps: list[dict[int, object]] = [
        {1: -7, 4: b"", 16: ""},
        {6: 0, 7: b"", 65535: {}, -65537: {}},
        {2: "", 4: 0, 6: 0, 65533: {}, 65534: 0},
        {6: 0, 7: b"", -65538: {}},
        dict.fromkeys(range(1, 10), 0),
    ]
    for value in maps:
        keys = [cbor2.dumps(key) for key in value]
        assert keys == sorted(keys)
        assert list(cbor2.loads(encode_deterministic(value))) == list(value)


@pytest.mark.parametrize(
    "encoded",
    [
        b"\xff",  # the end of something that never began
        b"\xa2\x01\x01\x01\x02",  # the same key twice
        b"\x18\x01",  # 1 in two bytes
        b"\xbf\xff",  # a map of indefinite length
        b"\xf9\x3c\x00\x00",  # 1.0, and a byte after it
        b"\xd8\x23\x61\x28",  # a regular expression that does not compile
        b"\xc1\xfb\x7f\xf8\x00\x00\x00\x00\x00\x00",  # a date that is not a number
        b"\xd9\xd9\xf7\xd8\x1c\x00",  # a shared reference
    ],
)
def test_claims_that_are_not_deterministic_are_refused(encoded: bytes) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_deterministic(encoded)


def test_kid_is_eight_bytes() -> None:
    assert encode_protected(Kid(bytes(8)), typ=None) == bytes.fromhex("a2012604480000000000000000")
