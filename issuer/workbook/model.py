"""What an attendance workbook says, once it is understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import pairwise

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from attestation.particulars import Extent, Mode
from attestation.slot import Slot
from issuer.settings.document_language import DocumentLanguage
from issuer.words.sentence import Sentence
from issuer.workbook.format.cells import Cell, Fault, column_letter


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
    held: Mode | None = field(default=None, compare=False)
    """The same, understood."""

    def __post_init__(self) -> None:
        """Refuse a session that ends before it has begun."""
        if self.end <= self.start:
            raise ValueError("the session ends before it starts")

    @property
    def slot(self) -> Slot:
        """What tells it from the others of its module."""
        return Slot(self.day, self.start)

    @property
    def duration(self) -> timedelta:
        """How long it lasts, by the wall clock; whole minutes."""
        return datetime.combine(self.day, self.end) - datetime.combine(self.day, self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChoice:
    """In which language a module's attestations are written, and the cell that says so."""

    language: DocumentLanguage
    sheet: str
    row: int
    """From 1."""
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One cell of the workbook, as the spreadsheet names it."""

    sheet: str
    row: int
    """From 1."""
    column: str

    def problem(self, fault: Fault) -> "Problem":
        """Return ``fault`` as a problem at this cell."""
        return Problem(
            sheet=self.sheet,
            row=self.row,
            column=self.column,
            message=fault.message,
            remedy=fault.remedy,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFacts:
    """What the sheet « Module » says of how the module is followed; None where it says nothing."""

    language: str | None = None
    """ISO 639."""
    required_time: timedelta | None = None
    extent: Extent | None = None
    regime: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    """The cell of each that is written, by its name here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleRecord:
    """A series of sessions, as the sheet « Module » describes it."""

    code: str
    title: str
    organiser: str | None
    place: str | None
    language: str | None
    """As the coordinator wrote it."""
    document_language: LanguageChoice | None = None
    """None where the organisation's own applies."""
    sessions: tuple[Session, ...]
    """In order of time, none beginning before another ends; at least one."""
    facts: WrittenFacts = WrittenFacts()

    def __post_init__(self) -> None:
        """Refuse a module in which nobody could follow every session."""
        if not self.sessions:
            raise ValueError("expected at least one session")
        for before, after in pairwise(self.sessions):
            if (after.day, after.start) < (before.day, before.end):
                raise ValueError("expected sessions in order, one after the other")

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

    The texts may quote the cell, because only the person whose file it is sees them.
    They never go into an exception or a log.
    """

    sheet: str
    row: int | None
    """From 1, as the spreadsheet numbers it; None when it concerns the whole sheet."""
    column: str | None
    """Letter of the column, as in "C"; None when it concerns the whole row."""
    message: Sentence
    remedy: Sentence
    question: str | None = None
    """Key of the question about the whole sheet that settles it, where one does."""
    set_aside: str | None = None
    """Place that a person may leave out, where that settles it: « K », « 14 », « K14 »."""
    keep: str | None = None
    """Place that a person may count all the same, where that settles it."""

    @classmethod
    def at(cls, sheet: str, row: int | None, column: int | None, fault: Fault) -> "Problem":
        """Return ``fault`` as a problem at its place; row and column count from 0."""
        return cls(
            sheet=sheet,
            row=None if row is None else row + 1,
            column=None if column is None else column_letter(column),
            message=fault.message,
            remedy=fault.remedy,
            question=fault.question,
            set_aside=fault.set_aside,
            keep=fault.keep,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something about a whole sheet that a person answers once: what a mark means."""

    key: str
    """``answers.mark_key`` of the mark; empty for an empty cell."""
    sheet: str
    message: Sentence
    remedy: Sentence
    count: int
    """Cells that hang on it."""
    proposal: str | None
    """Value of ``answers.Meaning`` that a legend or a known word suggests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Cells that were left out, and why; said on every face."""

    sheet: str
    place: str
    """« K », « 14 » or « K14 »."""
    why: Sentence


class Check(Enum):
    """What the coordinator's own column says, which the marks must confirm."""

    TOTAL = "total"
    DECISION = "decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One cell of such a column."""

    check: Check
    title: str
    column: int
    """From 0."""
    cell: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """One line of the table that everything is read from: who, when, what, and where it stood."""

    person: int
    """Row of the person, from 1."""
    session: Slot
    value: Mark
    place: str
    """Address of the cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A warning that stops nobody, such as two people who may be one."""

    sheet: str
    row: int | None
    message: Sentence


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
    presences: tuple[Presence, ...]
    """One for each session of the module, in its order; none of those to come and still empty."""
    claims: tuple[Claim, ...] = ()
    """The coordinator's own total and decision."""
    reception_reference: str | None = None
    language: str | None = None
    """Of messages to this person (ISO 639)."""
    """By which a reception office knows this person's file."""

    def __post_init__(self) -> None:
        """Refuse names that ``Holder`` refuses."""
        self.holder()

    @property
    def marks(self) -> Mapping[Slot, Mark]:
        """The marks by session."""
        return {presence.session: presence.value for presence in self.presences}

    def holder(self) -> Holder:
        """Return the person as an attestation names them."""
        return Holder(
            family_name=self.family_name, given_name=self.given_name, birth_date=self.birth_date
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A person who cannot be attested until the file is corrected.

    It is a type of its own, so that nothing can be issued to such a row by mistake.
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
    understood: tuple[Sentence, ...]
    """Lines saying how the file was read: sheets, header row, columns, what was left out."""
    questions: tuple[Question, ...] = ()
    """Those that nobody has answered yet."""
    set_aside: tuple[SetAside, ...] = ()
    """Every column, row and cell that is neither a fact nor a mark."""
