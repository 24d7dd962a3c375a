"""The history of one attestation: its record, and each statement with its signature checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from attestation.facts import Number
from attestation.formats.checkpoint import Inclusion
from attestation.formats.statement import STATEMENT, Statement
from attestation.verdict.trusted_keys import TrustedKeys, Untrusted, Verified
from attestation.verdict.verdicts import Refusal
from register.attestations import Event, Record, events, record
from register.check_counts import ChecksOnDay, days_checked
from register.checkpoints import inclusions


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEvent:
    """One event."""

    made_at: datetime
    statement: Statement | None
    """None where it does not count."""
    refusal: Refusal | None = None
    """Why it does not count: signed by a stolen key, or changed in the register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What became of one attestation."""

    record: Record
    events: tuple[HistoryEvent, ...]
    """Oldest first."""
    checks: tuple[ChecksOnDay, ...]
    """How often verifiers checked it, by day, newest first; empty where they do not count."""


def load_history(session: Session, number: Number, *, keys: TrustedKeys) -> History | None:
    """Return all that is on record about ``number``; None if there is nothing."""
    found = record(session, number)
    if found is None:
        return None
    proofs = inclusions(session, number)
    opened_events = tuple(_opened(event, keys, proofs) for event in events(session, number))
    return History(record=found, events=opened_events, checks=tuple(days_checked(session, number)))


def _opened(event: Event, keys: TrustedKeys, proofs: Sequence[Inclusion]) -> HistoryEvent:
    match keys.open(event.signed, STATEMENT, inclusions=proofs):
        case Verified(message=statement):
            return HistoryEvent(made_at=event.made_at, statement=statement)
        case Untrusted(reason=reason):
            return HistoryEvent(made_at=event.made_at, statement=None, refusal=reason)
