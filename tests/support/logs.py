"""Logs with a key of their own, and the shared vectors of receipts (``python -m``, anew)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from attestation.formats.checkpoint import statement_entry
from attestation.formats.log_receipt import (
    SignedRoot,
    encode_consistency_receipt,
    encode_inclusion_receipt,
    sign_root,
)
from attestation.formats.merkle import MerkleTree, leaf_hash
from attestation.formats.signed_note import COSIGNATURE, Note, NoteSignature, VerifierKey
from attestation.formats.statement import Kind, Statement, sign_statement
from attestation.formats.tree_head import cosignature_message
from attestation.signer import Kid
from tests.support.facts import make_attestation
from tests.support.issuers import NOW, make_issuer

ORIGIN = "verify.example.org/log"
VECTORS = Path(__file__).parents[1] / "vectors" / "receipts" / "receipts.json"


def seeded(words: str) -> Ed25519PrivateKey:
    """Make the same key each time, so that what a test is called does not change."""
    return Ed25519PrivateKey.from_private_bytes(sha256(words.encode()).digest())


@dataclass(frozen=True)
class LogKey:
    """A key that signs as a log does; its name is made up here."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def raw(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def kid(self) -> Kid:
        return Kid(sha256(self.raw).digest()[:8])

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message)


@dataclass(frozen=True)
class WitnessKey:
    """A witness that cosigns whatever it is shown."""

    name: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def verifier(self) -> VerifierKey:
        raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return VerifierKey(name=self.name, type=COSIGNATURE, public_key=raw)

    def cosign(self, note: Note, at: datetime) -> NoteSignature:
        """Cosign a head as C2SP tlog-cosignature says."""
        timestamp = int(at.timestamp())
        signature = self.key.sign(cosignature_message(note.text, timestamp))
        return NoteSignature(
            name=self.name,
            key_id=self.verifier.key_id,
            signature=timestamp.to_bytes(8, "big") + signature,
        )


def signed_root(tree: MerkleTree, key: LogKey, *, at: datetime = NOW) -> SignedRoot:
    """Sign the root of a tree as the log does."""
    return sign_root(tree.root, size=len(tree), origin=ORIGIN, made_at=at, signer=key)


def make_vectors() -> Iterator[dict[str, object]]:
    """Yield receipts that are to be accepted or refused, each with what is to be answered."""
    key, other = LogKey(), LogKey()
    issuer, attestation = make_issuer(), make_attestation()
    digest = sha256(b"a document").digest()
    issued = Statement(kind=Kind.ISSUED, code=attestation.code, made_at=NOW, digest=digest)
    ended = Statement(kind=Kind.WITHDRAWN, code=attestation.code, made_at=NOW, reason="erreur")
    credential = sha256(b"a credential").digest()
    entries = [
        statement_entry(sign_statement(statement, signer=issuer.signer), credential)
        for statement in (issued, ended)
    ]
    entries += [f"entry {number}".encode() for number in range(2, 11)]
    leaves = [leaf_hash(entry) for entry in entries]
    tree, smaller = MerkleTree.of(leaves), MerkleTree.of(leaves[:5])
    signed = signed_root(tree, key)

    def inclusion(index: int, by: SignedRoot = signed) -> bytes:
        path = tree.inclusion_path(index)
        return encode_inclusion_receipt(by, size=len(tree), index=index, path=path)

    def included(name: str, receipt: bytes, expected: str, entry: bytes) -> dict[str, object]:
        return {
            "name": name,
            "origin": ORIGIN,
            "public_key": key.raw.hex(),
            "kid": key.kid.hex(),
            "entry": entry.hex(),
            "receipt": receipt.hex(),
            "root": tree.root.hex() if expected == "included" else None,
            "expected": expected,
        }

    for index in (0, 1, 6, 10):
        yield included(f"statement {index} of 11", inclusion(index), "included", entries[index])
    alone = MerkleTree.of(leaves[:1])
    one = encode_inclusion_receipt(signed_root(alone, key), size=1, index=0, path=())
    yield {**included("a tree of one", one, "included", entries[0]), "root": alone.root.hex()}

    good = inclusion(1)
    yield included("of another statement", good, "refused", entries[0])
    yield included("of another key", inclusion(1, signed_root(tree, other)), "refused", entries[1])
    later = SignedRoot(
        protected=signed.protected.replace(b"verify", b"verity"), signature=signed.signature
    )
    yield included("under another name", inclusion(1, later), "refused", entries[1])
    path = tree.inclusion_path(1)
    for name, size, index in (("place", 11, 2), ("size", 100, 1), ("place past the end", 11, 11)):
        moved = encode_inclusion_receipt(signed, size=size, index=index, path=path)
        expected = "malformed" if size != len(tree) else "refused"
        yield included(f"another {name}", moved, expected, entries[1])
    shortened = encode_inclusion_receipt(signed, size=11, index=1, path=path[:-1])
    yield included("a path cut short", shortened, "refused", entries[1])
    changed = good[:-1] + bytes((good[-1] ^ 1,))
    yield included("a bit of the signature", changed, "refused", entries[1])
    yield included("a byte too many", good + b"\x00", "malformed", entries[1])
    yield included("a byte too few", good[:-1], "malformed", entries[1])
    yield included("without its tag", good[1:], "malformed", entries[1])
    attached = good.replace(b"\xf6\x58\x40", b"\x58\x20" + tree.root + b"\x58\x40")
    yield included("with its payload", attached, "malformed", entries[1])
    unprotected = good.replace(b"\xa1\x19\x01\x8c", b"\xa2\x01\x27\x19\x01\x8c")
    yield included("another unprotected header", unprotected, "malformed", entries[1])
    yield included("another tree", good.replace(b"\x19\x01\x8b\x01", b"\x19\x01\x8b\x02"),
                   "malformed", entries[1])  # fmt: skip
    yield included("another algorithm", good.replace(b"\xa4\x01\x27", b"\xa4\x01\x26"),
                   "malformed", entries[1])  # fmt: skip
    yield included("nothing", b"", "malformed", entries[1])

    def consistency(
        name: str, expected: str, *, old: bytes = smaller.root, old_size: int = 5
    ) -> dict[str, object]:
        receipt = encode_consistency_receipt(
            signed, old_size=old_size, size=11, path=tree.consistency_path(5)
        )
        return {
            "name": name,
            "origin": ORIGIN,
            "public_key": key.raw.hex(),
            "kid": key.kid.hex(),
            "old_root": old.hex(),
            "receipt": receipt.hex(),
            "root": tree.root.hex() if expected == "consistent" else None,
            "expected": expected,
        }

    yield consistency("5 are the beginning of 11", "consistent")
    yield consistency("a past that was rewritten", "refused", old=leaf_hash(b"another past"))
    yield consistency("another older size", "refused", old_size=6)
    yield consistency("an older size past the newer", "refused", old_size=12)


if __name__ == "__main__":
    text = json.dumps({"vectors": list(make_vectors())}, indent=1)
    VECTORS.write_text(text + "\n")
