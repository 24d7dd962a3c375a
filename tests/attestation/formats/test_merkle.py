from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.formats.merkle import MerkleTree, is_consistent, is_included, leaf_hash

MAXIMUM = 300
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(MAXIMUM)]
TREES = [MerkleTree.of(LEAVES[:size]) for size in range(MAXIMUM + 1)]
OTHER = leaf_hash(b"something else")


def merkle_tree_hash(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word, as a second opinion."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    left, right = merkle_tree_hash(leaves[:half]), merkle_tree_hash(leaves[half:])
    return sha256(b"\x01" + left + right).digest()


def test_root_is_the_tree_hash_of_rfc_6962_for_all_sizes_up_to_300() -> None:
    for size in range(MAXIMUM + 1):
        assert TREES[size].root == merkle_tree_hash(LEAVES[:size])


# Certificate Transparency's own example: merkletree/testdata of its log, eight entries.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    tree = MerkleTree.of([leaf_hash(entry) for entry in ENTRIES[:size]])

    assert tree.root.hex() == ROOTS[size]


def test_every_leaf_is_proven_for_all_sizes_up_to_300() -> None:
    for size in range(1, MAXIMUM + 1):
        tree = TREES[size]
        for index in range(size):
            path = tree.inclusion_path(index)
            proof = {"index": index, "size": size, "path": path}
            assert is_included(LEAVES[index], root=tree.root, **proof)  # type: ignore[arg-type]
            assert not is_included(OTHER, root=tree.root, **proof)  # type: ignore[arg-type]


def test_no_leaf_is_proven_at_another_place() -> None:
    for size in range(1, 40):
        tree = TREES[size]
        for index in range(size):
            path = tree.inclusion_path(index)
            for other in range(-1, size + 2):
                is_right = is_included(
                    LEAVES[index], index=other, size=size, path=path, root=tree.root
                )
                assert is_right == (other == index)


def test_path_that_is_cut_long_or_changed_proves_nothing() -> None:
    for size in range(2, 40):
        tree = TREES[size]
        for index in range(size):
            path = tree.inclusion_path(index)
            for wrong in (path[:-1], (*path, OTHER), (OTHER, *path[1:]), ()):
                assert not is_included(
                    LEAVES[index], index=index, size=size, path=wrong, root=tree.root
                )


def test_every_older_tree_is_proven_consistent_for_all_sizes_up_to_300() -> None:
    for size in range(1, MAXIMUM + 1):
        for old_size in range(1, size + 1):
            path = TREES[size].consistency_path(old_size)
            assert is_consistent(
                old_size=old_size,
                old_root=TREES[old_size].root,
                size=size,
                root=TREES[size].root,
                path=path,
            )


def test_tree_with_another_past_is_never_consistent() -> None:
    for size in range(2, 60):
        for old_size in range(1, size + 1):
            forged = MerkleTree.of([OTHER, *LEAVES[1:old_size]])
            path = TREES[size].consistency_path(old_size)
            for old_root, some_path in (
                (forged.root, path),
                (TREES[old_size].root, (*path, OTHER)),
                (TREES[old_size].root, path[:-1] if path else (OTHER,)),
            ):
                assert not is_consistent(
                    old_size=old_size,
                    old_root=old_root,
                    size=size,
                    root=TREES[size].root,
                    path=some_path,
                )


def test_larger_tree_is_not_the_beginning_of_a_smaller_one() -> None:
    assert not is_consistent(
        old_size=5, old_root=TREES[5].root, size=3, root=TREES[3].root, path=(OTHER,)
    )
    assert not is_consistent(
        old_size=0, old_root=TREES[0].root, size=3, root=TREES[3].root, path=(OTHER,)
    )


@pytest.mark.parametrize("index", [-1, 3])
def test_leaf_that_is_not_there_has_no_path(index: int) -> None:
    with pytest.raises(IndexError):
        TREES[3].inclusion_path(index)


@pytest.mark.parametrize("size", [0, 4])
def test_tree_that_never_was_has_no_path(size: int) -> None:
    with pytest.raises(IndexError):
        TREES[3].consistency_path(size)


@pytest.mark.parametrize("size", [-1, 4])
def test_tree_that_never_was_has_no_root(size: int) -> None:
    assert [TREES[3].root_of_first(n) for n in range(4)] == [TREES[n].root for n in range(4)]
    with pytest.raises(IndexError):
        TREES[3].root_of_first(size)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=80), st.data())
def test_one_entry_changed_changes_the_root(entries: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    changed = [*entries]
    changed[place] += b"!"

    assert (
        MerkleTree.of([leaf_hash(e) for e in entries]).root
        != MerkleTree.of([leaf_hash(e) for e in changed]).root
    )
