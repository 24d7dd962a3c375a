"""Proofs that stand by themselves, each for one entry under one policy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.errors import MalformedCredentialError
from attestation.formats.log_proof import LogProof, decode_log_proof, verify_log_proof
from tests.support.log_notes import ENTRIES, HEAD, NOTE, TREE, policy, seen_by
from tests.support.logs import ORIGIN


@given(st.integers(0, 8))
def test_proof_stands_by_itself_and_for_its_entry_alone(index: int) -> None:
    made = LogProof(
        index=index, path=TREE.inclusion_path(index), head=seen_by(0), extra=ENTRIES[index]
    )
    proof = decode_log_proof(made.encode())
    rule = policy("w0")

    assert proof == made
    assert verify_log_proof(proof, ENTRIES[index], rule) == HEAD
    assert verify_log_proof(proof, b"another entry", rule) is None
    assert verify_log_proof(proof, ENTRIES[index], policy("w1")) is None
    without = LogProof(index=index, path=made.path, head=NOTE)
    assert decode_log_proof(without.encode()) == without


PROOF = LogProof(index=2, path=TREE.inclusion_path(2), head=NOTE, extra=b"x").encode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("index 2", "index 02"),
        ("index 2\n", ""),
        ("index 2\n", "index 2\nAAAA\n"),
        ("index 2\n", "index 2\n" + f"{'A' * 43}=\n" * 65),
        ("extra eA==", "extra eA"),
        (f"\n\n{ORIGIN}", f"\n{ORIGIN}"),
        (PROOF, "c2sp.org/tlog-proof@v1\n\nx"),
        (PROOF, "x"),
    ],
)
def test_anything_else_is_no_proof(old: str, new: str) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_log_proof(PROOF.replace(old, new))
