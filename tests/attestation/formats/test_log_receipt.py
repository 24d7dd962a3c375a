"""Receipts of RFC 9942: each as the shared vectors say, and nothing else in any bit."""

import json
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from attestation.errors import MalformedCredentialError
from attestation.formats.log_receipt import (
    CONSISTENCY,
    INCLUSION,
    MAX_RECEIPT_BYTES,
    Receipt,
    decode_receipt,
    encode_consistency_receipt,
    encode_inclusion_receipt,
    sign_root,
    verify_consistency,
    verify_inclusion,
)
from attestation.formats.merkle import MerkleTree, leaf_hash
from tests.support.issuers import NOW
from tests.support.logs import ORIGIN, VECTORS, LogKey, make_vectors, signed_root

SHARED = json.loads(VECTORS.read_text())["vectors"]
KEY = LogKey()
PUBLIC = KEY.key.public_key()
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(40)]


def answer_of(vector: dict[str, Any]) -> tuple[str, str | None]:
    """Return what we answer, in the words of the vectors, and the root."""
    try:
        receipt = decode_receipt(bytes.fromhex(vector["receipt"]))
    except MalformedCredentialError:
        return "malformed", None
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(vector["public_key"]))
    if "entry" in vector:
        leaf = leaf_hash(bytes.fromhex(vector["entry"]))
        word, root = "included", verify_inclusion(receipt, leaf, key)
    else:
        old_root = bytes.fromhex(vector["old_root"])
        word, root = "consistent", verify_consistency(receipt, old_root, key)
    return ("refused", None) if root is None else (word, root.hex())


@pytest.mark.parametrize("vector", SHARED, ids=lambda one: one["name"])
def test_shared_vector_is_answered_as_it_says(vector: dict[str, Any]) -> None:
    assert answer_of(vector) == (vector["expected"], vector["root"])


def test_vectors_made_anew_are_answered_as_they_say() -> None:
    made = list(make_vectors())

    assert [one["name"] for one in made] == [one["name"] for one in SHARED]
    assert [answer_of(one) for one in made] == [(one["expected"], one["root"]) for one in made]


def inclusion_of(index: int, size: int) -> bytes:
    tree = MerkleTree.of(LEAVES[:size])
    path = tree.inclusion_path(index)
    return encode_inclusion_receipt(signed_root(tree, KEY), size=size, index=index, path=path)


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
@settings(max_examples=60)
def test_receipt_of_each_statement_leads_to_the_root(place: tuple[int, int]) -> None:
    index, size = place

    receipt = decode_receipt(inclusion_of(index, size))

    assert (receipt.proof, receipt.place, receipt.size) == (INCLUSION, index, size)
    assert (receipt.origin, receipt.made_at, receipt.kid) == (ORIGIN, NOW, KEY.kid)
    assert verify_inclusion(receipt, LEAVES[index], PUBLIC) == MerkleTree.of(LEAVES[:size]).root


@given(st.integers(2, 40).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n))))
@settings(max_examples=60)
def test_older_tree_is_the_beginning_of_the_newer(sizes: tuple[int, int]) -> None:
    old_size, size = sizes
    tree, old = MerkleTree.of(LEAVES[:size]), MerkleTree.of(LEAVES[:old_size])
    receipt = decode_receipt(
        encode_consistency_receipt(
            signed_root(tree, KEY),
            old_size=old_size,
            size=size,
            path=tree.consistency_path(old_size),
        )
    )

    assert (receipt.proof, receipt.place, receipt.size) == (CONSISTENCY, old_size, size)
    assert verify_consistency(receipt, old.root, PUBLIC) == tree.root
    assert verify_consistency(receipt, leaf_hash(b"another past"), PUBLIC) is None


def test_receipt_of_another_statement_is_refused() -> None:
    receipt = decode_receipt(inclusion_of(3, 12))

    assert [leaf for leaf in LEAVES if verify_inclusion(receipt, leaf, PUBLIC)] == [LEAVES[3]]


def test_receipt_of_one_kind_proves_nothing_of_the_other() -> None:
    tree = MerkleTree.of(LEAVES[:12])
    consistency = decode_receipt(
        encode_consistency_receipt(
            signed_root(tree, KEY), old_size=4, size=12, path=tree.consistency_path(4)
        )
    )

    assert verify_inclusion(consistency, LEAVES[4], PUBLIC) is None
    assert verify_consistency(decode_receipt(inclusion_of(4, 12)), tree.root, PUBLIC) is None


def test_each_changed_bit_is_refused() -> None:
    good = inclusion_of(5, 11)

    for place in range(len(good) * 8):
        changed = bytearray(good)
        changed[place >> 3] ^= 1 << (place & 7)
        assert not is_accepted(bytes(changed)), place


@given(st.binary(max_size=400))
def test_any_bytes_are_an_answer(data: bytes) -> None:
    assert not is_accepted(data)


def test_receipt_says_to_a_general_decoder_what_rfc_9942_says() -> None:
    tree = MerkleTree.of(LEAVES[:3])
    message = cbor2.loads(inclusion_of(2, 3))
    protected, unprotected, payload, _ = message.value

    assert message.tag == 18
    assert cbor2.loads(protected) == {
        1: -8,
        4: KEY.kid,
        15: {1: ORIGIN, 6: int(NOW.timestamp()), -65544: 3},
        395: 1,
    }
    assert cbor2.loads(unprotected[396][-1][0]) == [3, 2, list(tree.inclusion_path(2))]
    assert payload is None


@pytest.mark.parametrize(
    ("origin", "path"),
    [("", 2), ("x" * 256, 2), ("x", 65), ("x", -1)],
    ids=["no name", "too long a name", "too long a path", "hashes that are none"],
)
def test_receipt_of_no_tree_is_refused(origin: str, path: int) -> None:
    signed = sign_root(LEAVES[0], size=4, origin=origin, made_at=NOW, signer=KEY)
    hashes = (b"short",) if path < 0 else (LEAVES[0],) * path

    with pytest.raises(MalformedCredentialError):
        decode_receipt(encode_inclusion_receipt(signed, size=4, index=0, path=hashes))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"verify.example.org/log", b"verify.example.org/\xff\xff\xff"),
        (b"\x06\x1a", b"\x06\x1b\xff\xff\xff\xff\xff\xff\xff\xff\x1a"),
        (b"\x06\x1a", b"\x06\x1a\xff"),
    ],
    ids=["a name that is no text", "a time that is none", "a byte too many"],
)
def test_protected_header_of_another_shape_is_refused(old: bytes, new: bytes) -> None:
    signed = signed_root(MerkleTree.of(LEAVES[:1]), KEY)
    protected = signed.protected.replace(old, new)

    with pytest.raises(MalformedCredentialError):
        decode_receipt(
            encode_inclusion_receipt(
                type(signed)(protected=protected, signature=signed.signature),
                size=1,
                index=0,
                path=(),
            )
        )


def test_receipt_longer_than_any_is_not_read() -> None:
    with pytest.raises(MalformedCredentialError):
        decode_receipt(bytes(MAX_RECEIPT_BYTES + 1))


@pytest.mark.parametrize("head", ["5f", "58", "5801", "4261", "1817", "00"])
def test_string_in_another_form_is_refused(head: str) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_receipt(b"\xd2\x84" + bytes.fromhex(head))


def is_accepted(data: bytes) -> Receipt | None:
    try:
        receipt = decode_receipt(data)
    except MalformedCredentialError:
        return None
    return receipt if verify_inclusion(receipt, LEAVES[5], PUBLIC) else None
