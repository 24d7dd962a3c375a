"""Blocks of a bundle: read as they were written, and named where they cannot be read."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis.strategies import binary, lists

from keys.trust.message_blocks import damaged_labels, encode_block, messages_in

LABEL = "ATTESTATION-REGIMES"


@given(lists(binary(max_size=300), max_size=3))
def test_messages_are_read_as_they_were_written(messages: list[bytes]) -> None:
    bundle = b"".join(encode_block(LABEL, message) for message in messages)

    assert list(messages_in(bundle, LABEL)) == messages
    assert damaged_labels(bundle) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda block: block.replace(b"=", b""),
        lambda block: block.replace(b"AAAA", b"!AAA", 1),
        lambda block: block[: len(block) // 2],
        lambda block: block.replace(b"-----END", b"----END"),
    ],
    ids=["without padding", "another sign", "cut off", "without an end"],
)
def test_block_that_cannot_be_read_is_named(damage: Callable[[bytes], bytes]) -> None:
    whole = encode_block("ATTESTATION-ISSUER-RECORD", b"\0" * 100)

    bundle = encode_block(LABEL, b"x") + damage(encode_block(LABEL, b"\0" * 100)) + whole

    assert damaged_labels(bundle) == [LABEL]
    assert list(messages_in(bundle, "ATTESTATION-ISSUER-RECORD")) == [b"\0" * 100]
