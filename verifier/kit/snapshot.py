"""What a kit holds of the register: each byte of it signed, none of it with a name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from attestation.code import Code
from attestation.errors import ConfigurationError, MalformedCredentialError
from attestation.facts import Number
from attestation.formats.checkpoint import CHECKPOINT
from attestation.formats.credential import CREDENTIAL, decode_credential_envelope
from attestation.formats.statement import Kind, claimed_kind, decode_statement_envelope
from attestation.formats.status_list import STATUS_LIST
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.trusted_keys import Verified
from attestation.verdict.verify import RegisterEvidence, verify_statement_of
from verifier.kit.records import Record, SignedFacts


class SnapshotSource(Protocol):
    """What is asked of the register (``register.lookup.Lookup``)."""

    def issued_codes(self) -> list[tuple[Number, Code]]:
        """Return number and code of all that was issued."""
        ...

    def credential_by_code(self, code: Code) -> bytes | None:
        """Return the credential with ``code``; None once erased."""
        ...

    def evidence(self, code: Code, *, status_uri: str) -> RegisterEvidence:
        """Return what is on record about ``code``."""
        ...

    def checkpoint(self) -> bytes | None:
        """Return the newest checkpoint."""
        ...

    def status_lists(self) -> list[bytes]:
        """Return every published Status List Token."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One organisation's register at one moment."""

    lists: tuple[bytes, ...]
    checkpoint: bytes | None
    records: tuple[Record, ...]


def take_snapshot(source: SnapshotSource, *, policy: VerificationPolicy, anchor: bytes) -> Snapshot:
    """Read what ``anchor``'s organisation issued.

    Args:
        source: the register.
        policy: the trusted keys.
        anchor: fingerprint of the organisation's root.

    Raises:
        RegisterError: the register does not answer.
        ConfigurationError: it holds no status list, so that no kit could clear anybody.
    """
    lists = []
    for token in source.status_lists():
        match policy.keys.open(token, STATUS_LIST):
            case Verified(message=found, key=key) if key.issuer.anchor == anchor:
                lists.append((found.uri, token))
            case _:
                pass
    if not lists:
        raise ConfigurationError(
            "kit", "le registre n’a aucune liste d’états : attest-issuer publish"
        )
    checkpoint = source.checkpoint()
    if checkpoint is not None:
        match policy.keys.open(checkpoint, CHECKPOINT):
            case Verified(key=key) if key.issuer.anchor == anchor:
                pass
            case _:
                checkpoint = None
    return Snapshot(
        lists=tuple(token for _, token in sorted(lists)),
        checkpoint=checkpoint,
        records=tuple(_records(source, policy, anchor)),
    )


def _records(source: SnapshotSource, policy: VerificationPolicy, anchor: bytes) -> Iterator[Record]:
    needs_proof = any(
        key.is_compromised for key in policy.trusted_keys.values() if key.issuer.anchor == anchor
    )
    for number, code in source.issued_codes():
        signed = _signed(source.credential_by_code(code), code, policy)
        if signed is not None and policy.trusted_keys[signed.kid].issuer.anchor != anchor:
            continue
        evidence = source.evidence(code, status_uri="")
        yield Record(
            code=code,
            number=number,
            signed=signed,
            statements=tuple(one for one in evidence.statements if not _is_replacement(one)),
            # Proofs are for what a stolen key signed; where none was, they would double the kit.
            inclusions=tuple(
                one
                for one in evidence.inclusions
                if needs_proof and not _is_replacement(one.statement)
            ),
            replaced=_replacement(evidence, code, policy=policy, anchor=anchor),
        )


def _is_replacement(statement: bytes) -> bool:
    """Check whether a statement names a successor's code, which the older paper must not open."""
    try:
        return claimed_kind(decode_statement_envelope(statement)) == Kind.REPLACED
    except MalformedCredentialError:
        return True  # what nobody can read is not handed on either


def _replacement(
    evidence: RegisterEvidence, code: Code, *, policy: VerificationPolicy, anchor: bytes
) -> tuple[datetime, str] | None:
    """Return when and why the attestation was replaced, by a statement that counts."""
    issuers = [one.issuer for one in policy.trusted_keys.values() if one.issuer.anchor == anchor]
    found = [
        (statement.made_at, statement.reason or "")
        for data in evidence.statements
        if (
            statement := verify_statement_of(
                issuers[0],
                data,
                policy=policy,
                kinds={Kind.REPLACED},
                inclusions=evidence.inclusions,
            )
        )
        and statement.code == code
    ]
    return min(found, default=None)


def _signed(data: bytes | None, code: Code, policy: VerificationPolicy) -> SignedFacts | None:
    """Return what a credential says that a trusted key did sign, whatever that key is worth."""
    if data is None:
        return None
    try:
        envelope = decode_credential_envelope(data)
        key = policy.trusted_keys.get(envelope.kid)
        credential = None if key is None else CREDENTIAL.verify(envelope, key.public_key)
    except MalformedCredentialError:
        return None
    if credential is None or credential.attestation.code != code:
        return None
    return SignedFacts(kid=envelope.kid, credential=credential, digest=sha256(data).digest())
