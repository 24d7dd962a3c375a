"""Merkle trees as Certificate Transparency has them: RFC 6962 §2.1, proofs as RFC 9162 checks them.

The root of 32 bytes identifies the whole list. A few hashes prove that an entry is in it, or that
an older tree is the beginning of a newer one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

HASH_BYTES = sha256().digest_size
_LEAF, _NODE = b"\x00", b"\x01"  # no leaf can pass for a node: RFC 6962 §2.1


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry as a leaf."""
    return sha256(_LEAF + entry).digest()


@dataclass(frozen=True, slots=True)
class MerkleTree:
    """A tree with all its hashes: leaves first, root last.

    Pairing level by level, an odd last node going up as it is, gives the tree of RFC 6962's
    recursive definition: each left half is the largest power of two that fits.
    """

    levels: tuple[tuple[bytes, ...], ...]

    @classmethod
    def of(cls, leaves: Sequence[bytes]) -> Self:
        """Make the tree over hashes of leaves."""
        levels = [tuple(leaves)]
        while len(levels[-1]) > 1:
            levels.append(_parents(levels[-1]))
        return cls(tuple(levels))

    def __len__(self) -> int:
        return len(self.levels[0])

    @property
    def root(self) -> bytes:
        """The Merkle Tree Hash; that of an empty list is the hash of nothing."""
        return self.levels[-1][0] if self.levels[0] else sha256(b"").digest()

    def inclusion_path(self, index: int) -> tuple[bytes, ...]:
        """Return the audit path of leaf ``index`` (§2.1.1), from the leaf upwards.

        Raises:
            IndexError: there is no such leaf.
        """
        if not 0 <= index < len(self):
            raise IndexError("no such leaf")
        path = []
        for level in self.levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                path.append(level[sibling])
            index >>= 1
        return tuple(path)

    def root_of_first(self, size: int) -> bytes:
        """Return the root of the tree over the first ``size`` leaves.

        Raises:
            IndexError: there are fewer.
        """
        if not 0 <= size <= len(self):
            raise IndexError("no such tree")
        return type(self).of(self.levels[0][:size]).root

    def consistency_path(self, size: int) -> tuple[bytes, ...]:
        """Prove that the tree over the first ``size`` leaves is this one's beginning (§2.1.2).

        Raises:
            IndexError: ``size`` is 0 or more than there are leaves.
        """
        if not 1 <= size <= len(self):
            raise IndexError("no such tree")
        return self._subproof(size, 0, len(self), is_known=True)

    def _subproof(self, size: int, start: int, stop: int, *, is_known: bool) -> tuple[bytes, ...]:
        """SUBPROOF of §2.1.2; ``is_known``: the verifier has the root of the first ``size``."""
        if start + size == stop:
            return () if is_known else (self._root_of(start, stop),)
        middle = start + (1 << (stop - start - 1).bit_length() - 1)
        if start + size <= middle:
            left = self._subproof(size, start, middle, is_known=is_known)
            return (*left, self._root_of(middle, stop))
        right = self._subproof(start + size - middle, middle, stop, is_known=False)
        return (*right, self._root_of(start, middle))

    def _root_of(self, start: int, stop: int) -> bytes:
        """Return the root of a subtree of this tree: a node, on the level of its height."""
        height = (stop - start - 1).bit_length()
        return self.levels[height][start >> height]


def is_included(leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Check whether ``path`` proves the leaf at ``index`` in the tree (RFC 9162 §2.1.3.2)."""
    return root_over(leaf, index=index, size=size, path=path) == root


def root_over(leaf: bytes, *, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root to which ``path`` leads from a leaf; None where it fits no such tree."""
    if not 0 <= index < size:
        return None
    node, last, computed = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            computed = _node(sibling, computed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            computed = _node(computed, sibling)
        node, last = node >> 1, last >> 1
    return computed if last == 0 else None


def is_consistent(
    *, old_size: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]
) -> bool:
    """Check whether ``path`` proves the old tree the new one's beginning (RFC 9162 §2.1.4.2)."""
    if old_size == size:
        return not path and old_root == root
    return newer_root(old_size=old_size, old_root=old_root, size=size, path=path) == root


def newer_root(*, old_size: int, old_root: bytes, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root of the tree of ``size`` that ``path`` proves to begin with the old one.

    None where the path proves no such thing.
    """
    if not 0 < old_size < size or not path:
        return None
    hashes = list(path)
    if old_size & (old_size - 1) == 0:  # a complete tree: its root is where the proof starts
        hashes.insert(0, old_root)
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old_computed = computed = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old_computed, computed = _node(sibling, old_computed), _node(sibling, computed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            computed = _node(computed, sibling)
        node, last = node >> 1, last >> 1
    return computed if last == 0 and old_computed == old_root else None


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(_NODE + left + right).digest()


def _parents(level: Sequence[bytes]) -> tuple[bytes, ...]:
    pairs = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return (*pairs, level[-1]) if len(level) & 1 else tuple(pairs)
