"""Statements: what the issuer signs about an attestation after, and at, its issue.

A verifier believes what a statement says ("issued with this digest", "withdrawn on this day")
because it is signed, and not because a database holds it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.code import Code, code_from_bytes, code_to_bytes
from attestation.errors import MalformedCredentialError
from attestation.formats.cose import (
    Envelope,
    decode_envelope,
    decode_item,
    encode_deterministic,
    is_signed_by,
    sign_envelope,
)
from attestation.formats.message_type import AfterCompromise, MessageType, SignedBy
from attestation.signer import Signer

TYP = "application/attestation-statement+cwt"
MAX_STATEMENT_BYTES = 1200  # a reason of 200 characters of four bytes, and the rest
MAX_REASON_CHARACTERS = 200
IAT, CTI = 6, 7  # RFC 8392 §4
EVENT = -65538  # private use, RFC 8392 §9.1
_KIND, _DIGEST, _REASON, _SUCCESSOR, _MADE_AT, _PRINTED, _REMAINS = range(1, 8)
_DIGEST_BYTES = sha256().digest_size


class Kind(StrEnum):
    """What happened."""

    ISSUED = "issued"
    EXTENDED = "extended"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    ERASED = "erased"
    """The record was erased at the holder's request; the attestation still stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One event about one attestation."""

    kind: Kind
    code: Code
    made_at: datetime
    digest: bytes | None = None
    """SHA-256 of the document: with ``issued`` and ``extended``, and only there."""
    reason: str | None = None
    """Public words: with ``withdrawn`` and ``replaced``, and only there."""
    successor: Code | None = None
    """The newer attestation: with ``replaced``, and only there."""
    printed: bytes | None = None
    """SHA-256 of what the page says of the module beside the facts: with ``issued`` alone, and not
    with those from before it was signed."""
    remains: bytes | None = None
    """SHA-256 of what the register goes on keeping of an erased record: with ``erased`` alone, and
    not with those from before it was signed."""
    restated_at: datetime | None = None
    """When an ending of an earlier day, ``made_at``, was signed anew in other words."""

    @property
    def signed_at(self) -> datetime:
        """The instant at which it was signed."""
        return self.made_at if self.restated_at is None else self.restated_at

    @property
    def is_ending(self) -> bool:
        """Check whether the attestation no longer stands."""
        return self.kind in (Kind.WITHDRAWN, Kind.REPLACED)

    def __post_init__(self) -> None:
        """Refuse statements that say too little or too much."""
        about_document = self.kind in (Kind.ISSUED, Kind.EXTENDED)
        if (self.digest is not None) != about_document or (
            self.reason is not None
        ) != self.is_ending:
            raise ValueError("a document has a digest; an ending has a reason")
        if self.digest is not None and len(self.digest) != _DIGEST_BYTES:
            raise ValueError("the digest is not SHA-256")
        if self.printed is not None and (
            self.kind is not Kind.ISSUED or len(self.printed) != _DIGEST_BYTES
        ):
            raise ValueError("what is printed has a digest, at its issue")
        if self.remains is not None and (
            self.kind is not Kind.ERASED or len(self.remains) != _DIGEST_BYTES
        ):
            raise ValueError("what remains has a digest, at an erasure")
        if self.reason is not None and not 1 <= len(self.reason) <= MAX_REASON_CHARACTERS:
            raise ValueError(f"the reason has 1 to {MAX_REASON_CHARACTERS} characters")
        if (self.successor is not None) != (self.kind is Kind.REPLACED):
            raise ValueError("a replacement, and nothing else, has a successor")
        if self.restated_at is not None and not (
            self.is_ending and self.made_at <= self.restated_at
        ):
            raise ValueError("an ending, and nothing else, is stated anew, and after it happened")


def sign_statement(statement: Statement, *, signer: Signer) -> bytes:
    """Make the signed statement.

    Raises:
        SigningError: the signer refused.
    """
    return sign_envelope(_encode_claims(statement), typ=TYP, signer=signer)


def decode_statement_envelope(data: bytes) -> Envelope:
    """Read the shape of a statement; nothing is verified.

    Raises:
        MalformedCredentialError: not exactly our profile.
    """
    return decode_envelope(data, typ=TYP, max_bytes=MAX_STATEMENT_BYTES)


def claimed_kind(envelope: Envelope) -> str | None:
    """Return the kind of event that a statement claims to tell of; nothing is verified.

    It is good for one thing: to leave out what would say nothing of interest if it were verified.

    Raises:
        MalformedCredentialError: not CBOR.
    """
    match decode_item(envelope.payload):
        case {-65538: {1: str(kind)}}:
            return kind
        case _:
            return None


def verify_statement(envelope: Envelope, public_key: EllipticCurvePublicKey) -> Statement | None:
    """Return the statement that ``public_key`` signed; None where it did not.

    Raises:
        MalformedCredentialError: signed, and yet not a statement.
    """
    if not is_signed_by(envelope, public_key):
        return None
    match decode_item(envelope.payload):
        case {6: int(iat), 7: bytes(cti), -65538: {1: str(kind), **event}}:
            pass
        case _:
            raise MalformedCredentialError("not the claims of a statement")
    match [event.get(key) for key in range(_DIGEST, _REMAINS + 1)]:
        case [
            bytes() | None as digest,
            str() | None as reason,
            bytes() | None as successor,
            int() | None as earlier,
            bytes() | None as printed,
            bytes() | None as remains,
        ]:
            pass
        case _:
            raise MalformedCredentialError("not an event of ours")
    try:
        statement = Statement(
            kind=Kind(kind),
            code=code_from_bytes(cti),
            made_at=datetime.fromtimestamp(iat if earlier is None else earlier, UTC),
            digest=digest,
            printed=printed,
            remains=remains,
            reason=reason,
            successor=None if successor is None else code_from_bytes(successor),
            restated_at=None if earlier is None else datetime.fromtimestamp(iat, UTC),
        )
        is_all = _encode_claims(statement) == envelope.payload
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedCredentialError("an impossible statement") from error
    if not is_all:
        raise MalformedCredentialError("claims that this version does not know")
    return statement


def _encode_claims(statement: Statement) -> bytes:
    event: dict[int, object] = {_KIND: statement.kind.value}
    if statement.digest is not None:
        event[_DIGEST] = statement.digest
    if statement.reason is not None:
        event[_REASON] = statement.reason
    if statement.successor is not None:
        event[_SUCCESSOR] = code_to_bytes(statement.successor)
    if statement.printed is not None:
        event[_PRINTED] = statement.printed
    if statement.remains is not None:
        event[_REMAINS] = statement.remains
    if statement.restated_at is not None:
        event[_MADE_AT] = int(statement.made_at.timestamp())
    return encode_deterministic(
        {
            IAT: int(statement.signed_at.timestamp()),
            CTI: code_to_bytes(statement.code),
            EVENT: event,
        }
    )


STATEMENT = MessageType(
    decode_envelope=decode_statement_envelope,
    verify=verify_statement,
    signed_at=lambda statement: statement.signed_at,
    signed_by=SignedBy.ISSUING_OR_ROOT,
    after_compromise=AfterCompromise.PROVEN,
)
