"""COSE Receipts (RFC 9942): what a log signed over its tree, with the proof of one statement.

A receipt says that the log held a statement; a receipt of consistency that an older tree is the
beginning of a newer one. Both hold the same signature, over the root alone, so the log signs once
for each tree and anybody can put the receipts together afterwards.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from attestation.errors import MalformedCredentialError
from attestation.formats.cose import ALG, KID, KID_BYTES, encode_deterministic
from attestation.formats.merkle import HASH_BYTES, newer_root, root_over
from attestation.formats.strict_cbor import (
    ARRAY,
    BYTES,
    TEXT,
    UNSIGNED,
    take_constant,
    take_head,
    take_string,
)
from attestation.signer import Kid, LogSigner

MAX_RECEIPT_BYTES = 4096  # a path of 64 hashes, and a name of 255 characters
MAX_ORIGIN_CHARACTERS = 255
EDDSA = -8  # RFC 9053 §2.2, over Ed25519
CWT_CLAIMS: Final = 15  # RFC 9597
VDS = 395  # RFC 9942 §7.1; the proofs of 396 are written as they stand below
RFC9162_SHA256 = 1  # RFC 9942 §4
INCLUSION, CONSISTENCY = -1, -2
_ISS, _IAT = 1, 6  # RFC 8392 §3.1
_SIZE = -65544  # private use, RFC 8392 §9.1: RFC 9942 has the size in the proof, unsigned
_SIGNATURE_BYTES = 64
_MAX_PATH = 64
_BEFORE_KID = b"\xa4\x01\x27\x04\x48"
_BEFORE_ORIGIN = b"\x0f\xa3\x01"
_BEFORE_SIZE = b"\x3a\x00\x01\x00\x07"
_BEFORE_PROOF = {
    INCLUSION: b"\xa1\x19\x01\x8c\xa1\x20\x81",
    CONSISTENCY: b"\xa1\x19\x01\x8c\xa1\x21\x81",
}
_BEFORE_SIGNATURE = b"\xf6\x58\x40"  # no payload: it is detached


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRoot:
    """What a log signed over the root of a tree, for any number of receipts."""

    protected: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A well-shaped receipt of which nothing has been verified yet."""

    kid: Kid
    origin: str
    """Name of the log: the first line of its checkpoints (C2SP tlog-checkpoint)."""
    made_at: datetime
    """When the log says that it signed."""
    proof: int
    """``INCLUSION`` or ``CONSISTENCY``."""
    size: int
    """Of the tree whose root is signed."""
    place: int
    """Index of the statement, or size of the older tree."""
    path: tuple[bytes, ...]
    signed: SignedRoot


def sign_root(
    root: bytes, *, size: int, origin: str, made_at: datetime, signer: LogSigner
) -> SignedRoot:
    """Sign the root of a tree of ``size``, once for all receipts over it.

    Raises:
        SigningError: the signer refused.
    """
    protected = _encode_protected(signer.kid, origin, int(made_at.timestamp()), size)
    return SignedRoot(protected=protected, signature=signer.sign(_sig_structure(protected, root)))


def encode_inclusion_receipt(
    signed: SignedRoot, *, size: int, index: int, path: tuple[bytes, ...]
) -> bytes:
    """Put together the receipt of the statement at ``index`` (RFC 9942 §5.2.1)."""
    return _encode(signed, INCLUSION, [size, index, list(path)])


def encode_consistency_receipt(
    signed: SignedRoot, *, old_size: int, size: int, path: tuple[bytes, ...]
) -> bytes:
    """Put together the receipt that the first ``old_size`` statements are the older tree (§5.3.1).

    Trees of the same size have no such receipt: its path would be empty.
    """
    return _encode(signed, CONSISTENCY, [old_size, size, list(path)])


def decode_receipt(data: bytes) -> Receipt:
    """Read the one shape that this project writes; nothing is verified.

    Raises:
        MalformedCredentialError: any other shape, in as much as one bit.
    """
    if len(data) > MAX_RECEIPT_BYTES:
        raise MalformedCredentialError("too long for a receipt")
    rest = take_constant(data, b"\xd2\x84")
    protected, rest = take_string(rest, BYTES)
    kid, origin, made_at, size = _decode_protected(protected)
    kind = CONSISTENCY if rest.startswith(_BEFORE_PROOF[CONSISTENCY]) else INCLUSION
    proof, rest = take_string(take_constant(rest, _BEFORE_PROOF[kind]), BYTES)
    first, second, path = _decode_proof(proof)
    signature = take_constant(rest, _BEFORE_SIGNATURE)
    if len(signature) != _SIGNATURE_BYTES:
        raise MalformedCredentialError("not followed by a signature of 64 bytes and the end")
    place, proven_size = (second, first) if kind == INCLUSION else (first, second)
    # SECURITY: trees of many sizes have a path of one length, so a proof alone tells no size:
    # test_each_changed_bit_is_refused.
    if proven_size != size:
        raise MalformedCredentialError("the proof is of another size than was signed")
    return Receipt(
        kid=kid,
        origin=origin,
        made_at=made_at,
        proof=kind,
        size=size,
        place=place,
        path=path,
        signed=SignedRoot(protected=protected, signature=signature),
    )


