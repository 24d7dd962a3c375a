"""Legends: what a sheet itself says its marks mean, as « X = Afwezig » or « A : aanwezig »."""

import re
from dataclasses import dataclass

from attestation.name import fold
from issuer.workbook.answers import Meaning, mark_key
from issuer.workbook.format.cells import Sheet, column_letter, filled, text_of

_ENTRY = re.compile(
    r"(?:^|[\s,;/(|–-])([^\s,;/(|=:]{1,12})\s*[=:]\s*"
    r"([^=:;|/()\n]+?)(?=[,;/)|]|\s+\S{1,12}\s*[=:]|$)"
)
# Beginnings of words, after ``fold``, the longest first: « niet aanwezig » is no presence.
_WORDS = (
    ("nietaanwezig", Meaning.ABSENT),
    ("notpresent", Meaning.ABSENT),
    ("didnotattend", Meaning.ABSENT),
    ("paspresent", Meaning.ABSENT),
    ("nonpresent", Meaning.ABSENT),
    ("absen", Meaning.ABSENT),
    ("afwezig", Meaning.ABSENT),
    ("aanwezig", Meaning.PRESENT),
    ("presen", Meaning.PRESENT),
    ("wasinattendance", Meaning.PRESENT),
    ("inattendance", Meaning.PRESENT),
    ("attended", Meaning.PRESENT),
    ("excus", Meaning.EXCUSED),
    ("verontschuldigd", Meaning.EXCUSED),
    ("gewettigd", Meaning.EXCUSED),
    ("rattrap", Meaning.CAUGHT_UP),
    ("ingehaald", Meaning.CAUGHT_UP),
    ("caughtup", Meaning.CAUGHT_UP),
    ("annul", Meaning.CANCELLED),
    ("geannuleerd", Meaning.CANCELLED),
    ("cancel", Meaning.CANCELLED),
    ("afgelast", Meaning.CANCELLED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """What a legend says of one mark."""

    meaning: Meaning
    quote: str
    place: str
    """Address of the cell, as « A1 »."""


def meaning_of(word: str) -> Meaning | None:
    """Return what a word in French, Dutch or English says; None for any other."""
    folded = fold(word)
    return next((meaning for start, meaning in _WORDS if folded.startswith(start)), None)


def read_legend(sheet: Sheet) -> dict[str, LegendEntry]:
    """Return by ``mark_key`` what the sheet says that its marks mean."""
    found: dict[str, LegendEntry] = {}
    for row, cells in enumerate(sheet.rows):
        for column, cell in filled(cells):
            is_candidate = isinstance(cell, str) and ("=" in cell or ":" in cell)
            for sign, words in _ENTRY.findall(text_of(cell)) if is_candidate else ():
                if meaning := meaning_of(words):
                    entry = LegendEntry(
                        meaning=meaning,
                        quote=f"{sign} = {words.strip()}",
                        place=f"{column_letter(column)}{row + 1}",
                    )
                    found.setdefault(mark_key(sign), entry)
    return found
