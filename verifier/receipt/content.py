"""What a receipt says: a check as the page showed it, in the words of one language."""

from dataclasses import dataclass
from datetime import datetime

from attestation.verdict.comparison_results import Zone
from attestation.verdict.verdicts import LookedAt, VerdictName
from verifier.report import Fact, Report, Sign
from verifier.technical import Technical


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptContent:
    """Everything of a receipt but the reference that an officer may add."""

    language: str
    checked_at: datetime
    channel: str
    looked_at: LookedAt | None
    digest: str | None
    """SHA-256 of the file, where one was looked at."""
    verdict: VerdictName
    sign: Sign
    heading: str
    sentences: tuple[str, ...]
    zones: tuple[str, ...]
    """Where the page differs from the issued one, a sentence for each of ``marks``."""
    marks: tuple[Zone, ...]
    next_step: str
    number: str | None
    facts: tuple[Fact, ...]
    established: tuple[Fact, ...]
    issuer: tuple[Fact, ...]
    details: tuple[Fact, ...]
    checked: tuple[str, ...]
    not_checked: tuple[str, ...]


def content_of(
    report: Report,
    technical: Technical,
    *,
    language: str,
    at: datetime,
    channel: str,
    digest: str | None,
    number: str | None,
) -> ReceiptContent:
    """Gather what the page showed of one check."""
    return ReceiptContent(
        language=language,
        checked_at=at,
        channel=channel,
        looked_at=report.looked_at,
        digest=digest,
        verdict=report.verdict,
        sign=report.sign,
        heading=report.heading,
        sentences=report.sentences,
        zones=report.zones,
        marks=report.marks,
        next_step=report.next_step,
        number=number,
        facts=report.facts,
        established=report.established,
        issuer=report.issuer,
        details=technical.facts,
        checked=technical.checked,
        not_checked=technical.not_checked,
    )