def verify_inclusion(receipt: Receipt, leaf: bytes, public_key: Ed25519PublicKey) -> bytes | None:
    """Return the root that ``public_key`` signed and that holds ``leaf``; None where it did not.

    Args:
        receipt: decoded.
        leaf: hash of the entry as a leaf: ``attestation.formats.checkpoint.statement_leaf``.
        public_key: of the log, by the trust bundle.
    """
    # SECURITY: the root is computed and never read, so the signature is over what the path
    # leads to: test_receipt_of_another_statement_is_refused.
    if receipt.proof != INCLUSION:
        return None
    root = root_over(leaf, index=receipt.place, size=receipt.size, path=receipt.path)
    return root if root is not None and _is_signed(receipt, root, public_key) else None


def verify_consistency(
    receipt: Receipt, old_root: bytes, public_key: Ed25519PublicKey
) -> bytes | None:
    """Return the newer root that ``public_key`` signed; None where ``old_root`` is not its past.

    Args:
        receipt: decoded.
        old_root: root of the tree of the first ``receipt.place`` statements, as it was seen before.
        public_key: of the log, by the trust bundle.
    """
    if receipt.proof != CONSISTENCY:
        return None
    root = newer_root(
        old_size=receipt.place, old_root=old_root, size=receipt.size, path=receipt.path
    )
    return root if root is not None and _is_signed(receipt, root, public_key) else None


def _is_signed(receipt: Receipt, root: bytes, public_key: Ed25519PublicKey) -> bool:
    message = _sig_structure(receipt.signed.protected, root)
    try:
        public_key.verify(receipt.signed.signature, message)
    except InvalidSignature:
        return False
    return True


def _encode(signed: SignedRoot, kind: int, proof: list[object]) -> bytes:
    return b"".join(
        (
            b"\xd2\x84",
            encode_deterministic(signed.protected),
            _BEFORE_PROOF[kind],
            encode_deterministic(encode_deterministic(proof)),
            _BEFORE_SIGNATURE,
            signed.signature,
        )
    )


def _encode_protected(kid: Kid, origin: str, iat: int, size: int) -> bytes:
    claims = {_ISS: origin, _IAT: iat, _SIZE: size}
    return encode_deterministic({ALG: EDDSA, KID: kid, CWT_CLAIMS: claims, VDS: RFC9162_SHA256})


def _decode_protected(protected: bytes) -> tuple[Kid, str, datetime, int]:
    rest = take_constant(protected, _BEFORE_KID)
    kid, rest = Kid(rest[:KID_BYTES]), rest[KID_BYTES:]
    name, rest = take_string(take_constant(rest, _BEFORE_ORIGIN), TEXT)
    iat, rest = take_head(take_constant(rest, bytes((_IAT,))), UNSIGNED)
    size, _ = take_head(take_constant(rest, _BEFORE_SIZE), UNSIGNED)
    try:
        origin, made_at = name.decode(), datetime.fromtimestamp(iat, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedCredentialError("an impossible name or time") from error
    if protected != _encode_protected(kid, origin, iat, size):
        raise MalformedCredentialError("the protected header is not exactly ours")
    if not 1 <= len(origin) <= MAX_ORIGIN_CHARACTERS:
        raise MalformedCredentialError("a log has a name")
    return kid, origin, made_at, size


def _decode_proof(proof: bytes) -> tuple[int, int, tuple[bytes, ...]]:
    first, rest = take_head(take_constant(proof, b"\x83"), UNSIGNED)
    second, rest = take_head(rest, UNSIGNED)
    count, rest = take_head(rest, ARRAY)
    if count > _MAX_PATH:
        raise MalformedCredentialError("longer than the path of any tree")
    path = []
    for _ in range(count):
        one, rest = take_string(rest, BYTES)
        path.append(one)
    if rest or any(len(one) != HASH_BYTES for one in path):
        raise MalformedCredentialError("not a path of hashes and the end")
    return first, second, tuple(path)


def _sig_structure(protected: bytes, root: bytes) -> bytes:
    return encode_deterministic(["Signature1", protected, b"", root])  # RFC 9052 §4.4
