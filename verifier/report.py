"""A finding in the words of one language: what a page, a command or a program shows of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, assert_never

from attestation.ending_reasons import read_reason
from attestation.facts import Attestation
from attestation.formats.credential import Credential
from attestation.partial_date import PartialDate
from attestation.verdict.comparison_results import (
    Differs,
    Identical,
    NotCompared,
    Zone,
    ZoneKind,
    zones_of,
)
from attestation.verdict.reasons import Gap
from attestation.verdict.verdicts import (
    Altered,
    CannotCheck,
    Contradiction,
    Finding,
    Genuine,
    Issuer,
    LookedAt,
    NotOurs,
    Replaced,
    Unreadable,
    Verdict,
    VerdictName,
    Withdrawn,
)
from verifier.recognition import recognition_facts, recognition_sentences
from verifier.regimes import established_facts
from verifier.text_comparison.fact_zones import fact_line
from verifier.translations.catalogue import IDENTICAL, ORIGINAL, FactWords, Wording
from verifier.written_facts import BRUSSELS, STATED, stated_facts, write_day, write_duration

Sign = VerdictName | Literal["to_compare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line to compare with the paper; signed, never taken from an upload."""

    label: str
    value: str
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A finding in words."""

    finding: Finding
    words: Wording
    verdict: VerdictName
    sign: Sign
    """What sign and colour stand for: a valid attestation whose paper nobody compared has its own.
    """
    looked_at: LookedAt | None
    reasons: tuple[str, ...]
    """Public codes, most important first; none where all is well."""
    heading: str
    sentences: tuple[str, ...]
    next_step: str

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What was signed, line by line; written when it is asked for."""
        return tuple(_facts(self.finding.verdict, self.words))

    @property
    def marks(self) -> tuple[Zone, ...]:
        """Where the page differs: one zone for each line, however many of its strokes differ."""
        return tuple(_in_lines(zones_of(self.finding.page)))

    @property
    def zones(self) -> tuple[str, ...]:
        """What stands in each of ``marks`` as issued, a sentence for each."""
        known, spoken = signed(self.finding.verdict), self.words.zones
        attestation = None if known is None else known[0].attestation
        return tuple(
            (spoken.added if mark.kind is ZoneKind.ADDITION else spoken.shows).format(
                number=number, place=_place(mark, attestation, self.words), what=mark.what or "–"
            )
            for number, mark in enumerate(self.marks, start=1)
        )

    @property
    def issuer(self) -> tuple[Fact, ...]:
        """Who signed it, and who recognised them on that day."""
        return tuple(_issuer(self.finding.verdict, self.words))

    @property
    def established(self) -> tuple[Fact, ...]:
        """What a valid attestation establishes, and what it does not; else nothing."""
        return tuple(_established(self.finding.verdict, self.words))

    @property
    def has_models(self) -> bool:
        """Check whether the issuer has published what its documents look like."""
        known = signed(self.finding.verdict)
        regimes = None if known is None else known[1].regimes
        return regimes is not None and bool(regimes.models)


def report_on(finding: Finding, words: Wording) -> Report:
    """Put ``finding`` into words."""
    verdict = finding.verdict
    spoken = words.verdicts[_spoken_of(finding)]
    reasons = reason_codes(verdict)
    explained = [words.reasons[reason] for reason in reasons if reason in words.reasons]
    return Report(
        finding=finding,
        words=words,
        verdict=verdict.name,
        sign=sign_of(finding),
        looked_at=finding.looked_at,
        reasons=reasons,
        heading=words.scanner.suspicious if _is_suspicious(verdict) else spoken.heading,
        sentences=(
            spoken.sentence,
            *(reason.sentence for reason in explained),
            *_details(verdict, words),
            *_on_recognition(verdict, words),
            *_on_page(finding, words),
        ),
        next_step=next(
            (reason.next_step for reason in explained if reason.next_step), spoken.next_step
        ),
    )


def sign_of(finding: Finding) -> Sign:
    """Choose the sign; green and its tick are for what was checked whole."""
    if isinstance(finding.verdict, Genuine) and not finding.is_proved:
        return "to_compare"
    # A QR code that imitates ours is no attestation, and a warning: as the scanner shows it.
    return "not_ours" if _is_suspicious(finding.verdict) else finding.verdict.name


