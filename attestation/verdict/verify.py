"""Verification of a credential: from bytes, policy, register evidence and instant to a verdict.

There are two steps, because the register is asked by the code that only a verified credential
holds. ``verify_credential`` opens it, and ``decide`` evaluates what the register holds on it.
Neither uses a file, a clock or a database, and neither believes unsigned bytes.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from attestation.errors import MalformedCredentialError
from attestation.facts import Attestation
from attestation.formats.checkpoint import Inclusion
from attestation.formats.credential import CREDENTIAL, Credential, decode_credential_envelope
from attestation.formats.statement import (
    STATEMENT,
    Kind,
    Statement,
    claimed_kind,
    decode_statement_envelope,
)
from attestation.formats.status_list import STATUS_LIST, VALID, StatusList
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.trusted_keys import Untrusted, Verified
from attestation.verdict.verdicts import (
    CannotCheck,
    Genuine,
    Issuer,
    NotOurs,
    Refusal,
    Replaced,
    Unreadable,
    Withdrawn,
)

_ON_DOCUMENTS = frozenset({Kind.ISSUED, Kind.EXTENDED})
_ON_STATUS = frozenset(Kind) - _ON_DOCUMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedCredential:
    """A credential whose signature is good; of its status nothing is known yet."""

    credential: Credential
    issuer: Issuer
    digest: bytes = b""
    """SHA-256 of the credential's bytes."""
    is_doubtful: bool = False
    """Its key was compromised later than its own date, so it needs a proof of age."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEvidence:
    """What the register holds about one attestation: bytes, none of them believed unsigned."""

    status_list: bytes | None
    """The Status List Token that the credential refers to."""
    statements: tuple[bytes, ...]
    """All statements about the attestation."""
    successor: bytes | None = None
    """The credential of the attestation that replaces it."""
    inclusions: tuple[Inclusion, ...] = ()
    """Proofs that statements among these are under a checkpoint."""
    is_outdated: bool = False
    """The list is a copy that may be kept no longer, and where it came from does not answer."""
    is_incomplete: bool = False
    """There may be more statements, and where they are does not answer."""


def verify_credential(
    data: bytes, *, policy: VerificationPolicy, at: datetime
) -> VerifiedCredential | NotOurs | Unreadable | CannotCheck:
    """Open ``data`` if a trusted key signed it."""
    try:
        decode_credential_envelope(data)
    except MalformedCredentialError:
        return Unreadable(reason=Gap.NO_CREDENTIAL)
    answer = policy.keys.open(data, CREDENTIAL)
    if isinstance(answer, Untrusted):
        return NotOurs(reason=answer.reason)
    credential, key = answer.message, answer.key
    if credential.attestation.issued_at > at + policy.clock_slack:
        return CannotCheck(reason=Obstacle.FROM_THE_FUTURE)
    return VerifiedCredential(
        credential=credential,
        issuer=key.issuer,
        digest=sha256(data).digest(),
        is_doubtful=key.is_compromised,
    )


def decide(
    opened: VerifiedCredential,
    evidence: RegisterEvidence,
    *,
    policy: VerificationPolicy,
    newest_seen: datetime | None,
    at: datetime,
) -> Genuine | Replaced | Withdrawn | NotOurs | CannotCheck:
    """Return the verdict on a signed attestation as of ``at``.

    Args:
        opened: the credential, from ``verify_credential``.
        evidence: what the register holds on it.
        policy: the trusted keys.
        newest_seen: ``iat`` of the newest status list that this verifier has seen under the
            credential's ``uri``; None if it has seen none.
        at: the instant of the check.
    """
    # (0) A compromised key proves nothing about time, so another key must vouch for it.
    # SECURITY: test_backdated_forgery_by_a_stolen_key_is_not_ours.
    if opened.is_doubtful and not _is_vouched_for(opened, evidence, policy):
        if evidence.is_incomplete:
            return CannotCheck(reason=Obstacle.REGISTER_DOWN)
        return NotOurs(reason=Refusal.KEY_COMPROMISED)
    # (1) A signed ending counts, whatever the status list says.
    statements = _statements_about(opened, evidence, policy)
    ending = _ending_among(statements)
    if ending is not None:
        return _ended(opened, ending, evidence, policy=policy, at=at)
    # (2) The status list, if the same issuer signed it for this uri.
    status_list = verify_list_for(opened, evidence.status_list, policy=policy)
    if status_list is None:
        return CannotCheck(reason=Obstacle.NO_STATUS)
    try:
        status = status_list.statuses[opened.credential.status.index]
    except IndexError:  # §8.3 of the draft: an index outside the list is an error, never "valid"
        return CannotCheck(reason=Obstacle.NO_STATUS)
    # (3) It condemns at any age.
    if status != VALID:
        return _withdrawn(opened, None)
    # (4) It clears only while it is fresh, and the newest that was seen.
    if evidence.is_outdated:
        return CannotCheck(reason=Obstacle.REGISTER_DOWN)
    if status_list.issued_at > at + policy.clock_slack:
        return CannotCheck(reason=Obstacle.FROM_THE_FUTURE)
    if newest_seen is not None and status_list.issued_at < newest_seen:
        return CannotCheck(reason=Obstacle.ROLLED_BACK_STATUS)
    if status_list.is_stale(at):
        return CannotCheck(reason=Obstacle.STALE_STATUS)
    return Genuine(
        credential=opened.credential,
        issuer=opened.issuer,
        is_erased=any(statement.kind is Kind.ERASED for statement in statements),
    )


def issued_digests(
    opened: VerifiedCredential,
    statements: tuple[bytes, ...],
    *,
    policy: VerificationPolicy,
    inclusions: Iterable[Inclusion] = (),
) -> frozenset[bytes]:
    """Return SHA-256 of each file that the issuer signed to be this attestation's document.

    Args:
        opened: the credential.
        statements: all statements about the attestation; none is believed unsigned.
        policy: the trusted keys.
        inclusions: ``RegisterEvidence.inclusions``; a compromised key's statement takes proof.
    """
    known = tuple(inclusions)
    return frozenset(
        statement.digest
        for data in statements
        if (
            statement := verify_statement_of(
                opened.issuer, data, kinds=_ON_DOCUMENTS, policy=policy, inclusions=known
            )
        )
        and statement.digest
        and statement.code == opened.credential.attestation.code
    )


def verify_list_for(
    opened: VerifiedCredential, token: bytes | None, *, policy: VerificationPolicy
) -> StatusList | None:
    """Return the status list in ``token`` if ``opened``'s issuer signed it for ``opened``'s uri."""
    if token is None:
        return None
    match policy.keys.open(token, STATUS_LIST, issuer=opened.issuer):
        case Verified(message=status_list) if status_list.uri == opened.credential.status.uri:
            return status_list
        case _:
            return None


def verify_statement_of(
    issuer: Issuer,
    data: bytes,
    *,
    policy: VerificationPolicy,
    kinds: Set[str] = frozenset(Kind),
    inclusions: Iterable[Inclusion] = (),
) -> Statement | None:
    """Return the statement in ``data`` if a trusted key of ``issuer`` signed it while valid.

    What a key signed that was compromised later takes one of ``inclusions`` to prove its age. What
    claims to be of another kind than ``kinds`` is not verified: no signature makes it one of them.
    """
    try:
        if claimed_kind(decode_statement_envelope(data)) not in kinds:
            return None
    except MalformedCredentialError:
        return None
    match policy.keys.open(data, STATEMENT, issuer=issuer, inclusions=inclusions):
        case Verified(message=statement):
            return statement
        case _:
            return None


def _is_vouched_for(
    opened: VerifiedCredential, evidence: RegisterEvidence, policy: VerificationPolicy
) -> bool:
    """Check whether a witness has this very credential beside a statement that still counts.

    Either the statement is older than the theft, or a key that was not stolen made it, as for a
    replacement that was issued afterwards.
    """
    return any(
        inclusion.credential_digest == opened.digest
        and policy.keys.witnessed(inclusion, issuer=opened.issuer) is not None
        and (
            statement := verify_statement_of(
                opened.issuer,
                inclusion.statement,
                policy=policy,
                inclusions=evidence.inclusions,
            )
        )
        is not None
        and statement.code == opened.credential.attestation.code
        for inclusion in evidence.inclusions
    )


def _statements_about(
    opened: VerifiedCredential, evidence: RegisterEvidence, policy: VerificationPolicy
) -> list[Statement]:
    """Return the issuer's statements about this attestation's status that count."""
    return [
        statement
        for data in evidence.statements
        if (
            statement := verify_statement_of(
                opened.issuer,
                data,
                kinds=_ON_STATUS,
                policy=policy,
                inclusions=evidence.inclusions,
            )
        )
        and statement.code == opened.credential.attestation.code
    ]


def _ending_among(statements: Iterable[Statement]) -> Statement | None:
    """Return the first ending; a withdrawal before a replacement."""
    endings = [one for one in statements if one.kind in (Kind.WITHDRAWN, Kind.REPLACED)]
    return min(endings, key=lambda s: (s.kind is not Kind.WITHDRAWN, s.made_at), default=None)


def _ended(
    opened: VerifiedCredential,
    ending: Statement,
    evidence: RegisterEvidence,
    *,
    policy: VerificationPolicy,
    at: datetime,
) -> Replaced | Withdrawn:
    if ending.kind is Kind.WITHDRAWN:
        return _withdrawn(opened, ending)
    return Replaced(
        credential=opened.credential,
        issuer=opened.issuer,
        replaced_at=ending.made_at,
        reason=ending.reason or "",
        successor=_successor(ending, evidence.successor, policy=policy, at=at),
    )


def _withdrawn(opened: VerifiedCredential, ending: Statement | None) -> Withdrawn:
    return Withdrawn(
        credential=opened.credential,
        issuer=opened.issuer,
        withdrawn_at=ending.made_at if ending else None,
        reason=ending.reason if ending else None,
    )


def _successor(
    ending: Statement, data: bytes | None, *, policy: VerificationPolicy, at: datetime
) -> Attestation | None:
    if data is None:
        return None
    match verify_credential(data, policy=policy, at=at):
        case VerifiedCredential(credential=credential, is_doubtful=False) if (
            credential.attestation.code == ending.successor
        ):
            return credential.attestation
        case _:
            return None
