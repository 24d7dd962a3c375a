"""A regime: what an organisation says that its attestations are, by which law and for how long.

Nothing of it is a constant here, because law differs by place and year: each record is a setting
of an organisation, and an attestation signs the code of one.
"""

from dataclasses import dataclass
from datetime import date

from attestation.particulars import REGIME_PATTERN


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


def is_regime_code(text: str) -> bool:
    """Check whether ``text`` can be signed as the code of a regime."""
    return REGIME_PATTERN.fullmatch(text) is not None
