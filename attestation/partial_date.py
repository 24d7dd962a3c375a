"""A birth date as a register knows it: a day, a month only, or just a year."""

from dataclasses import dataclass
from datetime import date
from typing import Self

EARLIEST_YEAR = 1900  # nobody alive was born before; two-digit slips end up there


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDate:
    """A date of which the day, or the day and the month, may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse a day without a month, and days that no calendar has."""
        if not EARLIEST_YEAR <= self.year <= 9999:
            raise ValueError(f"expected a year from {EARLIEST_YEAR}, got {self.year}")
        if self.month is None and self.day is not None:
            raise ValueError("a day without a month")
        date(
            self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day
        )

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read back what ``encode`` wrote: ``1988-02-29``, ``2001-04`` or ``1995``.

        Raises:
            ValueError: anything else, however close.
        """
        parts = text.split("-")
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError("expected digits and dashes")
        if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]):
            raise ValueError("expected YYYY, YYYY-MM or YYYY-MM-DD")
        numbers: list[int | None] = [int(part) for part in parts]
        year, month, day = (*numbers, None, None)[:3]
        return cls(year=year or 0, month=month, day=day)

    def encode(self) -> str:
        """Write as ISO 8601 with reduced precision where a part is unknown."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def earliest(self) -> date:
        """Return the first day this date can mean."""
        return date(self.year, self.month or 1, self.day or 1)
