"""Verification of a credential: bytes, a policy, the register's word and an instant give a verdict.

It takes two steps, because the register is asked about the code that only a verified credential
tells. ``verify_credential`` opens one; ``decide`` weighs what the register has on it. Neither
touches a file, a clock or a database, and neither believes a byte that is not signed.
"""

from dataclasses import dataclass
from datetime import datetime

from attestation.cose import Envelope, is_signed_by
from attestation.credential import Credential, decode_claims, decode_credential_envelope
from attestation.errors import MalformedCredentialError
from attestation.facts import Attestation
from attestation.policy import TrustedKey, VerificationPolicy
from attestation.statement import Kind, Statement, decode_statement_envelope, verify_statement
from attestation.status_list import (
    VALID,
    StatusList,
    decode_list_envelope,
    verify_status_list,
)
from attestation.verdict import (
    CannotCheck,
    Gap,
    Genuine,
    Issuer,
    NotOurs,
    Obstacle,
    Refusal,
    Replaced,
    Unreadable,
    Withdrawn,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A credential whose signature is good; of its status nothing is known yet."""

    credential: Credential
    issuer: Issuer


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEvidence:
    """What the register holds about one attestation: bytes, none of them believed unsigned."""

    status_list: bytes | None
    """The Status List Token that the credential refers to."""
    statements: tuple[bytes, ...]
    """All statements about the attestation."""
    successor: bytes | None = None
    """The credential of the attestation that replaces it."""


def verify_credential(
    data: bytes, *, policy: VerificationPolicy, at: datetime
) -> Opened | NotOurs | Unreadable | CannotCheck:
    """Open ``data`` if a trusted key signed it."""
    # (1) Exactly one tagged COSE_Sign1 of our profile: RFC 9052 §4.2, RFC 8949 §4.2.1.
    try:
        envelope = decode_credential_envelope(data)
    except MalformedCredentialError:
        return Unreadable(reason=Gap.NO_CREDENTIAL)
    # (2) The trust store, not the token, decides the key, and the algorithm with it.
    key = policy.trusted_keys.get(envelope.kid)
    if key is None:
        return NotOurs(reason=Refusal.UNKNOWN_KEY)
    # (3) The signature over Sig_structure: RFC 9052 §4.4.
    if not is_signed_by(envelope, key.public_key):
        return NotOurs(reason=Refusal.BAD_SIGNATURE)
    # (4) Only now the claims.
    try:
        credential = decode_claims(envelope.payload)
    except MalformedCredentialError:
        return NotOurs(reason=Refusal.MALFORMED)
    # (5) The key was within its validity when it signed.
    issued_at = credential.attestation.issued_at
    if not key.could_sign_at(issued_at):
        return NotOurs(reason=Refusal.OUTSIDE_VALIDITY)
    if issued_at > at + policy.clock_slack:
        return CannotCheck(reason=Obstacle.FROM_THE_FUTURE)
    return Opened(credential=credential, issuer=key.issuer)


def decide(
    opened: Opened,
    evidence: RegisterEvidence,
    *,
    policy: VerificationPolicy,
    newest_seen: datetime | None,
    at: datetime,
) -> Genuine | Replaced | Withdrawn | CannotCheck:
    """Decide what a signed attestation is worth as of ``at``.

    Args:
        opened: the credential, from ``verify_credential``.
        evidence: what the register holds on it.
        policy: the trusted keys.
        newest_seen: ``iat`` of the newest status list that this verifier has seen under the
            credential's ``uri``; None if it has seen none.
        at: the instant of the check.
    """
    # (1) A signed ending stands, whatever a status list still says or no longer says.
    ending = _verified_ending(opened, evidence, policy)
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
    if status_list.issued_at > at + policy.clock_slack:
        return CannotCheck(reason=Obstacle.FROM_THE_FUTURE)
    if newest_seen is not None and status_list.issued_at < newest_seen:
        return CannotCheck(reason=Obstacle.ROLLED_BACK_STATUS)
    if status_list.is_stale(at):
        return CannotCheck(reason=Obstacle.STALE_STATUS)
    return Genuine(credential=opened.credential, issuer=opened.issuer)


def is_original(
    opened: Opened, digest: bytes, statements: tuple[bytes, ...], *, policy: VerificationPolicy
) -> bool:
    """Tell whether the issuer signed that ``digest`` is this attestation's document.

    Args:
        opened: the credential that the register gives for the digest.
        digest: SHA-256 of the file in hand.
        statements: all statements about the attestation; none is believed unsigned.
        policy: the trusted keys.
    """
    return any(
        statement.kind in (Kind.ISSUED, Kind.EXTENDED)
        and statement.digest == digest
        and statement.code == opened.credential.attestation.code
        for data in statements
        if (statement := verify_statement_of(opened.issuer, data, policy=policy))
    )


def verify_list_for(
    opened: Opened, token: bytes | None, *, policy: VerificationPolicy
) -> StatusList | None:
    """Give the status list in ``token`` if ``opened``'s issuer signed it for ``opened``'s uri."""
    if token is None:
        return None
    try:
        envelope = decode_list_envelope(token)
        key = _key_of(opened.issuer, envelope, policy)
        status_list = key and verify_status_list(envelope, key.public_key)
    except MalformedCredentialError:
        return None
    if not key or not status_list or status_list.uri != opened.credential.status.uri:
        return None
    return status_list if key.could_sign_at(status_list.issued_at) else None


def verify_statement_of(
    issuer: Issuer, data: bytes, *, policy: VerificationPolicy
) -> Statement | None:
    """Give the statement in ``data`` if a trusted key of ``issuer`` signed it while valid."""
    try:
        envelope = decode_statement_envelope(data)
        key = _key_of(issuer, envelope, policy)
        statement = key and verify_statement(envelope, key.public_key)
    except MalformedCredentialError:
        return None
    return statement if key and statement and key.could_sign_at(statement.made_at) else None


def _key_of(issuer: Issuer, envelope: Envelope, policy: VerificationPolicy) -> TrustedKey | None:
    # SECURITY: another organisation's key, though trusted, says nothing about this one's
    # attestations: test_another_organisation_cannot_withdraw and ..._cannot_clear.
    key = policy.trusted_keys.get(envelope.kid)
    return key if key is not None and key.issuer.anchor == issuer.anchor else None


def _verified_ending(
    opened: Opened, evidence: RegisterEvidence, policy: VerificationPolicy
) -> Statement | None:
    """Give the first signed ending of this attestation; a withdrawal before a replacement."""
    endings = [
        statement
        for data in evidence.statements
        if (statement := verify_statement_of(opened.issuer, data, policy=policy))
        and statement.code == opened.credential.attestation.code
        and statement.kind in (Kind.WITHDRAWN, Kind.REPLACED)
    ]
    return min(endings, key=lambda s: (s.kind is not Kind.WITHDRAWN, s.made_at), default=None)


def _ended(
    opened: Opened,
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


def _withdrawn(opened: Opened, ending: Statement | None) -> Withdrawn:
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
        case Opened(credential=credential) if credential.attestation.code == ending.successor:
            return credential.attestation
        case _:
            return None
