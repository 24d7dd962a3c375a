"""What an attendance workbook says, once it is understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from types import MappingProxyType

from attestation.facts import Holder
from attestation.partial_date import PartialDate


class Mark(Enum):
    """What one person did at one session; the value is the letter of the template."""

    PRESENT = "P"
    ABSENT = "A"
    EXCUSED = "E"
    CAUGHT_UP = "R"

    @property
    def counts(self) -> bool:
        """Whether the session was followed: there, or caught up elsewhere (design §10)."""
        return self in (Mark.PRESENT, Mark.CAUGHT_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One dated half-day of a module."""

    day: date
    start: time
    end: time
    theme: str | None
    mode: str | None
    """As the coordinator wrote it: « présentiel », « visioconférence »; None when left empty."""

    def __post_init__(self) -> None:
        """Refuse a session that ends before it has begun."""
        if self.end <= self.start:
            raise ValueError("the session ends before it starts")

    @property
    def duration(self) -> timedelta:
        """How long it lasts, by the wall clock; whole minutes."""
        return datetime.combine(self.day, self.end) - datetime.combine(self.day, self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleRecord:
    """A series of sessions, as the sheet « Module » describes it."""

    code: str
    title: str
    organiser: str | None
    place: str | None
    language: str | None
    sessions: tuple[Session, ...]
    """In order of time, at most one a day, at least one."""

    def __post_init__(self) -> None:
        """Refuse a module in which a date would not name one session."""
        days = [session.day for session in self.sessions]
        if not days or days != sorted(set(days)):
            raise ValueError("expected one session a day at most, in order, and at least one")

    @property
    def first_day(self) -> date:
        """Day of the first session."""
        return self.sessions[0].day

    @property
    def last_day(self) -> date:
        """Day of the last session."""
        return self.sessions[-1].day


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that only the coordinator can put right, at its place.

    The texts are French and may quote the cell: they go to the screen of the person whose file
    it is. They never go into an exception or a log.
    """

    sheet: str
    row: int | None
    """From 1, as the spreadsheet numbers it; None when it concerns the whole sheet."""
    column: str | None
    """Letter of the column, as in "C"; None when it concerns the whole row."""
    message: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something worth a look that stops nobody, such as two people who may be one."""

    sheet: str
    row: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A row that was understood entirely: this person may be attested, or not, by the marks."""

    sheet: str
    row: int
    family_name: str
    """In parsed form; a person with a single name has it here, whichever column held it."""
    given_name: str | None
    birth_date: PartialDate
    email: str | None
    reason: str | None
    marks: Mapping[date, Mark]
    """One for each session of the module, by its day; read-only."""

    def __post_init__(self) -> None:
        """Freeze the marks; refuse names that ``Holder`` refuses."""
        object.__setattr__(self, "marks", MappingProxyType(dict(self.marks)))
        self.holder()

    def holder(self) -> Holder:
        """Give the person as an attestation names them."""
        return Holder(
            family_name=self.family_name, given_name=self.given_name, birth_date=self.birth_date
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A person who cannot be attested until the file is corrected.

    A type of its own, so that nothing can be issued to such a row by oversight.
    """

    sheet: str
    row: int
    family_name: str
    """As far as it could be read, possibly empty: for the screen only."""
    given_name: str | None
    birth_date: PartialDate | None
    problems: tuple[Problem, ...]
    """Its own, then those of the whole module; never empty."""

    def __post_init__(self) -> None:
        """Refuse a refusal without a reason."""
        if not self.problems:
            raise ValueError("a refused row has a problem")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRecords:
    """A workbook, read: who took part in which module, and what has to be put right."""

    module: ModuleRecord
    people: tuple[Participant | RefusedRow, ...]
    """In the order of the sheet."""
    problems: tuple[Problem, ...]
    """All of them, each once: those of the module first, then by row."""
    notices: tuple[Notice, ...]
    understood: tuple[str, ...]
    """French lines saying how the file was read: sheets, header row, columns, what was left out."""
