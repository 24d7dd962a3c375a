"""Dates and hours as coordinators write them, in a date cell, as text or as a bare number."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from attestation.name import fold
from attestation.partial_date import EARLIEST_YEAR, PartialDate
from issuer.words.sentence import sentence
from issuer.workbook.format.cells import Cell, Fault, quoted, text_of

# Day 0 of the 1900 date system, from 1900-03-01 on: ECMA-376-1:2016 §18.17.4.1.
_SERIAL_EPOCH = date(1899, 12, 30)
_DAYS_FROM_1900_TO_1904 = 1462
# A lone number below is a year and above is a serial (from 1908-03-18); between, it could be both.
_LAST_YEAR = 2100
_FIRST_SERIAL = 3000
_LAST_SERIAL = (date(2100, 12, 31) - _SERIAL_EPOCH).days

# A year typed into a cell of date format is stored as that many days: 1995 is 17/06/1905.
_YEARS_TAKEN_FOR_DAYS = range(EARLIEST_YEAR, _LAST_YEAR + 1)

# After ``fold``; the short forms are those that cannot be taken for another month.
_MONTH_NAMES = (
    "janvier janv jan januari january",
    "fevrier fevr fev februari february feb",
    "mars maart mrt march mar",
    "avril avr april apr",
    "mai mei may",
    "juin juni june jun",
    "juillet juil juli july jul",
    "aout augustus august aug",
    "septembre sept september sep",
    "octobre oct oktober okt october",
    "novembre nov november",
    "decembre dec december",
)
_MONTHS = {name: month for month, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}

# An ISO date, possibly with the midnight that an export adds to it.
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?)?")
_NUMERIC = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})(?:\s*[/.-]\s*([0-9]{4}|[0-9]{2}))?")
_MONTH_AND_YEAR = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{4})")
_IN_WORDS = re.compile(
    r"([0-9]{1,2})(?:er|st|nd|rd|th)?[\s.-]+([^\W\d_]+)\.?(?:[\s.-]+([0-9]{4}))?", re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    r"([^\W\d_]+)\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?(?:,?\s+([0-9]{4}))?", re.IGNORECASE
)
# Three letters may be a name, or a part of one (Jan, Mar); these may not, or seldom.
_MONTH_NAME = re.compile(
    r"\b([^\W\d_]{4,}|mai|mei|may)\b\.?(?:[\s.-]+([0-9]{4})\b)?", re.IGNORECASE
)
_DAY_AT_THE_END = re.compile(r"[0-9](?:er|st|nd|rd|th)?[\s.-]*$")
_HOUR = re.compile(r"([0-9]{1,2})(?:\s*(?::|h|H)\s*([0-9]{2})?(?::00)?)?")

_HOW_TO_DATE = sentence(
    "Écrivez le jour, le mois et l’année en quatre chiffres, par exemple 02/03/2026."
)
_HOW_TO_BIRTH = sentence(
    "Écrivez la date comme 29/02/1988 ; 00/04/2001 si le jour est inconnu, 1995 "
    "si seule l’année est connue."
)
_HOW_TO_HOUR = sentence("Écrivez l’heure comme 09:00.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """The numbers of a date as they were written: possibly zero, impossible or incomplete."""

    day: int
    month: int
    year: int | None
    """None when not written; below 100 when only two digits were."""


def read_date(cell: Cell) -> WrittenDate | None:
    """Return the numbers of a whole date, or of a day and month; None for anything else."""
    match cell:
        case date():
            return WrittenDate(day=cell.day, month=cell.month, year=cell.year)
        case float() if cell >= _FIRST_SERIAL:
            day = _from_serial(cell)
            return read_date(day)
        case str():
            return _read_text(cell)
    return None


def named_months(cell: Cell) -> Iterator[tuple[int, int | None]]:
    """Return the months that a cell names, with the year where it is beside; no whole date's."""
    if isinstance(cell, date) and cell.day == 1:  # « mars 2026 » is stored as its first day
        yield cell.month, cell.year
    if not isinstance(cell, str):
        return
    if found := _MONTH_AND_YEAR.fullmatch(cell):
        yield int(found[1]), int(found[2])
    for found in _MONTH_NAME.finditer(cell):
        month = _MONTHS.get(fold(found[1]))
        is_of_a_date = _DAY_AT_THE_END.search(cell[: found.start()])
        if month is not None and not is_of_a_date:
            yield month, int(found[2]) if found[2] else None


def parse_day(cell: Cell) -> date | Fault:
    """Understand the day of a session in the module's sheet: complete, with its year."""
    if cell is None:
        return Fault(message=sentence("La date de la séance manque."), remedy=_HOW_TO_DATE)
    written = read_date(cell)
    if written is None:
        return Fault(
            message=sentence("{cell} n’est pas une date.", cell=quoted(cell)), remedy=_HOW_TO_DATE
        )
    if written.year is None or written.year < 100:
        return Fault(
            message=sentence("L’année de {cell} n’est pas écrite en entier.", cell=quoted(cell)),
            remedy=_HOW_TO_DATE,
        )
    return real_date(written.year, written.month, written.day) or Fault(
        message=sentence("{cell} n’existe pas dans le calendrier.", cell=quoted(cell)),
        remedy=_HOW_TO_DATE,
    )


