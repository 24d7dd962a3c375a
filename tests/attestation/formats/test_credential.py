from dataclasses import replace
from datetime import date, timedelta

import cbor2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cwt import COSEKey
from cwt import decode as cwt_decode
from hypothesis import given
from hypothesis import strategies as st

from attestation.code import code_to_bytes
from attestation.errors import MalformedCredentialError
from attestation.formats.cose import encode_deterministic
from attestation.formats.credential import (
    Credential,
    credential_size,
    decode_claims,
    decode_credential_envelope,
    encode_claims,
    sign_credential,
)
from attestation.formats.limits import MAX_CREDENTIAL_BYTES
from attestation.name import parse_name
from tests.support.facts import (
    STATUS_URI,
    make_attestation,
    make_credential,
    make_stated_attestation,
)
from tests.support.issuers import make_issuer

SIGNER = make_issuer().signer


def _is_name(text: str) -> bool:
    try:
        return parse_name(text) == text
    except ValueError:
        return False


names = st.text(min_size=1, max_size=40).filter(_is_name)


@given(
    names,
    names | st.none(),
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.integers(1, 10_000),
    st.integers(0, 1 << 17),
)
def test_every_fact_survives_the_credential(
    family_name: str, given_name: str | None, birth: date, minutes: int, index: int
) -> None:
    attestation = replace(
        make_attestation(
            family_name=family_name, given_name=given_name, birth_date=birth.isoformat()
        ),
        attended=timedelta(minutes=minutes),
    )
    credential = make_credential(attestation, index=index)

    signed = sign_credential(credential, signer=SIGNER)

    assert decode_claims(decode_credential_envelope(signed).payload) == credential
    assert credential_size(credential) == len(signed)


def test_typical_credential_is_about_three_hundred_bytes() -> None:
    assert 250 <= credential_size(make_credential()) <= 320


def test_credential_over_six_hundred_bytes_is_not_signed() -> None:
    credential = make_credential(make_attestation(family_name="Đ" * 100, given_name="Ə" * 100))
    title = replace(credential.attestation, module_title="é" * 100)

    assert credential_size(replace(credential, attestation=title)) > MAX_CREDENTIAL_BYTES
    with pytest.raises(ValueError, match="at most 600 bytes"):
        sign_credential(replace(credential, attestation=title), signer=SIGNER)


def test_independent_cwt_reader_verifies_ours() -> None:
    credential = make_credential()
    public_key = SIGNER.private_key.public_key()
    pem = public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    claims = cwt_decode(
        sign_credential(credential, signer=SIGNER),
        COSEKey.from_pem(pem, kid=SIGNER.kid, alg="ES256"),
    )

    assert isinstance(claims, dict)
    assert claims[6] == int(credential.attestation.issued_at.timestamp())
    assert claims[7] == code_to_bytes(credential.attestation.code)
    assert claims[65535] == {"status_list": {"idx": 77, "uri": STATUS_URI}}
    assert claims[-65537] == {
        1: "AC-2026-0001",
        2: "Ağaoğlu",
        3: "Şükriye",
        4: "1988-02-29",
        5: "AC-2026-10",
        6: "Ateliers citoyens – module de base",
        7: (date(2026, 10, 5) - date(1970, 1, 1)).days,
        8: (date(2026, 11, 5) - date(1970, 1, 1)).days,
        9: 52 * 60,
    }


def _changed(**changes: object) -> bytes:
    claims = cbor2.loads(encode_claims(make_credential(make_stated_attestation())))
    for path, value in changes.items():
        _, *keys = path.split("_")
        target = claims if len(keys) == 1 else claims[-65537]
        key = int(keys[-1].replace("m", "-"))
        if value is None:
            del target[key]
        else:
            target[key] = value
    return encode_deterministic(claims)


CHANGES: dict[str, dict[str, object]] = {
    "no time": {"c_6": None},
    "time as text": {"c_6": "now"},
    "time as true": {"c_6": True},
    "time far away": {"c_6": 1 << 60},
    "short code": {"c_7": b"x"},
    "code with a wrong check symbol": {"c_7": b"\xff" * 9 + b"\x00"},
    "no status": {"c_65535": None},
    "negative index": {"c_65535": {"status_list": {"idx": -1, "uri": "x"}}},
    "status with more": {"c_65535": {"status_list": {"idx": 1, "uri": "x", "more": 1}}},
    "no facts": {"c_m65537": None},
    "facts as a list": {"c_m65537": []},
    "unknown claim": {"c_8": {}},
    "sessions as a letter": {"c_f_10": "x"},
    "no number": {"c_f_1": None},
    "number as bytes": {"c_f_1": b"AC-2026-0001"},
    "empty given name": {"c_f_3": ""},
    "given name as bytes": {"c_f_3": b"x"},
    "name in NFD": {"c_f_2": "Ag\u0306aog\u0306lu"},
    "impossible birth date": {"c_f_4": "1995-02-30"},
    "day as text": {"c_f_7": "2026-10-05"},
    "day as true": {"c_f_7": True},
    "day out of any calendar": {"c_f_8": 1 << 40},
    "no minutes": {"c_f_9": 0},
    "minutes as true": {"c_f_9": True},
    "followed without held": {"c_f_11": None},
    "held without followed": {"c_f_10": None},
    "more sessions followed than held": {"c_f_10": 14},
    "no session followed": {"c_f_10": 0},
    "session followed as true": {"c_f_10": True, "c_f_11": True},
    "sessions as text": {"c_f_11": "13"},
    "more time attended than the module has": {"c_f_12": 47 * 60},
    "more time required than the module has": {"c_f_13": 53 * 60},
    "time required of an unknown module": {"c_f_12": None},
    "no time required": {"c_f_13": 0},
    "module longer than any calendar": {"c_f_12": 1 << 60},
    "more than every session required": {"c_f_14": 101},
    "language by its name": {"c_f_15": "français"},
    "language in capitals": {"c_f_15": "FR"},
    "unknown mode": {"c_f_16": 4},
    "mode as true": {"c_f_16": True},
    "unknown extent": {"c_f_17": 0},
    "regime in small letters": {"c_f_18": "bxl-accueil"},
    "regime that is too long": {"c_f_18": "A" * 21},
    "reference that is too long": {"c_f_19": "x" * 21},
    "reference with an override": {"c_f_19": "a\u202eb"},
    "empty reference": {"c_f_19": ""},
    "fact that nobody knows": {"c_f_20": 1},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_claims_of_another_shape_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_claims(_changed(**change))


def test_unchanged_claims_are_accepted() -> None:
    assert isinstance(decode_claims(_changed()), Credential)
