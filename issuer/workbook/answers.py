"""What a person decided about a sheet that the program may not decide: marks, rows, columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from issuer.words.sentence import Sentence, sentence
from issuer.workbook.format.cells import Cell, column_letter, in_quotes, text_of, visible
from issuer.workbook.model import Mark

MAX_MARK_CHARACTERS = 40
_MOST_LOGGED = 12
_MOST_DETAIL = 200

_PLACE = re.compile(r"[A-Z]{1,3}|[1-9][0-9]{0,4}|[A-Z]{1,3}[1-9][0-9]{0,4}")


class Meaning(Enum):
    """What a mark may be said to mean; the value is the word on the command line."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"
    CAUGHT_UP = "caught-up"
    CANCELLED = "cancelled"
    """There was no session: it leaves the module."""

    @property
    def mark(self) -> Mark | None:
        """The mark; None for a session that was not held."""
        return _MARKS.get(self)

    @property
    def french(self) -> Sentence:
        """The word for the screen."""
        return _FRENCH[self]


_MARKS = {
    Meaning.PRESENT: Mark.PRESENT,
    Meaning.ABSENT: Mark.ABSENT,
    Meaning.EXCUSED: Mark.EXCUSED,
    Meaning.CAUGHT_UP: Mark.CAUGHT_UP,
}
_FRENCH = {
    Meaning.PRESENT: sentence("présent·e"),
    Meaning.ABSENT: sentence("absent·e"),
    Meaning.EXCUSED: sentence("excusé·e"),
    Meaning.CAUGHT_UP: sentence("rattrapé ailleurs"),
    Meaning.CANCELLED: sentence("séance annulée"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Decisions about the sheet of people; places are « K », « 14 » or « K14 »."""

    marks: Mapping[str, Meaning] = field(default_factory=dict)
    """By ``mark_key``; the empty one is an empty cell."""
    set_aside: frozenset[str] = frozenset()
    """What is not to be read."""
    kept: frozenset[str] = frozenset()
    """What counts although it is struck out or hidden."""

    def leaves_out(self, row: int, column: int) -> bool:
        """Check whether a cell, from 0, was set aside, alone or with its row or column."""
        return bool(self.set_aside & _names(row, column))

    def keeps(self, row: int, column: int) -> bool:
        """Check whether a cell, from 0, counts although it is struck out or hidden."""
        return bool(self.kept & _names(row, column))

    def with_more(self, other: "Answers") -> "Answers":
        """Return these with others added; a later word about a mark stands."""
        return replace(
            self,
            marks={**self.marks, **other.marks},
            set_aside=self.set_aside | other.set_aside,
            kept=self.kept | other.kept,
        )

    def lines(self) -> list[Sentence]:
        """Return what was decided, for the screen."""
        said = [
            sentence("{mark} = {meaning}", mark=_quoted_mark(key), meaning=meaning.french)
            for key, meaning in sorted(self.marks.items())
        ]
        if self.set_aside:
            places = ", ".join(sorted(self.set_aside))
            said.append(sentence("laissé de côté : {places}", places=places))
        if self.kept:
            places = ", ".join(sorted(self.kept))
            said.append(sentence("compté quand même : {places}", places=places))
        return said

    def for_the_log(self) -> str:
        """Return in French what was decided, without a text that could be a name."""
        marks = [key if len(key) <= _MOST_LOGGED else "…" for key in sorted(self.marks)]
        said = [f"marques : {', '.join(key or 'vide' for key in marks)}"] if marks else []
        places = ", ".join(sorted(self.set_aside | self.kept))
        return " ; ".join([*said, *([f"places : {places}"] if places else [])])[:_MOST_DETAIL]


NO_ANSWERS = Answers()


def mark_key(cell: Cell) -> str:
    """Return what tells a mark from others: its text, whatever the case."""
    return visible(text_of(cell)).casefold()[:MAX_MARK_CHARACTERS]


def parse_place(text: str) -> str:
    """Return a place in one form.

    Raises:
        ValueError: it is none.
    """
    place = text.strip().upper()
    if not _PLACE.fullmatch(place):
        raise ValueError("not a column, a row or a cell")
    return place


def place_in_words(place: str) -> Sentence:
    """Return « la colonne K », « la ligne 14 » or « la case K14 »."""
    if place.isdecimal():
        return sentence("la ligne {place}", place=place)
    if place.isalpha():
        return sentence("la colonne {place}", place=place)
    return sentence("la case {place}", place=place)


def encode_answers(answers: Answers) -> dict[str, object]:
    """Write them as JSON takes them."""
    return {
        "marks": {key: meaning.value for key, meaning in answers.marks.items()},
        "set_aside": sorted(answers.set_aside),
        "kept": sorted(answers.kept),
    }


def decode_answers(content: Mapping[str, object]) -> Answers:
    """Read what ``encode_answers`` wrote; a workbook kept by an earlier program has none."""
    marks, set_aside, kept = (content.get(name) for name in ("marks", "set_aside", "kept"))
    return Answers(
        marks={str(key): Meaning(one) for key, one in marks.items()}
        if isinstance(marks, dict)
        else {},
        set_aside=frozenset(set_aside if isinstance(set_aside, list) else ()),
        kept=frozenset(kept if isinstance(kept, list) else ()),
    )


def _names(row: int, column: int) -> set[str]:
    letter = column_letter(column)
    return {letter, str(row + 1), f"{letter}{row + 1}"}


def _quoted_mark(key: str) -> Sentence:
    return in_quotes(key) if key else sentence("case vide")
