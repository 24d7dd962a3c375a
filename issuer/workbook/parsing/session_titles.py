"""Titles of sessions' columns: a date, and which session of that day where there are several."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from attestation.name import fold
from attestation.slot import DayPart, Slot
from issuer.words.sentence import sentence
from issuer.workbook.format.cells import Cell, Fault, quoted, text_of
from issuer.workbook.parsing.dates import WrittenDate, read_date, real_date

_WEEKDAYS = (
    "lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche "
    "ma maandag di dinsdag wo woensdag do donderdag vr vrijdag za zaterdag zo zondag "
    "mon monday tue tuesday wed wednesday thu thursday fri friday sat saturday sun sunday"
)
_WEEKDAY = "|".join(sorted(_WEEKDAYS.split(), key=len, reverse=True))
# What may stand before the date: « lun. 2/3 », « Séance 4 : 2 mars ». A weekday is a whole word,
# so that « mars » is none.
_PREFIX = re.compile(
    rf"(?:(?:{_WEEKDAY})\b\.?,?|s[ée]ance(?:\s+[0-9]+)?|[sj][0-9]+)\s*[:–-]?\s+", re.IGNORECASE
)
# And after it: « (visio) », « matin », « 9h-13h », « Logement »; a digit only as an hour.
_SUFFIX = re.compile(
    r"\s*(?:[,:–-]\s*)?(\(?[^\W\d].*|[0-9]{1,2}\s*(?:[h:]|\.[0-9]{2}\b).*)", re.DOTALL
)
# « 9h », « 09:00 », and « 09.00 » as Moodle writes it.
_HOUR = re.compile(r"\b([0-9]{1,2})\s*(?:[h:]\s*([0-9]{2})?|\.([0-9]{2})\b)")

_PARTS = {
    "matin": DayPart.MORNING,
    "matinee": DayPart.MORNING,
    "mat": DayPart.MORNING,
    "voormiddag": DayPart.MORNING,
    "ochtend": DayPart.MORNING,
    "morning": DayPart.MORNING,
    "m": DayPart.MORNING,
    "vm": DayPart.MORNING,
    "apresmidi": DayPart.AFTERNOON,
    "aprem": DayPart.AFTERNOON,
    "namiddag": DayPart.AFTERNOON,
    "nm": DayPart.AFTERNOON,
    "afternoon": DayPart.AFTERNOON,
    "pm": DayPart.AFTERNOON,
    "soir": DayPart.EVENING,
    "soiree": DayPart.EVENING,
    "avond": DayPart.EVENING,
    "evening": DayPart.EVENING,
}

PART_WORDS = {
    DayPart.MORNING: sentence("matin"),
    DayPart.AFTERNOON: sentence("après-midi"),
    DayPart.EVENING: sentence("soir"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTitle:
    """What the title of a column says of its session."""

    date: WrittenDate
    part: DayPart | None = None
    start: time | None = None


def read_session_title(cell: Cell) -> SessionTitle | None:
    """Understand the title of a session's column; None where it holds no date."""
    if not isinstance(cell, str):
        date = read_date(cell)
        return None if date is None else SessionTitle(date=date)
    text = _PREFIX.sub("", cell, count=1) if _PREFIX.match(cell) else cell
    for end in range(len(text), 0, -1):
        date = read_date(text[:end].rstrip())
        if date is None:
            continue
        rest = text[end:]
        if rest.strip() and not _SUFFIX.fullmatch(rest):
            return None
        return SessionTitle(date=date, part=day_part(rest), start=_start(rest))
    return None


def day_part(cell: Cell) -> DayPart | None:
    """Find the part of the day in words: « matin », « après-midi », « M », « namiddag »."""
    return next((_PARTS[word] for word in _words(cell) if word in _PARTS), None)


def with_second_row(title: SessionTitle, second: Cell, row: Sequence[Cell]) -> SessionTitle:
    """Complete a title by the cell of a second title row, as under a merged date."""
    part = day_part(second)
    if part is None and _words(second) == ["am"]:
        # French « M | AM » against English « AM | PM »: the other cells of the row tell.
        others = {word for cell in row for word in _words(cell)}
        if ("pm" in others) is not ("m" in others):
            part = DayPart.MORNING if "pm" in others else DayPart.AFTERNOON
    start = second if isinstance(second, time) else _start(text_of(second))
    return SessionTitle(date=title.date, part=title.part or part, start=title.start or start)


def is_second_title(cell: Cell) -> bool:
    """Recognise what may stand in a second row of titles: a weekday, a half of a day, an hour."""
    words = _words(cell)
    known = {*_PARTS, *_WEEKDAYS.split(), "am", "h", "a"}
    return isinstance(cell, time) or (
        isinstance(cell, str)
        and bool(words)
        and all(word in known or word.isdecimal() or _HOUR.search(word) for word in words)
        and any(not word.isdecimal() for word in words)
    )


def match_session(cell: Cell, title: SessionTitle, sessions: Mapping[Slot, int]) -> Slot | Fault:
    """Find the session that a title names; the module knows the year that « 2/3 » leaves out."""
    written = title.date
    if written.year is None or written.year < 100:
        slots = [
            slot
            for slot in sessions
            if (slot.day.day, slot.day.month) == (written.day, written.month)
            and written.year in (None, slot.day.year % 100)
        ]
    else:
        day = real_date(written.year, written.month, written.day)
        slots = [slot for slot in sessions if slot.day == day]
    if not slots:
        return Fault(
            message=sentence("{cell} n’est la date d’aucune séance du module.", cell=quoted(cell)),
            remedy=sentence(
                "Corrigez la date de cette colonne, ou ajoutez la séance à la liste du module."
            ),
        )
    if title.start is not None:
        slots = [slot for slot in slots if slot.start == title.start] or slots
    if title.part is not None:
        slots = [slot for slot in slots if slot.part is title.part]
    if len(slots) == 1:
        return slots[0]
    if not slots:
        return Fault(
            message=sentence(
                "{cell} : le module n’a pas de séance à cette partie du jour.", cell=quoted(cell)
            ),
            remedy=sentence(
                "Corrigez le titre de cette colonne, ou ajoutez la séance à la liste du module."
            ),
        )
    if len({slot.day for slot in slots}) > 1:
        return Fault(
            message=sentence("{cell} peut être plusieurs séances du module.", cell=quoted(cell)),
            remedy=sentence("Écrivez la date avec l’année en quatre chiffres."),
        )
    return Fault(
        message=sentence("{cell} peut être plusieurs séances de ce jour.", cell=quoted(cell)),
        remedy=sentence(
            "Ajoutez « matin », « après-midi », « soir » ou l’heure de début au titre."
        ),
    )


def _words(cell: Cell) -> list[str]:
    text = (
        text_of(cell)
        .casefold()
        .replace("après-midi", "apresmidi")
        .replace("après midi", "apresmidi")
    )
    return [fold(word) for word in re.split(r"[^\w]+", text) if word]


def _start(text: str) -> time | None:
    found = _HOUR.search(text)
    if found is None or int(found[1]) > 23 or int(found[2] or found[3] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or found[3] or 0))
