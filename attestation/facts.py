"""What is certified about one person and one module."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NewType

from attestation.code import Code
from attestation.name import fold, parse_name
from attestation.partial_date import PartialDate
from attestation.particulars import NOTHING_STATED, Particulars

Number = NewType("Number", str)
"""Human reference, ``AC-2026-0042``; never secret."""

NUMBER_PATTERN = re.compile(r"[A-Z]{1,8}-[0-9]{4}-[0-9]{4,9}")
MAX_TITLE_CHARACTERS = 200
MAX_MODULE_CODE_CHARACTERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The person an attestation is about."""

    family_name: str
    given_name: str | None
    """None for a person who has a single name."""
    birth_date: PartialDate

    def __post_init__(self) -> None:
        """Refuse names that ``parse_name`` would change: they were never parsed."""
        for name in (self.family_name, self.given_name):
            if name is not None and parse_name(name) != name:
                raise ValueError("a name is not in its parsed form")

    def full_name(self) -> str:
        """Return the name as one reads it aloud: given name first."""
        return f"{self.given_name} {self.family_name}" if self.given_name else self.family_name

    def key(self) -> str:
        """Return what identifies this person within a module: no case, accents or spacing."""
        given = fold(self.given_name or "")
        return f"{fold(self.family_name)}|{given}|{self.birth_date.encode()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """One holder's proof of attendance at one whole module."""

    number: Number
    code: Code
    holder: Holder
    module_code: str
    module_title: str
    first_day: date
    last_day: date
    attended: timedelta
    """Time present, summed over sessions; whole minutes, always positive."""
    issued_at: datetime
    """Aware, UTC, whole seconds: the ``iat`` of the credential."""
    particulars: Particulars = NOTHING_STATED

    def __post_init__(self) -> None:
        """Refuse what no attestation can say."""
        if not NUMBER_PATTERN.fullmatch(self.number):
            raise ValueError("the number is not of the form AC-2026-0042")
        if not 1 <= len(self.module_code) <= MAX_MODULE_CODE_CHARACTERS:
            raise ValueError("the module code is empty or too long")
        if not 1 <= len(self.module_title) <= MAX_TITLE_CHARACTERS:
            raise ValueError("the module title is empty or too long")
        if self.last_day < self.first_day:
            raise ValueError("the last day is before the first")
        if self.attended <= timedelta() or self.attended % timedelta(minutes=1):
            raise ValueError("the time attended is not a positive number of minutes")
        if self.issued_at.utcoffset() != timedelta() or self.issued_at.microsecond:
            raise ValueError("the time of issue is not in UTC and whole seconds")
        if (time := self.particulars.module_time) is not None and time < self.attended:
            raise ValueError("more time attended than the module has")
