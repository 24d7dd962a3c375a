"""One check as a page shows it: the report, the details, and whom to ask."""

import unicodedata
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal, assert_never

from attestation.verdict.comparison_results import Differs, Identical, NotCompared, PageGap
from attestation.verdict.verdicts import Finding, Genuine, LookedAt
from verifier.assembly import LiveVerifier
from verifier.http.page_pictures import SideBySide, side_by_side
from verifier.receipt.checking import SeenReceipt
from verifier.receipt.content import content_of
from verifier.receipt.ticket import PURPOSE, seal_ticket
from verifier.report import Fact, Report, report_on, signed
from verifier.technical import Technical, technical_details, write_moment
from verifier.translations.catalogue import Wording

_NAME_CHARACTERS = 60
_MENDED_BY_A_PHOTOGRAPH = frozenset(
    {
        PageGap.NOT_LOCATED,
        PageGap.OBLIQUE,
        PageGap.CUT_OFF,
        PageGap.TOO_COARSE,
        PageGap.COVERED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was posted, and what was found."""

    channel: str
    finding: Finding
    file_name: str | None = None
    """The officer's name of the file, used to tell files apart and never believed."""
    digest: str | None = None
    """SHA-256 of a file."""
    seen: SeenReceipt | None = None
    """The file is no attestation, but a report that was made here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the template shows."""

    report: Report
    technical: Technical
    whose: str | None
    number: str | None
    is_copy: bool
    is_compared: bool
    asks_for_sheet: bool
    """A photograph of the whole sheet may say more."""
    zones: tuple[str, ...]
    """What differs, one line each: of the issued page, never of an upload."""
    side_by_side: SideBySide | None
    file_name: str | None
    recognised: tuple[Fact, ...]
    """Organisations with their contact, where the document's own contact must not be used."""
    seen: SeenReceipt | None
    ticket: str | None
    """The ticket that requests a receipt; None where there is none."""

    @property
    def kind(self) -> Literal["original", "identical", "to_compare"] | None:
        """What a file of an attestation is, in a list of several; None where it is no valid one."""
        match self.report.sign, self.report.verdict:
            case "to_compare", _:
                return "to_compare"
            case _, "genuine":
                return "identical" if self.is_copy else "original"
            case _:
                return None


def outcome_of(checked: Checked, live: LiveVerifier, words: Wording) -> Outcome:
    """Put a check into words."""
    finding = checked.finding
    known = signed(finding.verdict)
    attestation = None if known is None else known[0].attestation
    report = report_on(finding, words)
    number = None if attestation is None else attestation.number
    technical = technical_details(
        finding, words, memory=live.verifier().memory, digest=checked.digest, at=live.now()
    )
    ticket = None
    if live.receipt_key is not None and live.signs_receipts() and checked.seen is None:
        content = content_of(
            report,
            technical,
            language=words.language,
            at=live.now(),
            channel=checked.channel,
            digest=checked.digest,
            number=number,
        )
        ticket = seal_ticket(content, secret=live.receipt_key.secret_for(PURPOSE))
    return Outcome(
        report=report if checked.seen is None else _on_receipt(report, checked.seen, words),
        technical=technical,
        whose=None if attestation is None else attestation.holder.full_name(),
        number=number,
        is_copy=finding.looked_at is LookedAt.COPY,
        is_compared=isinstance(finding.page, Identical | Differs),
        asks_for_sheet=_asks_for_sheet(finding),
        zones=report.zones,
        side_by_side=side_by_side(report),
        file_name=checked.file_name,
        recognised=_recognised(live) if known is None else (),
        seen=checked.seen,
        ticket=ticket,
    )


def digest_of(data: bytes) -> str:
    """Return a file's SHA-256 as people compare it."""
    return sha256(data).hexdigest()


def shown_name(name: str | None) -> str | None:
    """Return a file's name without what could turn or hide a line; None where there is none."""
    if not name:
        return None
    plain = "".join(one for one in name if not unicodedata.category(one).startswith("C")).strip()
    return plain if len(plain) <= _NAME_CHARACTERS else plain[: _NAME_CHARACTERS - 1] + "…"


def _asks_for_sheet(finding: Finding) -> bool:
    """Check whether a valid attestation came without its page, or with a poor picture of it."""
    if not isinstance(finding.verdict, Genuine) or finding.code is None:
        return False
    match finding.page:
        case None:
            return finding.looked_at is LookedAt.COPY
        case NotCompared(reason=reason):
            return reason in _MENDED_BY_A_PHOTOGRAPH
        case Identical() | Differs():
            return False
        case _:
            assert_never(finding.page)


def _on_receipt(report: Report, seen: SeenReceipt, words: Wording) -> Report:
    """Say that a file is a report of ours, whole or not: none of the seven verdicts, and grey."""
    spoken = words.receipt
    if seen.made_at is None:
        heading, sentence = spoken.changed_heading, spoken.changed_text
        next_step = spoken.changed_next
    else:
        heading, next_step = spoken.seen_heading, spoken.seen_next
        sentence = spoken.seen_whole.format(moment=write_moment(seen.made_at, words))
    return replace(report, heading=heading, sentences=(sentence,), next_step=next_step, reasons=())


def _recognised(live: LiveVerifier) -> tuple[Fact, ...]:
    issuers = {key.issuer.anchor: key.issuer for key in live.trusted().policy.trusted_keys.values()}
    ordered = sorted(issuers.values(), key=lambda one: one.name)
    return tuple(Fact(label=one.name, value=one.contact or "") for one in ordered)
