"""What a kit holds of each attestation, sealed under its code: only the paper opens it.

A record is found and opened with what PBKDF2 derives from the code, so whoever has the kit and not
the paper has nothing to try but 2^75 codes, each at the price of 10,000 hashes. No name is in it
(docs/adr/0151).
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import pbkdf2_hmac, sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from attestation.code import Code, code_to_bytes
from attestation.errors import MalformedCredentialError
from attestation.facts import Number
from attestation.formats.checkpoint import Inclusion
from attestation.formats.cose import encode_deterministic
from attestation.formats.credential import Credential
from attestation.formats.statement import decode_statement_envelope
from attestation.signer import Kid

ROUNDS = 10_000
"""Of PBKDF2: a hundred codes a second on the machine that makes the kit, one check's 10 ms."""
_SALT = b"attestation-kit-1"
_TAG_BYTES, _NONCE_BYTES, _NUMBER_BYTES = 16, 12, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFacts:
    """What a code alone needs of a credential: who signed it when, and where its status stands."""

    kid: Kid
    credential: Credential
    digest: bytes
    """SHA-256 of the credential."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is on record about one attestation; holds no name."""

    code: Code
    number: Number
    signed: SignedFacts | None
    """None once the record was erased."""
    statements: tuple[bytes, ...]
    inclusions: tuple[Inclusion, ...]
    replaced: tuple[datetime, str] | None = None
    """When and why, out of a statement that is left out: it names the successor's code."""


def encode_record(record: Record) -> bytes:
    """Encode a record as the checker reads it: without what each message repeats."""
    kid = None if record.signed is None else record.signed.kid
    content: dict[int, object] = {2: [_compact(one, kid) for one in record.statements]}
    if record.signed is not None:
        credential, status = record.signed.credential, record.signed.credential.status
        issued_at = int(credential.attestation.issued_at.timestamp())
        # Only a proof of age is about the credential's digest.
        digest = [record.signed.digest] if record.inclusions else []
        content[1] = [record.signed.kid, issued_at, status.index, status.uri, *digest]
    if record.inclusions:
        content[3] = [
            [one.statement, one.credential_digest, one.index, list(one.path), one.checkpoint]
            for one in record.inclusions
        ]
    if record.replaced is not None:
        made_at, reason = record.replaced
        content[4] = [int(made_at.timestamp()), reason]
    return encode_deterministic(content)


def _compact(statement: bytes, kid: Kid | None) -> object:
    """Return payload and signature, and the kid where it is not the credential's."""
    try:
        envelope = decode_statement_envelope(statement)
    except MalformedCredentialError:
        return statement
    known = [] if envelope.kid == kid else [envelope.kid]
    return [*known, envelope.payload, envelope.signature]


def seal(records: Sequence[Record]) -> bytes:
    """Return the file of all records, in the order of their tags: it tells only how many."""
    return b"".join(sorted(_sealed(one) for one in records))


def number_tags(numbers: Iterable[Number]) -> bytes:
    """Return the beginnings of the hashes of all numbers that were issued, in order."""
    return b"".join(sorted(sha256(one.encode()).digest()[:_NUMBER_BYTES] for one in numbers))


def _sealed(record: Record) -> bytes:
    derived = pbkdf2_hmac("sha256", code_to_bytes(record.code), _SALT, ROUNDS)
    key, plain = sha256(b"key" + derived).digest(), encode_record(record)
    # Of what is sealed: the same kit has the same bytes, and another record never the same nonce.
    nonce = sha256(b"nonce" + key + plain).digest()[:_NONCE_BYTES]
    sealed = nonce + AESGCM(key).encrypt(nonce, plain, None)
    tag = sha256(b"tag" + derived).digest()[:_TAG_BYTES]
    return tag + struct.pack(">I", len(sealed)) + sealed
