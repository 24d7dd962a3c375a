"""When a session is: a day, and the hour at which it begins."""

from datetime import date, datetime, time
from enum import Enum
from typing import NamedTuple

_NOON = time(12, 30)
_EVENING = time(17, 30)


class DayPart(Enum):
    """The part of a day in which a session begins; the value is French."""

    MORNING = "matin"
    AFTERNOON = "après-midi"
    EVENING = "soir"


class Slot(NamedTuple):
    """What tells a session from the others of its module."""

    day: date
    start: time
    """By the wall clock; whole minutes."""

    @property
    def part(self) -> DayPart:
        """The part of the day: morning until 12:30, evening from 17:30."""
        if self.start < _NOON:
            return DayPart.MORNING
        return DayPart.AFTERNOON if self.start < _EVENING else DayPart.EVENING

    def encode(self) -> str:
        """Write ``2026-03-02T09:00``."""
        return f"{datetime.combine(self.day, self.start):%Y-%m-%dT%H:%M}"

    @classmethod
    def decode(cls, text: str) -> "Slot":
        """Read what ``encode`` wrote.

        Raises:
            ValueError: it is something else.
        """
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 (a wall clock has no zone)
        return cls(at.date(), at.time())
