"""Reissue after a key theft: the attestations that the key signed, and new ones for them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from attestation.errors import DisagreementError, MalformedCredentialError
from attestation.facts import Attestation, Number
from attestation.formats.checkpoint import Inclusion
from attestation.formats.cose import is_signed_by
from attestation.formats.credential import decode_claims, decode_credential_envelope
from attestation.formats.statement import STATEMENT, Kind, Statement, sign_statement
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.trusted_keys import TrustedKey, TrustedKeys, Verified
from attestation.verdict.verdicts import NotOurs
from attestation.verdict.verify import (
    RegisterEvidence,
    VerifiedCredential,
    decide,
    verify_credential,
    verify_statement_of,
)
from issuer.audit.log import AuditAction, AuditEvent, audited, audited_transaction
from issuer.context import IssuerContext
from issuer.lifecycle.withdrawal import Correction, prepare_successor, store_successor
from register.attestations import Record, events, record
from register.checkpoints import inclusions
from register.database import reading
from register.issuance import add_statement
from register.signed_credentials import SignedCredential, credentials
from register.tables.attestations import State

REASON = "signée par une clé qui n’est plus sûre ; délivrée à nouveau, à l’identique"


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """One attestation in force that the key signed."""

    record: Record
    witnessed_at: datetime | None
    """When a witness first had it; None if none has."""
    is_lost: bool
    """Verifiers no longer accept it: it must be issued again."""
    agrees: bool
    """Whether the row agrees with what was signed; if not, the register was changed."""


def affected(
    register: Engine, key: TrustedKey, *, policy: VerificationPolicy, at: datetime
) -> list[Affected]:
    """Return each attestation in force whose credential ``key`` signed, by number.

    Raises:
        RegisterError: the register failed.
    """
    found = []
    with reading(register) as session:
        for signed in credentials(session):
            if signed.state is State.ISSUED and _is_by(signed, key):
                found.append(_affected(session, signed, key, policy=policy, at=at))
    return found


def reissue(
    context: IssuerContext,
    chosen: Iterable[Affected],
    *,
    who: str,
    on_issued: Callable[[Number, Number], None] = lambda old, new: None,
) -> list[Number]:
    """Replace ``chosen`` by attestations of the current key.

    Each has its own transaction and entry in the log. A run that dies is started again with what
    ``affected`` then returns.

    Raises:
        EndingRefusedError: one was ended meanwhile.
        RegisterError: the register failed; what was issued before stands.
        SigningError: the signer refused; same.
        DocumentError: a page could not be drawn; same.
    """
    numbers = []
    for one in chosen:
        old = one.record.attestation
        correction = Correction(holder=old.holder, email=one.record.email)
        successor = prepare_successor(
            context, old.number, correction, reason=REASON, may_be_same=True
        )
        logged = AuditEvent(
            who=who, action=AuditAction.REPLACED, subject=old.number, detail="reissue"
        )
        with audited(context, logged) as session:
            store_successor(context, session, successor)
        new = successor.signed.attestation.number
        on_issued(old.number, new)
        numbers.append(new)
    return numbers


def restate_endings(
    context: IssuerContext, key: TrustedKey, *, policy: VerificationPolicy, who: str
) -> int:
    """Sign again, today, each withdrawal and replacement that only ``key`` has signed.

    Without it a withdrawal would still stand, by the status list, but without its day and reason.

    Raises:
        RegisterError: the register failed; nothing was written.
        SigningError: the signer refused; nothing was written.
    """
    count = 0
    with audited_transaction(context) as transaction:
        session = transaction.session
        for signed in list(credentials(session)):
            if signed.state is State.ISSUED:
                continue
            proofs = inclusions(session, signed.number)
            signed_events = [event.signed for event in events(session, signed.number)]
            if any(_is_believed_ending(data, key, proofs, policy=policy) for data in signed_events):
                continue
            for ending in filter(None, (_ending_by(data, key) for data in signed_events)):
                at = context.instant()
                again = Statement(
                    kind=ending.kind,
                    code=ending.code,
                    made_at=at,
                    reason=ending.reason,
                    successor=ending.successor,
                )
                token = sign_statement(again, signer=context.statement_signer)
                add_statement(session, signed.number, ending.kind, token, at=at)
                count += 1
        if count:
            transaction.append(
                AuditEvent(who=who, action=AuditAction.ENDINGS_RESTATED, detail=f"{count}")
            )
    return count


def _affected(
    session: Session,
    signed: SignedCredential,
    key: TrustedKey,
    *,
    policy: VerificationPolicy,
    at: datetime,
) -> Affected:
    found = record(session, signed.number)
    if found is None:
        raise DisagreementError(f"{signed.number} : le registre le dit effacé, et rien ne le signe")
    proofs = inclusions(session, signed.number)
    heads = (policy.keys.witnessed(proof, issuer=key.issuer) for proof in proofs)
    return Affected(
        record=found,
        witnessed_at=min((head.made_at for head in heads if head is not None), default=None),
        is_lost=_is_lost(signed.credential, proofs, policy=policy, at=at),
        agrees=_facts(signed.credential) == found.attestation,
    )


def _is_lost(
    credential: bytes,
    proofs: tuple[Inclusion, ...],
    *,
    policy: VerificationPolicy,
    at: datetime,
) -> bool:
    match verify_credential(credential, policy=policy, at=at):
        case VerifiedCredential() as opened:
            evidence = RegisterEvidence(status_list=None, statements=(), inclusions=proofs)
            verdict = decide(opened, evidence, policy=policy, newest_seen=None, at=at)
            return isinstance(verdict, NotOurs)
        case _:
            return True


def _is_by(signed: SignedCredential, key: TrustedKey) -> bool:
    try:
        envelope = decode_credential_envelope(signed.credential)
    except MalformedCredentialError:
        return False
    return envelope.kid == key.kid and is_signed_by(envelope, key.public_key)


def _facts(credential: bytes) -> Attestation | None:
    try:
        return decode_claims(decode_credential_envelope(credential).payload).attestation
    except MalformedCredentialError:
        return None


def _ending_by(data: bytes, key: TrustedKey) -> Statement | None:
    """Return the ending that ``key`` signed, ignoring the theft."""
    keys = TrustedKeys(issuing={key.kid: replace(key, revocation=None)})
    match keys.open(data, STATEMENT):
        case Verified(message=statement) if statement.kind in (Kind.WITHDRAWN, Kind.REPLACED):
            return statement
        case _:
            return None


def _is_believed_ending(
    data: bytes, key: TrustedKey, proofs: tuple[Inclusion, ...], *, policy: VerificationPolicy
) -> bool:
    statement = verify_statement_of(key.issuer, data, policy=policy, inclusions=proofs)
    return statement is not None and statement.kind in (Kind.WITHDRAWN, Kind.REPLACED)
