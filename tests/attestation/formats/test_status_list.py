import zlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.errors import MalformedCredentialError
from attestation.formats.cose import encode_deterministic, sign_envelope
from attestation.formats.status_list import (
    CAPACITY,
    INVALID,
    TYP,
    VALID,
    StatusBits,
    StatusList,
    decode_list_envelope,
    sign_status_list,
    verify_status_list,
)
from tests.support.issuers import NOW, make_issuer

SIGNER = make_issuer().signer
PUBLIC_KEY = SIGNER.private_key.public_key()


def make_list(statuses: StatusBits) -> StatusList:
    return StatusList(
        uri="https://verifier.example/status/1",
        issued_at=NOW,
        expires_at=NOW + timedelta(days=30),
        ttl=timedelta(seconds=60),
        statuses=statuses,
    )


@given(st.sets(st.integers(0, CAPACITY - 1), max_size=50))
def test_list_says_invalid_of_just_those_that_are(indices: set[int]) -> None:
    token = sign_status_list(make_list(StatusBits.of_invalid(indices)), signer=SIGNER)

    read = verify_status_list(decode_list_envelope(token), PUBLIC_KEY)

    assert read == make_list(StatusBits.of_invalid(indices))
    assert {index for index in indices if read.statuses[index] == INVALID} == indices
    neighbours = {index ^ 1 for index in indices} - indices
    assert all(read.statuses[index] == VALID for index in neighbours)
    assert sum(map(int.bit_count, read.statuses.packed)) == len(indices)


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_entries_are_packed_from_the_least_significant_bit(bits: int) -> None:
    statuses = StatusBits(bits=bits, packed=b"\xb9\xa3")

    whole = int.from_bytes(b"\xb9\xa3", "little")
    assert [statuses[i] for i in range(len(statuses))] == [
        whole >> i * bits & (1 << bits) - 1 for i in range(16 // bits)
    ]


def test_index_outside_the_list_is_refused() -> None:
    statuses = StatusBits.of_invalid(set())

    for index in (-1, CAPACITY, 1 << 40):
        with pytest.raises(IndexError):
            statuses[index]


def test_list_is_stale_from_its_end_on() -> None:
    status_list = make_list(StatusBits.of_invalid(set()))

    assert not status_list.is_stale(status_list.expires_at - timedelta(seconds=1))
    assert status_list.is_stale(status_list.expires_at)


def test_full_list_at_one_percent_is_under_four_kilobytes() -> None:
    indices = set(range(0, CAPACITY, 100))

    assert len(sign_status_list(make_list(StatusBits.of_invalid(indices)), signer=SIGNER)) < 4096


def test_list_of_another_key_is_not_read() -> None:
    token = sign_status_list(make_list(StatusBits.of_invalid(set())), signer=SIGNER)
    stranger = make_issuer().signer.private_key.public_key()

    assert verify_status_list(decode_list_envelope(token), stranger) is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"bits": 1},
        {"bits": 3, "lst": zlib.compress(b"x")},
        {"bits": 1, "lst": b"not zlib"},
        {"bits": 1, "lst": zlib.compress(b"x") + b"more"},
        {"bits": 1, "lst": zlib.compress(b"x" * 99)[:-3]},
        {"bits": 1, "lst": zlib.compress(bytes(1 << 24))},
        {"bits": 1, "lst": zlib.compress(b"x"), "more": 1},
    ],
    ids=str,
)
def test_malformed_status_list_is_refused(value: object) -> None:
    with pytest.raises(MalformedCredentialError):
        StatusBits.decode(value)


GOOD = {2: "u", 4: 1, 6: 1, 65534: 1, 65533: {"bits": 1, "lst": zlib.compress(b"x")}}


@pytest.mark.parametrize(
    "claims",
    [[], {**GOOD, 1: "iss"}, {**GOOD, 4: 1 << 60}, {key: GOOD[key] for key in (2, 4, 6)}],
    ids=str,
)
def test_signed_token_with_other_claims_is_refused(claims: object) -> None:
    token = sign_envelope(encode_deterministic(claims), typ=TYP, signer=SIGNER)

    with pytest.raises(MalformedCredentialError):
        verify_status_list(decode_list_envelope(token), PUBLIC_KEY)


def test_signed_token_with_just_our_claims_is_read() -> None:
    token = sign_envelope(encode_deterministic(GOOD), typ=TYP, signer=SIGNER)

    read = verify_status_list(decode_list_envelope(token), PUBLIC_KEY)

    assert read is not None
    assert read.issued_at == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
