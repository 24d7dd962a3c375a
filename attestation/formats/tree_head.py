"""Heads of a public log as signed notes (C2SP tlog-checkpoint), and what witnesses add to them.

A cosignature (C2SP tlog-cosignature) says when a witness saw the head, and that it is consistent
with every head that the witness saw before.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from attestation.errors import MalformedCredentialError
from attestation.formats.merkle import HASH_BYTES
from attestation.formats.signed_note import (
    ED25519,
    Note,
    NoteSignature,
    VerifierKey,
    decode_base64,
    encode_base64,
    log_verifier_key,
)
from attestation.signer import LogSigner

_TIME_BYTES = 8
_NUMBER = re.compile("0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeHead:
    """The head of the log's tree over the first ``size`` statements."""

    origin: str
    """Name of the log."""
    size: int
    root: bytes

    def encode(self) -> str:
        """Write the text that is signed: three lines."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


def decode_tree_head(note: Note) -> TreeHead:
    """Read what a note says of a log; nothing is verified.

    Raises:
        MalformedCredentialError: not exactly the three lines of a head.
    """
    match note.text.split("\n"):
        case [origin, size, root, ""] if origin:
            head = TreeHead(origin=origin, size=decode_number(size), root=decode_base64(root))
        case _:
            raise MalformedCredentialError("not the head of a log")
    if len(head.root) != HASH_BYTES:
        raise MalformedCredentialError("not a root")
    return head


def sign_tree_head(head: TreeHead, public_key: Ed25519PublicKey, *, signer: LogSigner) -> Note:
    """Sign a head as the log.

    Args:
        head: what is signed.
        public_key: of ``signer``.
        signer: the log's key.

    Raises:
        SigningError: the signer refused.
    """
    text = head.encode()
    key = log_verifier_key(head.origin, public_key)
    signature = NoteSignature(
        name=key.name, key_id=key.key_id, signature=signer.sign(text.encode())
    )
    return Note(text=text, signatures=(signature,))


def is_signed_by_log(note: Note, key: VerifierKey) -> bool:
    """Check whether the log ``key`` signed the head that ``note`` is.

    A note with a false signature under the key's name is none, whatever else is under it.
    """
    ours = [one for one in note.signatures if key.made(one)]
    message = note.text.encode()
    return (
        key.type == ED25519
        and note.text.startswith(f"{key.name}\n")
        and bool(ours)
        and all(key.verifies(one.signature, message) for one in ours)
    )


def cosigned_at(note: Note, witness: VerifierKey) -> datetime | None:
    """Return when ``witness`` cosigned the head that ``note`` is; None where it did not."""
    found = (_time_in(one, note.text, witness) for one in note.signatures if witness.made(one))
    return next((time for time in found if time is not None), None)


def cosignature_message(text: str, timestamp: int) -> bytes:
    """Return what a witness signs (C2SP tlog-cosignature, Ed25519)."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def decode_number(text: str) -> int:
    """Read a size or index in its one form.

    Raises:
        MalformedCredentialError: anything else.
    """
    if not _NUMBER.fullmatch(text):
        raise MalformedCredentialError("not a number in its one form")
    return int(text)


def _time_in(line: NoteSignature, text: str, witness: VerifierKey) -> datetime | None:
    timestamp = int.from_bytes(line.signature[:_TIME_BYTES], "big")
    signature = line.signature[_TIME_BYTES:]
    if not witness.verifies(signature, cosignature_message(text, timestamp)):
        return None
    try:
        return datetime.fromtimestamp(timestamp, UTC)
    except (ValueError, OverflowError, OSError):
        return None
