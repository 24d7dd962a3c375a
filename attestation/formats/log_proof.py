"""Proofs that stand by themselves (C2SP tlog-proof): a path, and the head that witnesses saw."""

from dataclasses import dataclass

from attestation.errors import MalformedCredentialError
from attestation.formats.log_policy import LogPolicy
from attestation.formats.merkle import HASH_BYTES, is_included, leaf_hash
from attestation.formats.signed_note import (
    Note,
    decode_base64,
    decode_note,
    encode_base64,
)
from attestation.formats.tree_head import TreeHead, decode_number, decode_tree_head

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PROOF_CHARACTERS = 80_000
_MAX_PATH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class LogProof:
    """A proof of which nothing was verified."""

    index: int
    path: tuple[bytes, ...]
    head: Note
    extra: bytes | None = None
    """The entry itself, where whoever holds the proof may not have it: ``leaf-entry``."""

    def encode(self) -> str:
        """Write the proof."""
        extra = "" if self.extra is None else f"extra {encode_base64(self.extra)}\n"
        path = "".join(f"{encode_base64(one)}\n" for one in self.path)
        return f"{HEADER}\n{extra}index {self.index}\n{path}\n{self.head.encode()}"


def decode_log_proof(text: str) -> LogProof:
    """Read a proof.

    Raises:
        MalformedCredentialError: anything else.
    """
    before, found, head = text.partition("\n\n")
    lines = before.split("\n")
    if len(text) > MAX_PROOF_CHARACTERS or not found or lines.pop(0) != HEADER:
        raise MalformedCredentialError("not a proof")
    extra = _word(lines.pop(0), "extra ") if lines and lines[0].startswith("extra ") else None
    index = decode_number(_word(lines.pop(0) if lines else "", "index "))
    path = tuple(map(decode_base64, lines))
    if len(path) > _MAX_PATH or any(len(one) != HASH_BYTES for one in path):
        raise MalformedCredentialError("not a path of hashes")
    return LogProof(
        index=index,
        path=path,
        head=decode_note(head),
        extra=None if extra is None else decode_base64(extra),
    )


def verify_log_proof(proof: LogProof, entry: bytes, policy: LogPolicy) -> TreeHead | None:
    """Return the head that holds ``entry`` and that ``policy`` believes; None where none does.

    Raises:
        MalformedCredentialError: signed by a log, and yet not a head.
    """
    if not policy.is_satisfied(proof.head):
        return None
    head = decode_tree_head(proof.head)
    is_there = is_included(
        leaf_hash(entry), index=proof.index, size=head.size, path=proof.path, root=head.root
    )
    return head if is_there else None


def _word(line: str, prefix: str) -> str:
    if not line.startswith(prefix):
        raise MalformedCredentialError("a line is missing")
    return line.removeprefix(prefix)
