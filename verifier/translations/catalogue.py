"""A language's words, read from its file and complete, or the program does not start.

Keyed tables rather than gettext: a verdict without its words must be a failure at start-up, where
gettext would show another language (ADR 0023). A new language is one more file beside these.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import get_args

from pydantic import model_validator

from attestation.ending_reasons import EndingReason
from attestation.particulars import LANGUAGES as STATED_LANGUAGES
from attestation.particulars import Extent, Mode
from attestation.recognition import Coverage
from attestation.regime import Standing
from attestation.verdict.comparison_results import PageGap
from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.verdicts import Contradiction, LookedAt, Refusal, VerdictName
from verifier.evidence import FileProblem
from verifier.fact_lines import FactLine
from verifier.translations.kit_texts import KitWords
from verifier.translations.page_texts import (
    CounterWords,
    DocumentWords,
    PageWords,
    PhotographWords,
    ScannerWords,
    TechnicalWords,
    Words,
    ZoneWords,
)
from verifier.translations.receipt_texts import ReceiptWords
from verifier.translations.recognition_texts import RecognitionWords
from verifier.translations.regime_texts import GalleryWords, RegimeWords

LANGUAGES = ("fr", "nl", "de", "en")
"""The first is the default."""

IDENTICAL = "genuine-identical"
"""So has a copy whose page was compared, and is the issued one."""
ORIGINAL = "genuine-original"
"""A genuine file itself has words of its own: there is nothing to compare."""

_VERDICTS = frozenset({*get_args(VerdictName), IDENTICAL, ORIGINAL})
_REASONS = frozenset(
    reason.value for reasons in (Contradiction, Refusal, Gap, Obstacle) for reason in reasons
)


class VerdictWords(Words):
    """One verdict: a heading, a sentence, and what to do."""

    heading: str
    sentence: str
    next_step: str


class ReasonWords(Words):
    """One reason; ``next_step`` where it asks for something else than its verdict does."""

    sentence: str
    next_step: str | None = None


class DetailWords(Words):
    """What is added where it is known; in braces, what is filled in."""

    replaced: str
    successor: str
    withdrawn: str
    withdrawn_undated: str
    ending_reason: str
    ending_reason_with_words: str
    erased: str


class OnPageWords(Words):
    """What is left to look at on a page that was compared."""

    noted: str
    added: str
    differs: str


class FactWords(Words):
    """Labels of the facts, and how their values are written."""

    family_name: str
    given_name: str
    single_name: str
    birth_date: str
    module: str
    period: str
    attended: str
    number: str
    issued_on: str
    issuer: str
    contact: str
    months: tuple[str, ...]
    day: str
    first_day: str
    month: str
    between: str
    hours: str
    hours_and_minutes: str
    module_with_code: str

    @model_validator(mode="after")
    def _has_twelve_months(self) -> "FactWords":
        if len(self.months) != 12:
            raise ValueError("expected twelve months")
        return self


class StatedWords(Words):
    """Labels of what is stated of how a module was followed, and how its values are written."""

    sessions: str
    module_time: str
    required: str
    language: str
    mode: str
    extent: str
    regime: str
    reception_reference: str
    not_stated: str
    part_of: str
    percent_of_sessions: str
    modes: dict[Mode, str]
    extents: dict[Extent, str]
    languages: dict[str, str]


class Wording(Words):
    """Everything that people read, in one language."""

    language: str
    language_name: str
    verdicts: dict[str, VerdictWords]
    reasons: dict[str, ReasonWords]
    details: DetailWords
    ending_reasons: dict[EndingReason, str]
    facts: FactWords
    stated: StatedWords
    recognition: RecognitionWords
    regime: RegimeWords
    gallery: GalleryWords
    page: PageWords
    counter: CounterWords
    technical: TechnicalWords
    receipt: ReceiptWords
    scanner: ScannerWords
    looked_at: dict[LookedAt, str]
    page_gaps: dict[PageGap, str]
    on_page: OnPageWords
    document: DocumentWords
    photograph: PhotographWords
    zones: ZoneWords
    zone_lines: dict[FactLine, str]
    file_problems: dict[FileProblem, str]
    kit: KitWords

    @model_validator(mode="after")
    def _is_complete(self) -> "Wording":
        for there, expected in (
            (self.verdicts, _VERDICTS),
            (self.reasons, _REASONS),
            (self.ending_reasons, frozenset(EndingReason)),
            (self.looked_at, frozenset(LookedAt)),
            (self.page_gaps, frozenset(PageGap)),
            (self.zone_lines, frozenset(FactLine)),
            (self.file_problems, frozenset(FileProblem)),
            (self.stated.modes, frozenset(Mode)),
            (self.stated.extents, frozenset(Extent)),
            (self.stated.languages, frozenset(STATED_LANGUAGES)),
            (self.recognition.coverages, frozenset(Coverage)),
            (self.regime.standings, frozenset(Standing)),
            (self.regime.extents, frozenset(Extent)),
        ):
            if differing := expected.symmetric_difference(there):
                raise ValueError(f"missing or unknown: {', '.join(sorted(differing))}")
        return self


@cache
def wording(language: str) -> Wording:
    """Return the words of one of ``LANGUAGES``."""
    text = files("verifier.translations").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Wording.model_validate(tomllib.loads(text))
