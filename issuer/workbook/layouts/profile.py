"""A profile: how files of one shape are read. It knows columns and marks, never people."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from hashlib import sha256

from attestation.name import fold
from attestation.slot import DayPart
from issuer.workbook.answers import Meaning
from issuer.workbook.format.cells import Cell, text_of
from issuer.workbook.parsing.session_titles import read_session_title

MAX_MARK_CHARACTERS = 12  # a longer text is a remark, and may be a name
MAX_PROFILE_CHARACTERS = 20_000
_KEY_CHARACTERS = 16


class Layout(StrEnum):
    """What a file is, by its shape."""

    GRID = "grid"
    """A row for each person, a column for each session."""
    LOG = "log"
    """A row for each presence."""
    SHEETS = "sheets"
    """A sheet for each session."""
    MEETING = "meeting"
    """Who joined a meeting when: Teams, Zoom, Meet."""


class Role(StrEnum):
    """What a column says."""

    FAMILY_NAME = "family-name"
    GIVEN_NAME = "given-name"
    FULL_NAME = "full-name"
    BIRTH_DATE = "birth-date"
    EMAIL = "email"
    REASON = "reason"
    SESSION = "session"
    """Marks of a session whose title is no date."""
    DAY = "day"
    """When the presence of this row was."""
    MARK = "mark"
    JOINED = "joined"
    LEFT = "left"
    DURATION = "duration"
    ACTION = "action"
    """Whether a line is an arrival or a departure."""
    TOTAL = "total"
    DECISION = "decision"
    SET_ASIDE = "set-aside"


class NameOrder(StrEnum):
    """How a column with whole names is split."""

    FAMILY_FIRST = "family-first"
    GIVEN_FIRST = "given-first"
    CAPITALS = "capitals"
    """The words in capitals are the family name."""
    COMMA = "comma"
    """The family name stands before the comma."""


WHOLE_DAY = "jour"
"""Key of the hours of a session whose title names no part of the day."""
DAY_PARTS = (WHOLE_DAY, *(part.value for part in DayPart))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How files of one shape are read."""

    layout: Layout
    columns: Mapping[str, Role]
    """By ``title_keys``."""
    name_order: NameOrder | None = None
    marks: Mapping[str, Meaning] = field(default_factory=dict)
    """By ``mark_key``, of at most ``MAX_MARK_CHARACTERS``."""
    minimum_minutes: int | None = None
    """From how long a stay on a session counts."""
    is_month_first: bool | None = None
    """Whether days in numbers have the month first; None where that was not needed."""
    hours: Mapping[str, tuple[time, time]] = field(default_factory=dict)
    """Begin and end by part of the day, for sessions whose hours no file says."""

    def __post_init__(self) -> None:
        """Refuse marks that may be more than marks."""
        if any(len(mark) > MAX_MARK_CHARACTERS for mark in self.marks):
            raise ValueError("a mark is short")

    @property
    def fingerprint(self) -> str:
        """Name the shape: the titles of the columns but those of dated sessions."""
        return fingerprint_of(self.columns)


def fingerprint_of(keys: Iterable[str]) -> str:
    """Name a set of ``title_keys``, whatever their order."""
    return sha256("\n".join(sorted(keys)).encode()).hexdigest()[:32]


def title_keys(row: Iterable[Cell]) -> dict[int, str]:
    """Return by column, from 0, a digest of each title that is no date.

    A digest, so that a profile names nobody even where a row of people was taken for the titles.
    """
    found: dict[int, str] = {}
    seen: dict[str, int] = {}
    for column, cell in enumerate(row):
        if cell is None or read_session_title(cell) is not None:
            continue
        text = fold(text_of(cell)) or text_of(cell).casefold()
        seen[text] = seen.get(text, 0) + 1
        digest = sha256(f"{text}\n{seen[text]}".encode()).hexdigest()
        found[column] = digest[:_KEY_CHARACTERS]
    return found


def encode_profile(profile: Profile) -> str:
    """Write it as JSON, always the same for the same profile."""
    content = {
        "layout": profile.layout.value,
        "columns": dict(profile.columns),
        "name_order": profile.name_order,
        "marks": {mark: meaning.value for mark, meaning in profile.marks.items()},
        "minimum_minutes": profile.minimum_minutes,
        "is_month_first": profile.is_month_first,
        "hours": {
            part: [f"{start:%H:%M}", f"{end:%H:%M}"] for part, (start, end) in profile.hours.items()
        },
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def decode_profile(text: str) -> Profile:
    """Read what ``encode_profile`` wrote.

    Raises:
        ValueError: it is something else.
    """
    if len(text) > MAX_PROFILE_CHARACTERS:
        raise ValueError("too long for a profile")
    try:
        content = json.loads(text)
        minutes, order = content.get("minimum_minutes"), content.get("name_order")
        month_first = content.get("is_month_first")
        if minutes is not None and (type(minutes) is not int or not 0 < minutes <= 24 * 60):
            raise ValueError("not a number of minutes")
        if month_first is not None and type(month_first) is not bool:
            raise ValueError("neither true nor false")
        return Profile(
            layout=Layout(content["layout"]),
            columns={_key(key): Role(role) for key, role in content["columns"].items()},
            name_order=None if order is None else NameOrder(order),
            marks={str(m): Meaning(word) for m, word in content.get("marks", {}).items()},
            minimum_minutes=minutes,
            is_month_first=month_first,
            hours={
                part: (time.fromisoformat(start), time.fromisoformat(end))
                for part, (start, end) in content.get("hours", {}).items()
                if part in DAY_PARTS
            },
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a profile") from error


def _key(text: object) -> str:
    if not isinstance(text, str) or len(text) != _KEY_CHARACTERS or not text.isalnum():
        raise ValueError("not the digest of a title")
    return text
