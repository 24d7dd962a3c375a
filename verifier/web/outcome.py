"""One check as a page shows it: the report, the details, and whom to ask."""

import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from attestation.verdict import Finding, LookedAt
from verifier.assembly import LiveVerifier
from verifier.report import Fact, Report, report_on, signed
from verifier.technical import Technical, technical_details
from verifier.wording.catalogue import Wording

_NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was posted, and what was found."""

    door: str
    finding: Finding
    file_name: str | None = None
    """The officer's own name of it: told apart by it, never believed."""
    digest: str | None = None
    """SHA-256 of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the template shows."""

    report: Report
    technical: Technical
    whose: str | None
    number: str | None
    is_copy: bool
    file_name: str | None
    recognised: tuple[Fact, ...]
    """Organisations with their contact, where the document itself must not be asked."""


def outcome_of(checked: Checked, live: LiveVerifier, words: Wording) -> Outcome:
    """Put a check into words."""
    finding = checked.finding
    known = signed(finding.verdict)
    attestation = None if known is None else known[0].attestation
    return Outcome(
        report=report_on(finding, words),
        technical=technical_details(
            finding, words, memory=live.verifier().memory, digest=checked.digest, at=live.now()
        ),
        whose=None if attestation is None else attestation.holder.full_name(),
        number=None if attestation is None else attestation.number,
        is_copy=finding.looked_at is LookedAt.COPY,
        file_name=checked.file_name,
        recognised=_recognised(live) if known is None else (),
    )


def digest_of(data: bytes) -> str:
    """Give a file's SHA-256 as people compare it."""
    return sha256(data).hexdigest()


def shown_name(name: str | None) -> str | None:
    """Give a file's name without what could turn or hide a line; None where there is none."""
    if not name:
        return None
    plain = "".join(one for one in name if not unicodedata.category(one).startswith("C")).strip()
    return plain if len(plain) <= _NAME_CHARACTERS else plain[: _NAME_CHARACTERS - 1] + "…"


def _recognised(live: LiveVerifier) -> tuple[Fact, ...]:
    issuers = {key.issuer.anchor: key.issuer for key in live.trusted().policy.trusted_keys.values()}
    ordered = sorted(issuers.values(), key=lambda one: one.name)
    return tuple(Fact(label=one.name, value=one.contact or "") for one in ordered)