def _is_suspicious(verdict: Verdict) -> bool:
    return isinstance(verdict, Unreadable) and verdict.reason is Gap.FOREIGN_ADDRESS


def _spoken_of(finding: Finding) -> str:
    """Choose the words: an original, a copy that was compared, and any other copy are three."""
    if not finding.is_proved:
        return finding.verdict.name
    return ORIGINAL if finding.looked_at is LookedAt.ORIGINAL else IDENTICAL


def _on_page(finding: Finding, words: Wording) -> Iterator[str]:
    """Return what is left to look at on a page whose attestation holds."""
    if not isinstance(finding.verdict, Genuine):
        return
    match finding.page:
        case NotCompared(reason=reason):
            yield words.page_gaps[reason]
        case Identical(additions=(_, *_)):
            yield words.on_page.noted
        case Differs(zones=zones) if all(zone.kind is ZoneKind.ADDITION for zone in zones):
            yield words.on_page.added
        case Differs():
            yield words.on_page.differs
        case Identical() | None:
            return
        case _:
            assert_never(finding.page)


def _in_lines(zones: tuple[Zone, ...]) -> list[Zone]:
    """Join zones that stand beside each other: a changed name is one line, not ten strokes."""
    lines: list[Zone] = []
    for zone in sorted(zones, key=lambda one: (one.kind is ZoneKind.ADDITION, one.y_mm)):
        before = lines[-1] if lines else zone
        is_beside = zone.y_mm <= before.y_mm + before.height_mm or zone.what == before.what != ""
        if not lines or not is_beside or ZoneKind.ADDITION in (zone.kind, before.kind):
            lines.append(zone)
            continue
        said = f"{before.what} … {zone.what}"
        if zone.what in before.what or before.what in zone.what:
            said = max(before.what, zone.what, key=len)
        lines[-1] = replace(_around(before, zone), what=said)
    return lines


def _around(one: Zone, other: Zone) -> Zone:
    left, top = min(one.x_mm, other.x_mm), min(one.y_mm, other.y_mm)
    right = max(one.x_mm + one.width_mm, other.x_mm + other.width_mm)
    bottom = max(one.y_mm + one.height_mm, other.y_mm + other.height_mm)
    return replace(
        one,
        x_mm=left,
        y_mm=top,
        width_mm=round(right - left, 1),
        height_mm=round(bottom - top, 1),
    )


def _place(mark: Zone, attestation: Attestation | None, words: Wording) -> str:
    """Name the line by what it states, or else by where it stands."""
    if mark.kind is ZoneKind.FACT and attestation is not None:
        line = fact_line(mark.what, attestation)
        if line is not None:
            return words.zone_lines[line]
    return words.zones.at.format(x=round(mark.x_mm), y=round(mark.y_mm))


def reason_codes(verdict: Verdict) -> tuple[str, ...]:
    """Return the public codes of why the verdict is what it is."""
    match verdict:
        case Genuine():
            return ()
        case Replaced() | Withdrawn():
            return (verdict.name,)
        case Altered():
            return tuple(one.value for one in Contradiction if one in verdict.contradictions)
        case NotOurs() | Unreadable() | CannotCheck():
            return (verdict.reason.value,)
        case _:
            assert_never(verdict)


def signed(verdict: Verdict) -> tuple[Credential, Issuer] | None:
    """Return what was signed and by whom, where the verdict knows it."""
    match verdict:
        case Genuine() | Replaced() | Withdrawn():
            return verdict.credential, verdict.issuer
        case Altered(credential=Credential() as credential, issuer=Issuer() as issuer):
            return credential, issuer
        case Altered() | NotOurs() | Unreadable() | CannotCheck():
            return None
        case _:
            assert_never(verdict)


def issue_day(issued_at: datetime) -> date:
    """Return the day of issue as a calendar in Brussels shows it."""
    return issued_at.astimezone(BRUSSELS).date()


