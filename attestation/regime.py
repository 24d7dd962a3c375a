"""A regime: what an organisation says that its attestations are, by which law and for how long.

Nothing of it is a constant here, because law differs by place and year: each record is a setting
of an organisation, and an attestation signs the code of one.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from attestation.particulars import REGIME_PATTERN
from attestation.plain_text import is_plain

MAX_TEXT_CHARACTERS = 400
MAX_PICTURE_BYTES = 200_000
_PNG = b"\x89PNG\r\n\x1a\n"  # ISO/IEC 15948 §5.2


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidityPeriod:
    """The days on which something is in force, both included; None where it has no limit."""

    first_day: date | None = None
    last_day: date | None = None

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError("the period ends before it begins")

    def covers(self, day: date) -> bool:
        """Check whether ``day`` is in the period."""
        return (self.first_day is None or self.first_day <= day) and (
            self.last_day is None or day <= self.last_day
        )

    def overlaps(self, other: "ValidityPeriod") -> bool:
        """Check whether some day is in both periods."""
        first = max(self.first_day or date.min, other.first_day or date.min)
        return first <= min(self.last_day or date.max, other.last_day or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class FourLanguages:
    """One text in each language that an officer may read."""

    fr: str
    nl: str
    de: str
    en: str

    def __post_init__(self) -> None:
        """Refuse a text that is missing, or that a page could not show."""
        for text in (self.fr, self.nl, self.de, self.en):
            require_plain(text)

    def of(self, language: str) -> str:
        """Return the text in one of the four."""
        return {"fr": self.fr, "nl": self.nl, "de": self.de, "en": self.en}[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeRecord:
    """What an organisation says of one regime, in force for a period; every word is its own."""

    code: str
    name: FourLanguages
    authority: str
    legal_basis: str
    """In words."""
    period: ValidityPeriod = ValidityPeriod()
    """The days on which an attestation may be issued under it."""
    required_percent: int | None = None
    """Share of the sessions that it asks for at least."""
    required_time: timedelta | None = None
    """Presence that it asks for at least; whole minutes."""
    printed: FourLanguages
    """The sentence that the page prints."""
    establishes: FourLanguages
    does_not_establish: FourLanguages

    def __post_init__(self) -> None:
        """Refuse what no attestation could be issued under."""
        if not is_regime_code(self.code):
            raise ValueError("the regime is no code")
        for text in (self.authority, self.legal_basis):
            require_plain(text)
        if self.required_percent is not None and not 1 <= self.required_percent <= 100:
            raise ValueError("expected a percentage")
        time = self.required_time
        if time is not None and (time <= timedelta() or time % timedelta(minutes=1)):
            raise ValueError("expected a positive number of minutes")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentModel:
    """What the organisation's documents looked like from a day on: a specimen, of nobody."""

    first_day: date | None
    """None where nobody knows since when."""
    last_day: date | None
    """None while documents are made so."""
    regime: str | None
    """Code of the regime that it names; None where it names none."""
    picture: bytes = field(repr=False)
    """PNG."""

    def __post_init__(self) -> None:
        """Refuse what is no picture of ours."""
        ValidityPeriod(first_day=self.first_day, last_day=self.last_day)
        if not self.picture.startswith(_PNG) or len(self.picture) > MAX_PICTURE_BYTES:
            raise ValueError("expected a PNG picture of at most 200 kB")
        if self.regime is not None and not is_regime_code(self.regime):
            raise ValueError("the regime is no code")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeRecords:
    """All that an organisation publishes of its regimes and models; the newest counts alone."""

    published_at: datetime
    regimes: tuple[RegimeRecord, ...] = ()
    models: tuple[DocumentModel, ...] = ()

    def __post_init__(self) -> None:
        """Refuse two records of one regime for one day: which of them counts?"""
        for number, one in enumerate(self.regimes):
            for other in self.regimes[:number]:
                if one.code == other.code and one.period.overlaps(other.period):
                    raise ValueError("two records of one regime for one day")


def require_plain(text: str) -> None:
    """Refuse a text that says nothing, is too long for a page, or has a character that hides.

    Raises:
        ValueError: so.
    """
    if not is_plain(text) or not text.strip() or len(text) > MAX_TEXT_CHARACTERS:
        raise ValueError("the text is empty, too long or not plain")


def is_regime_code(text: str) -> bool:
    """Check whether ``text`` can be signed as the code of a regime."""
    return REGIME_PATTERN.fullmatch(text) is not None


class Standing(StrEnum):
    """What is known of an attestation's regime on its day of issue."""

    UNDECLARED = "undeclared"
    """The attestation names none."""
    NOT_PUBLISHED = "not-published"
    """It names one of which the organisation has published nothing here."""
    IN_FORCE = "in-force"
    ENDED = "ended"
    """It had ended before that day."""
    NOT_BEGUN = "not-begun"
    """It had not begun on that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeOnDay:
    """A regime on a day, by what its organisation publishes."""

    standing: Standing
    record: RegimeRecord | None
    """The one in force; where none was, the nearest; None where nothing is published."""


def regime_on(day: date, code: str | None, records: RegimeRecords | None) -> RegimeOnDay:
    """Return what the regime ``code`` was on ``day``."""
    if code is None:
        return RegimeOnDay(standing=Standing.UNDECLARED, record=None)
    ours = [one for one in records.regimes if one.code == code] if records else []
    ours.sort(key=lambda one: one.period.first_day or date.min)
    before = [one for one in ours if (one.period.first_day or date.min) <= day]
    if before:
        nearest = before[-1]
        is_in_force = nearest.period.covers(day)
        standing = Standing.IN_FORCE if is_in_force else Standing.ENDED
        return RegimeOnDay(standing=standing, record=nearest)
    if ours:
        return RegimeOnDay(standing=Standing.NOT_BEGUN, record=ours[0])
    return RegimeOnDay(standing=Standing.NOT_PUBLISHED, record=None)
