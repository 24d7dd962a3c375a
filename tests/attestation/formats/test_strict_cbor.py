"""CBOR read by hand: the shortest form of RFC 8949 §4.2.1, and no other."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.errors import MalformedCredentialError
from attestation.formats.strict_cbor import (
    ARRAY,
    BYTES,
    TEXT,
    UNSIGNED,
    take_constant,
    take_head,
    take_string,
)

ARGUMENTS = st.sampled_from([0, 23, 24, 255, 256, 65535, 65536, (1 << 32) - 1, 1 << 32]) | (
    st.integers(0, (1 << 64) - 1)
)


@given(number=ARGUMENTS, rest=st.binary(max_size=9))
def test_number_is_read_as_an_independent_encoder_writes_it(number: int, rest: bytes) -> None:
    assert take_head(cbor2.dumps(number) + rest, UNSIGNED) == (number, rest)


@given(content=st.binary(max_size=300), rest=st.binary(max_size=9))
def test_string_is_split_from_what_follows(content: bytes, rest: bytes) -> None:
    assert take_string(cbor2.dumps(content) + rest, BYTES) == (content, rest)


@given(content=st.binary(min_size=1, max_size=300), data=st.data())
def test_string_that_is_cut_anywhere_is_refused(content: bytes, data: st.DataObject) -> None:
    encoded = cbor2.dumps(content)
    end = data.draw(st.integers(0, len(encoded) - 1))

    with pytest.raises(MalformedCredentialError):
        take_string(encoded[:end], BYTES)


@pytest.mark.parametrize("width", [1, 2, 4, 8])
@given(number=st.integers(0, (1 << 64) - 1))
def test_number_in_more_bytes_than_it_needs_is_refused(width: int, number: int) -> None:
    smallest = {1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}[width]
    longer = bytes([24 + width.bit_length() - 1]) + (number % smallest).to_bytes(width, "big")

    with pytest.raises(MalformedCredentialError, match="shortest"):
        take_head(longer, UNSIGNED)


@pytest.mark.parametrize("first", [28, 29, 30, 31])
@pytest.mark.parametrize("major", [UNSIGNED, BYTES, TEXT, ARRAY])
def test_indefinite_and_reserved_lengths_are_refused(major: int, first: int) -> None:
    with pytest.raises(MalformedCredentialError, match="indefinite"):
        take_head(bytes([major << 5 | first]) + bytes(16), major)


@given(st.binary(max_size=20), st.sampled_from([UNSIGNED, BYTES, TEXT, ARRAY]))
def test_any_bytes_are_an_item_of_that_type_or_refused(data: bytes, major: int) -> None:
    try:
        argument, rest = take_head(data, major)
    except MalformedCredentialError:
        return
    assert data[0] >> 5 == major
    head = cbor2.dumps(argument)
    assert data == bytes([major << 5 | head[0]]) + head[1:] + rest


def test_constant_is_there_or_refused() -> None:
    assert take_constant(b"\xd2\x84rest", b"\xd2\x84") == b"rest"
    with pytest.raises(MalformedCredentialError):
        take_constant(b"\xd2\x83rest", b"\xd2\x84")
