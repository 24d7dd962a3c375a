"""The whole story of one attestation: its record, and each statement with its signature checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from attestation.errors import MalformedCredentialError
from attestation.facts import Number
from attestation.formats.statement import Statement, decode_statement_envelope, verify_statement
from attestation.signer import Kid
from attestation.verdict.policy import TrustedKey
from register.attestations import Record, events, record
from register.check_counts import ChecksOnDay, days_checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event."""

    made_at: datetime
    statement: Statement | None
    """None where no key of ours signed it: somebody has been at the register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What became of one attestation."""

    record: Record
    events: tuple[Told, ...]
    """Oldest first."""
    checks: tuple[ChecksOnDay, ...]
    """How often verifiers checked it, by day, newest first; empty where they do not count."""


def tell(
    session: Session, number: Number, *, trusted_keys: Mapping[Kid, TrustedKey]
) -> Story | None:
    """Gather all that is on record about ``number``; None if there is nothing."""
    found = record(session, number)
    if found is None:
        return None
    told = tuple(
        Told(made_at=event.made_at, statement=_verified(event.signed, trusted_keys))
        for event in events(session, number)
    )
    return Story(record=found, events=told, checks=tuple(days_checked(session, number)))


def _verified(signed: bytes, trusted_keys: Mapping[Kid, TrustedKey]) -> Statement | None:
    try:
        envelope = decode_statement_envelope(signed)
        key = trusted_keys.get(envelope.kid)
        return verify_statement(envelope, key.public_key) if key else None
    except MalformedCredentialError:
        return None
