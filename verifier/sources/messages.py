"""What a verifier and its source say to each other: codes by truncated digest, and evidence."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Annotated

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError

from attestation.code import Code
from attestation.errors import RegisterError
from attestation.formats.checkpoint import Inclusion
from attestation.verdict.verify import RegisterEvidence

CODES, EVIDENCE, DOCUMENT = (f"/api/v1/source/{name}" for name in ("codes", "evidence", "document"))
DIGEST_BYTES = 5
"""Forty bits of 75: enough to know whose a code is, too few to know the code (ADR 0141)."""
MAX_CODES_BYTES = 8_000_000
MAX_EVIDENCE_BYTES = 1_000_000
MAX_DOCUMENT_BYTES = 2_000_000
_LABEL = b"attestation-code\x00"


def encode_codes(codes: Iterable[Code]) -> bytes:
    """Return the truncated digest of each code, in order."""
    return b"".join(sorted(_digest(code) for code in codes))


def check_codes(encoded: bytes) -> None:
    """Check the shape of encoded codes.

    Raises:
        RegisterError: they are cut short, or something else.
    """
    if len(encoded) % DIGEST_BYTES:
        raise RegisterError("la source ne répond pas comme un vérificateur")


def has_code(encoded: bytes, code: Code) -> bool:
    """Check whether ``code`` is among those that were encoded, by halving."""
    wanted, low, high = _digest(code), 0, len(encoded) // DIGEST_BYTES
    while low < high:
        middle = (low + high) // 2
        found = encoded[middle * DIGEST_BYTES : (middle + 1) * DIGEST_BYTES]
        if found == wanted:
            return True
        low, high = (middle + 1, high) if found < wanted else (low, middle)
    return False


class _Message(BaseModel):
    # A source that is newer may say more.
    model_config = ConfigDict(extra="ignore", frozen=True)


class EvidenceQuestion(_Message):
    """What is on record about one code?"""

    code: Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{16}$")]


class DocumentQuestion(_Message):
    """Which document has this digest?"""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Proof(_Message):
    statement: Base64Bytes
    credential_digest: Base64Bytes
    index: int
    path: Annotated[list[Base64Bytes], Field(max_length=64)]
    checkpoint: Base64Bytes


class HeldEvidence(_Message):
    """What a source holds about one code: bytes, none of them believed unsigned."""

    credential: Base64Bytes | None
    statements: Annotated[list[Base64Bytes], Field(max_length=200)]
    successor: Base64Bytes | None
    proofs: Annotated[list[_Proof], Field(max_length=200)]

    @property
    def inclusions(self) -> tuple[Inclusion, ...]:
        """Proofs that statements among these are under a checkpoint."""
        return tuple(
            Inclusion(
                statement=one.statement,
                credential_digest=one.credential_digest,
                index=one.index,
                path=tuple(one.path),
                checkpoint=one.checkpoint,
            )
            for one in self.proofs
        )


def encode_evidence(credential: bytes | None, evidence: RegisterEvidence) -> bytes:
    """Write what is on record about one code, as JSON."""
    return (
        HeldEvidence.model_construct(
            credential=credential,
            statements=list(evidence.statements),
            successor=evidence.successor,
            proofs=[
                _Proof.model_construct(
                    statement=one.statement,
                    credential_digest=one.credential_digest,
                    index=one.index,
                    path=list(one.path),
                    checkpoint=one.checkpoint,
                )
                for one in evidence.inclusions
            ],
        )
        .model_dump_json()
        .encode()
    )


def decode_evidence(data: bytes) -> HeldEvidence:
    """Read what a source answered.

    Raises:
        RegisterError: anything else.
    """
    try:
        return HeldEvidence.model_validate_json(data)
    except ValidationError:
        raise RegisterError("la source ne répond pas comme un vérificateur") from None


def _digest(code: Code) -> bytes:
    return sha256(_LABEL + code.encode("ascii")).digest()[:DIGEST_BYTES]
