"""Checkpoints: a tree head over all statements, signed by a key other than the issuing one.

Whoever steals the issuing key can sign under any date, but cannot enter a tree whose head a witness
or the root signed before the theft (the idea is that of RFC 6962 §3.5).
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.errors import MalformedCredentialError
from attestation.formats.cose import (
    Envelope,
    decode_deterministic,
    decode_envelope,
    encode_deterministic,
    is_signed_by,
    sign_envelope,
)
from attestation.formats.merkle import HASH_BYTES, is_included, leaf_hash
from attestation.formats.message_type import AfterCompromise, MessageType, SignedBy
from attestation.signer import Signer

TYP = "application/attestation-checkpoint+cwt"
MAX_CHECKPOINT_BYTES = 256  # 192 for a tree of 2^32 statements
IAT = 6  # RFC 8392 §4
HEAD = -65539  # private use, RFC 8392 §9.1
_SIZE, _ROOT = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The head of the tree over the first ``size`` statements."""

    size: int
    root: bytes
    made_at: datetime

    def __post_init__(self) -> None:
        """Refuse the head of no tree."""
        if self.size < 1 or len(self.root) != HASH_BYTES:
            raise ValueError("a tree has a leaf and a root of 32 bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """What the register offers as proof that a statement is under a checkpoint; unverified."""

    statement: bytes
    credential_digest: bytes
    """SHA-256 of the credential that the statement is about."""
    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    """The signed checkpoint."""

    def is_under(self, checkpoint: Checkpoint) -> bool:
        """Check whether the path leads to the checkpoint's root."""
        return is_included(
            statement_leaf(self.statement, self.credential_digest),
            index=self.index,
            size=checkpoint.size,
            path=self.path,
            root=checkpoint.root,
        )


def statement_leaf(statement: bytes, credential_digest: bytes) -> bytes:
    """Return the leaf of a signed statement.

    SECURITY: the credential is part of it. A statement names only a code, so a thief could sign
    another name over an old code and show the old proof: test_old_proof_does_not_cover_a_forgery.
    """
    return leaf_hash(statement_entry(statement, credential_digest))


def statement_entry(statement: bytes, credential_digest: bytes) -> bytes:
    """Return what the log holds of a statement; its leaf is the hash of it."""
    return encode_deterministic([statement, credential_digest])


def sign_checkpoint(checkpoint: Checkpoint, *, signer: Signer) -> bytes:
    """Make the signed checkpoint.

    Raises:
        SigningError: the signer refused.
    """
    return sign_envelope(encode_checkpoint(checkpoint), typ=TYP, signer=signer)


def encode_checkpoint(checkpoint: Checkpoint) -> bytes:
    """Encode the claims, which is what a witness on another machine signs."""
    head = {_SIZE: checkpoint.size, _ROOT: checkpoint.root}
    return encode_deterministic({IAT: int(checkpoint.made_at.timestamp()), HEAD: head})


def decode_checkpoint(claims: bytes) -> Checkpoint:
    """Read the claims of a checkpoint.

    Raises:
        MalformedCredentialError: any others.
    """
    match decode_deterministic(claims):
        case {6: int(iat), -65539: {1: int(size), 2: bytes(root), **more}, **others} if (
            not more and not others
        ):
            pass
        case _:
            raise MalformedCredentialError("not the claims of a checkpoint")
    try:
        return Checkpoint(size=size, root=root, made_at=datetime.fromtimestamp(iat, UTC))
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedCredentialError("an impossible checkpoint") from error


def decode_checkpoint_envelope(token: bytes) -> Envelope:
    """Read the shape of a signed checkpoint; nothing is verified.

    Raises:
        MalformedCredentialError: not exactly our profile of one.
    """
    return decode_envelope(token, typ=TYP, max_bytes=MAX_CHECKPOINT_BYTES)


def verify_checkpoint(envelope: Envelope, public_key: EllipticCurvePublicKey) -> Checkpoint | None:
    """Return the checkpoint that ``public_key`` signed; None where it did not.

    Raises:
        MalformedCredentialError: signed, and yet not a checkpoint.
    """
    return decode_checkpoint(envelope.payload) if is_signed_by(envelope, public_key) else None


CHECKPOINT = MessageType(
    decode_envelope=decode_checkpoint_envelope,
    verify=verify_checkpoint,
    signed_at=lambda checkpoint: checkpoint.made_at,
    signed_by=SignedBy.WITNESS,
    after_compromise=AfterCompromise.REFUSED,
)
