"""When people joined and left a meeting, and how many minutes of a session that makes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from issuer.workbook.format.cells import Cell, text_of
from issuer.workbook.model import Session
from issuer.workbook.parsing.dates import real_date

_INSTANT = re.compile(
    r"([0-9]{1,4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,4}),?[T ]+(?:à |at |om )?"
    r"([0-9]{1,2})[:h]([0-9]{2})(?::([0-9]{2}))?(?:\.0+)?\s*([AaPp]\.?\s?[Mm]\.?)?"
)
_DURATION = re.compile(
    r"(?:([0-9]{1,2})\s*(?:heures?|hours?|uur|hr|h|u)\.?\s*)?"
    r"(?:([0-9]{1,3})\s*(?:minuten|minutes?|min|m)\.?\s*)?"
    r"(?:([0-9]{1,2})\s*(?:secondes?|seconds?|sec|s)\.?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2}):([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Stay:
    """One person in a meeting, from joining to leaving."""

    joined: datetime
    left: datetime
    is_open: bool = False
    """Left at this time or later: nothing says when."""


def parse_instant(cell: Cell, *, is_month_first: bool) -> datetime | None:
    """Understand a day with its hour, by the wall clock; None for anything else."""
    found = _INSTANT.fullmatch(text_of(cell).strip()) if isinstance(cell, str) else None
    if found is None:
        return None
    first, second, third, hour, minute, seconds = (int(part or 0) for part in found.groups()[:6])
    half = (found[7] or "").casefold()
    if len(found[1]) == 4:
        year, month, day = first, second, third
    else:
        month, day = (first, second) if is_month_first else (second, first)
        year = third + 2000 if third < 100 else third
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    on = real_date(year, month, day)
    if on is None or hour > 23 or minute > 59 or seconds > 59:
        return None
    return datetime.combine(on, time(hour, minute, seconds))


def parse_duration(cell: Cell) -> timedelta | None:
    """Understand « 1h 27m 51s », « 01:27:51 », or a number of minutes."""
    if isinstance(cell, float) and 0 <= cell <= 24 * 60:
        return timedelta(minutes=cell)
    text = text_of(cell).strip()
    if found := _CLOCK.fullmatch(text):
        return timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3]))
    if text.isdecimal() and int(text) <= 24 * 60:
        return timedelta(minutes=int(text))
    found = _DURATION.fullmatch(text)
    if not text or found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def time_within(stays: Iterable[Stay], session: Session) -> timedelta:
    """Sum what the stays have of a session; what overlaps counts once."""
    begin = datetime.combine(session.day, session.start)
    end = datetime.combine(session.day, session.end)
    total, until = timedelta(), begin
    for stay in sorted(stays, key=lambda one: one.joined):
        since, to = max(stay.joined, until), min(stay.left, end)
        if to > since:
            total += to - since
            until = to
    return total


def readings_of_days(cells: Iterable[Cell]) -> Iterator[bool]:
    """Return each way by which all cells are days: False for the day first, True for the month."""
    texts = [cell for cell in cells if cell is not None]
    for is_month_first in (False, True):
        if all(parse_instant(cell, is_month_first=is_month_first) for cell in texts):
            yield is_month_first


def days_of(cells: Iterable[Cell], *, is_month_first: bool) -> set[date]:
    """Return the days of instants."""
    found = (parse_instant(cell, is_month_first=is_month_first) for cell in cells)
    return {instant.date() for instant in found if instant is not None}
