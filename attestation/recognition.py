"""What an organisation states of itself beside its certificates, its recognitions first.

Who recognises whom, and since when, is law of one place and one year: it is the organisation's own
statement, and each reader judges it.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from attestation.organisation_identifier import is_identifier
from attestation.plain_text import is_plain
from attestation.regime import ValidityPeriod

MAX_LINE_CHARACTERS = 120
MAX_RECOGNITIONS = 20


class Coverage(StrEnum):
    """Whether an organisation was recognised on a day, by what it states."""

    COVERED = "covered"
    NOT_COVERED = "not-covered"
    """It states recognitions, and none was in force on that day."""
    NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """That an authority recognises the organisation, under a number and for a period."""

    number: str
    authority: str
    """Who supervises it."""
    period: ValidityPeriod

    def __post_init__(self) -> None:
        """Refuse what cannot be shown on one line, and a period without a beginning."""
        if not is_line(self.number) or not is_line(self.authority):
            raise ValueError("a number or an authority is empty, too long or not plain")
        if self.period.first_day is None:
            raise ValueError("a recognition has a first day")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerRecord:
    """Who an organisation is and who recognises it, as its root signed it; the newest counts."""

    made_at: datetime
    """Aware, UTC, whole seconds."""
    identifier: str | None = None
    """``NTRBE-0123456749``."""
    recognitions: tuple[Recognition, ...] = ()
    contact: str | None = None
    """Where questions about it are answered."""

    def __post_init__(self) -> None:
        """Refuse a record that says nothing, or nothing that can be shown."""
        if self.identifier is None and not self.recognitions and self.contact is None:
            raise ValueError("the record says nothing")
        if self.identifier is not None and not is_identifier(self.identifier):
            raise ValueError("the identifier is none")
        if self.contact is not None and not is_line(self.contact):
            raise ValueError("the contact is empty, too long or not plain")
        if len(self.recognitions) > MAX_RECOGNITIONS:
            raise ValueError("too many recognitions")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionOnDay:
    """What a record says of one day."""

    coverage: Coverage
    recognitions: tuple[Recognition, ...]
    """Those in force on the day; where none was, all that the organisation states."""


def recognition_on(day: date, record: IssuerRecord | None) -> RecognitionOnDay:
    """Return whether the organisation was recognised on ``day``, by its own statement."""
    if record is None or not record.recognitions:
        return RecognitionOnDay(coverage=Coverage.NOT_STATED, recognitions=())
    in_force = tuple(one for one in record.recognitions if one.period.covers(day))
    if in_force:
        return RecognitionOnDay(coverage=Coverage.COVERED, recognitions=in_force)
    return RecognitionOnDay(coverage=Coverage.NOT_COVERED, recognitions=record.recognitions)


def is_line(text: str) -> bool:
    """Check whether ``text`` can be signed as one line, as it stands: NFC, trimmed, visible."""
    is_short = 1 <= len(text) <= MAX_LINE_CHARACTERS
    return is_short and is_plain(text) and unicodedata.normalize("NFC", text.strip()) == text