def parse_time(cell: Cell) -> time | Fault:
    """Understand an hour: a time cell, ``09:00``, ``9h``, ``9 h 30``, or the bare number 9."""
    if cell is None:
        return Fault(message=sentence("L’heure manque."), remedy=_HOW_TO_HOUR)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, float) and 0 < cell < 1:
        minutes = round(cell * 24 * 60)  # a fraction of a day: ECMA-376-1:2016 §18.17.4.2
        return time(minutes // 60 % 24, minutes % 60)
    found = _HOUR.fullmatch(text_of(cell))
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    return Fault(
        message=sentence("{cell} n’est pas une heure.", cell=quoted(cell)), remedy=_HOW_TO_HOUR
    )


def parse_birth_date(cell: Cell, *, today: date, is_1904: bool = False) -> PartialDate | Fault:
    """Understand a birth date, possibly partial: the register writes 00/00/1995.

    A year of two digits is a fault, because ``03/05/26`` may be 1926.
    """
    if is_1904 and isinstance(cell, float) and cell >= _FIRST_SERIAL:
        cell += _DAYS_FROM_1900_TO_1904
    text = text_of(cell)
    if not text:
        return Fault(message=sentence("La date de naissance manque."), remedy=_HOW_TO_BIRTH)
    if isinstance(cell, date) and (typed := (cell - _SERIAL_EPOCH).days) in _YEARS_TAKEN_FOR_DAYS:
        return Fault(
            message=sentence(
                "{cell} vient sans doute de l’année {year}, tapée dans une case au format date.",
                cell=quoted(cell),
                year=typed,
            ),
            remedy=sentence("Écrivez 00/00/{year}, ou la vraie date.", year=typed),
        )
    parts = _birth_parts(cell)
    if parts is None:
        return Fault(
            message=sentence("{cell} n’est pas une date de naissance.", cell=quoted(cell)),
            remedy=_HOW_TO_BIRTH,
        )
    year, month, day = parts
    if year is None or year < 100:
        return Fault(
            message=sentence("L’année de {cell} n’est pas écrite en entier.", cell=quoted(cell)),
            remedy=_HOW_TO_BIRTH,
        )
    if day and not month:
        return Fault(
            message=sentence("{cell} a un jour, mais pas de mois.", cell=quoted(cell)),
            remedy=_HOW_TO_BIRTH,
        )
    if year < EARLIEST_YEAR:
        return Fault(
            message=sentence(
                "{cell} est avant {year} : ce ne peut être une naissance.",
                cell=quoted(cell),
                year=EARLIEST_YEAR,
            ),
            remedy=_HOW_TO_BIRTH,
        )
    if real_date(year, month or 1, day or 1) is None:
        return Fault(
            message=sentence("{cell} n’existe pas dans le calendrier.", cell=quoted(cell)),
            remedy=_HOW_TO_BIRTH,
        )
    birth = PartialDate(year=year, month=month or None, day=day or None)
    if birth.earliest() > today:
        return Fault(
            message=sentence("{cell} est dans l’avenir.", cell=quoted(cell)), remedy=_HOW_TO_BIRTH
        )
    return birth


def is_month_first(cells: Iterable[Cell]) -> bool:
    """Recognise a column of dates as text that only makes sense with the month before the day."""
    numbers = [
        (int(found[1]), int(found[2]))
        for cell in cells
        if isinstance(cell, str) and (found := _NUMERIC.fullmatch(cell)) and found[3]
    ]
    has_month_first = any(first <= 12 < second <= 31 for first, second in numbers)
    return has_month_first and not any(second <= 12 < first for first, second in numbers)


def ambiguous_date(cell: Cell) -> Fault | None:
    """Refuse a date that would be another one in a column whose months stand first."""
    found = _NUMERIC.fullmatch(cell) if isinstance(cell, str) else None
    if found is None or not found[3] or int(found[1]) == int(found[2]) or int(found[1]) > 12:
        return None
    return Fault(
        message=sentence(
            "{cell} : d’autres dates de cette colonne ont le mois avant le jour.", cell=quoted(cell)
        ),
        remedy=sentence("Écrivez toute la colonne avec le jour d’abord, ou comme 1986-11-21."),
    )


def real_date(year: int, month: int, day: int) -> date | None:
    """Return the day, or None if no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _birth_parts(cell: Cell) -> tuple[int | None, int | None, int | None] | None:
    """Return year, month and day as written, 0 where the register writes zeros."""
    text = text_of(cell)
    if re.fullmatch(r"[0-9]{4}", text) and int(text) <= _LAST_YEAR:
        return int(text), None, None
    if isinstance(cell, str):
        if found := _MONTH_AND_YEAR.fullmatch(cell):
            return int(found[2]), int(found[1]), None
        if (found := _ISO.fullmatch(cell)) and found[3] is None:
            return int(found[1]), int(found[2]), None
    written = read_date(cell)
    return None if written is None else (written.year, written.month, written.day)


def _read_text(text: str) -> WrittenDate | None:
    if (found := _ISO.fullmatch(text)) and found[3]:
        return WrittenDate(day=int(found[3]), month=int(found[2]), year=int(found[1]))
    if found := _NUMERIC.fullmatch(text):
        year = int(found[3]) if found[3] else None
        return WrittenDate(day=int(found[1]), month=int(found[2]), year=year)
    if (found := _IN_WORDS.fullmatch(text)) and (month := _MONTHS.get(fold(found[2]))):
        year = int(found[3]) if found[3] else None
        return WrittenDate(day=int(found[1]), month=month, year=year)
    if (found := _MONTH_FIRST.fullmatch(text)) and (month := _MONTHS.get(fold(found[1]))):
        year = int(found[3]) if found[3] else None
        return WrittenDate(day=int(found[2]), month=month, year=year)
    return None


def _from_serial(number: float) -> date | None:
    """Return the day that a spreadsheet stores as ``number``; a fraction is the time of day."""
    if number > _LAST_SERIAL:
        return None
    return _SERIAL_EPOCH + timedelta(days=int(number))