def _details(verdict: Verdict, words: Wording) -> Iterator[str]:
    match verdict:
        case Genuine(is_erased=True):
            yield words.details.erased
        case Replaced():
            day = write_day(issue_day(verdict.replaced_at), words.facts)
            yield words.details.replaced.format(day=day)
            if verdict.reason:
                yield _ending_reason(verdict.reason, words)
            if verdict.successor is not None:
                yield words.details.successor.format(
                    number=verdict.successor.number,
                    day=write_day(issue_day(verdict.successor.issued_at), words.facts),
                )
        case Withdrawn(withdrawn_at=None):
            yield words.details.withdrawn_undated
        case Withdrawn(withdrawn_at=datetime() as instant):
            yield words.details.withdrawn.format(day=write_day(issue_day(instant), words.facts))
            if verdict.reason:
                yield _ending_reason(verdict.reason, words)
        case _:
            return


def _ending_reason(text: str, words: Wording) -> str:
    """Say why: a listed reason in the reader's language, words of the organisation as signed."""
    listed, free = read_reason(text)
    if listed is None:
        return words.details.ending_reason.format(reason=free)
    said = words.ending_reasons[listed]
    if not free:
        return words.details.ending_reason.format(reason=said)
    return words.details.ending_reason_with_words.format(reason=said, words=free)


def _facts(verdict: Verdict, wording: Wording) -> Iterator[Fact]:
    known = signed(verdict)
    if known is None:
        return
    words = wording.facts
    attestation = known[0].attestation
    holder = attestation.holder
    differing = verdict.contradictions if isinstance(verdict, Altered) else frozenset()
    name_differs = Contradiction.HOLDER in differing
    if holder.given_name is None:
        yield Fact(label=words.single_name, value=holder.family_name, differs=name_differs)
    else:
        yield Fact(label=words.family_name, value=holder.family_name, differs=name_differs)
        yield Fact(label=words.given_name, value=holder.given_name, differs=name_differs)
    yield Fact(
        label=words.birth_date,
        value=_write_partial(holder.birth_date, words),
        differs=Contradiction.BIRTH_DATE in differing,
    )
    yield Fact(
        label=words.module,
        value=words.module_with_code.format(
            title=attestation.module_title, code=attestation.module_code
        ),
    )
    yield Fact(
        label=words.period,
        value=words.between.format(
            first=write_day(attestation.first_day, words),
            last=write_day(attestation.last_day, words),
        ),
    )
    yield Fact(label=words.attended, value=write_duration(attestation.attended, words))
    stated = stated_facts(attestation.particulars, wording)
    for contradiction, (label, value) in zip(STATED, stated, strict=True):
        yield Fact(label=label, value=value, differs=contradiction in differing)
    yield Fact(
        label=words.number,
        value=attestation.number,
        differs=Contradiction.NUMBER in differing,
    )
    yield Fact(label=words.issued_on, value=write_day(issue_day(attestation.issued_at), words))


def _issuer(verdict: Verdict, words: Wording) -> Iterator[Fact]:
    known = signed(verdict)
    if known is None:
        return
    credential, issuer = known
    yield Fact(label=words.facts.issuer, value=issuer.name)
    day = issue_day(credential.attestation.issued_at)
    for label, value in recognition_facts(issuer, day, words):
        yield Fact(label=label, value=value)
    if issuer.contact:
        yield Fact(label=words.facts.contact, value=issuer.contact)


def _established(verdict: Verdict, words: Wording) -> Iterator[Fact]:
    # A withdrawn, replaced or altered document establishes nothing.
    if isinstance(verdict, Genuine):
        attestation = verdict.credential.attestation
        day = issue_day(attestation.issued_at)
        for label, value in established_facts(attestation, verdict.issuer, day, words):
            yield Fact(label=label, value=value)


def _on_recognition(verdict: Verdict, words: Wording) -> Iterator[str]:
    """Return what is to be said of the day of issue; of an altered document that it is altered."""
    known = signed(verdict)
    if known is not None and not isinstance(verdict, Altered):
        credential, issuer = known
        day = issue_day(credential.attestation.issued_at)
        yield from recognition_sentences(issuer, day, words)


def _write_partial(partial: PartialDate, words: FactWords) -> str:
    if partial.month is None:
        return str(partial.year)
    if partial.day is None:
        return words.month.format(month=words.months[partial.month - 1], year=partial.year)
    return write_day(partial.earliest(), words)
