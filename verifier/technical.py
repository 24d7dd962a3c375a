"""The technical details under a verdict: times, key, what was checked and what was not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from attestation.verdict.comparison_results import Differs, Identical, NotCompared
from attestation.verdict.verdicts import Finding, LookedAt
from verifier.report import Fact, signed
from verifier.status_memory import StatusMemory
from verifier.translations.catalogue import Wording
from verifier.written_facts import BRUSSELS, write_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Technical:
    """The details of one check, in words."""

    facts: tuple[Fact, ...]
    checked: tuple[str, ...]
    not_checked: tuple[str, ...]


def technical_details(
    finding: Finding, words: Wording, *, memory: StatusMemory, digest: str | None, at: datetime
) -> Technical:
    """Say how ``finding`` came about; ``digest`` is that of the file, where there was one."""
    spoken = words.technical
    known = signed(finding.verdict)
    is_original = finding.looked_at is LookedAt.ORIGINAL
    checked = []
    if known is not None:
        checked += [spoken.checked_signature, spoken.checked_status]
        if digest is not None:
            if is_original:
                checked.append(spoken.checked_bytes)
            elif isinstance(finding.page, Identical | Differs):
                checked.append(spoken.checked_page)
    not_checked = []
    if known is not None and not is_original and not finding.is_proved:
        if isinstance(finding.page, NotCompared):
            not_checked.append(spoken.not_checked_page)
        not_checked.append(spoken.not_checked_paper)
    return Technical(
        facts=tuple(_facts(finding, words, memory=memory, digest=digest, at=at)),
        checked=tuple(checked),
        not_checked=(*not_checked, spoken.not_checked_bearer),
    )


def write_moment(instant: datetime, words: Wording) -> str:
    """Write an instant as a clock in Brussels shows it."""
    local = instant.astimezone(BRUSSELS)
    day = write_day(local.date(), words.facts)
    return words.technical.moment.format(day=day, time=f"{local:%H:%M}")


def _facts(
    finding: Finding, words: Wording, *, memory: StatusMemory, digest: str | None, at: datetime
) -> Iterator[Fact]:
    spoken = words.technical
    yield Fact(label=spoken.checked_at, value=write_moment(at, words))
    known = signed(finding.verdict)
    if known is not None:
        credential, issuer = known
        signed_at = write_moment(credential.attestation.issued_at, words)
        yield Fact(label=spoken.signed_at, value=signed_at)
        newest = memory.newest(issuer, credential.status.uri)
        if newest is not None:
            yield Fact(label=spoken.status_signed_at, value=write_moment(newest, words))
        yield Fact(label=spoken.root, value=issuer.anchor.hex())
    if digest is not None:
        yield Fact(label=spoken.digest, value=digest)
