"""The cells of a sheet: their types, their addresses, their text as a coordinator sees it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import NamedTuple

from issuer.words.sentence import Sentence, sentence

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
MAX_QUOTED = 60  # characters of a cell that a message repeats: enough to recognise it

# As attestation.name refuses them: control, format (bidirectional overrides), surrogate,
# private, unassigned, line and paragraph separators.
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class CellError:
    """What a formula could not give: « #REF! »."""

    code: str


Cell = str | float | bool | date | time | CellError | None
"""What a cell can hold; text went through ``clean_text``, an empty cell is None."""


class Trait(StrEnum):
    """What a file says of a cell beside its value."""

    STRUCK = "struck"
    FILLED = "filled"
    """With a colour of its own."""
    SYMBOL_FONT = "symbol-font"
    """In a font whose letters are pictures: Wingdings, Webdings, Marlett."""
    COMMENT = "comment"
    UNCOMPUTED = "uncomputed"
    """A formula of which no value was saved."""
    UNSPLIT = "unsplit"
    """A whole name of which no rule says where the family name ends."""
    UNMATCHED = "unmatched"
    """A name that no line of the list of enrolled people has."""
    DAY_OF_MONTH = "day-of-month"
    """A title that was a bare number, completed by the month that the sheet names."""


class Range(NamedTuple):
    """Cells merged into one; all from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A grid of cells as it stands in the file; rows may differ in length."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    traits: Mapping[tuple[int, int], frozenset[Trait]] = field(default_factory=dict)
    """By row and column from 0; cells without any are left out."""
    merged: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_1904: bool = False
    """Numbers of days count from 1904-01-01 (ECMA-376-1 §18.17.4.1)."""

    def has(self, row: int, column: int, trait: Trait) -> bool:
        """Check whether the file says so of one cell."""
        return trait in self.traits.get((row, column), ())

    def cell(self, row: int, column: int) -> Cell:
        """Return one cell, both counted from 0; None beyond the end of a row."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with one cell, whichever cell it is."""

    message: Sentence
    remedy: Sentence
    question: str | None = None
    """Key of the question that settles it, where one does."""
    set_aside: str | None = None
    """Place that a person may leave out, where that settles it: « K », « 14 », « K14 »."""
    keep: str | None = None
    """Place that a person may count all the same, where that settles it."""


def column_letter(index: int) -> str:
    """Name column ``index`` (from 0) as spreadsheets do: A, Z, AA, XFD."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the index that ``column_letter`` named."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def cell_place(address: str) -> tuple[int, int]:
    """Return row and column, from 0, of an address such as ``K14``.

    Raises:
        ValueError: it is none.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError("not the address of a cell")
    return int(found[2]) - 1, column_index(found[1])


def text_of(cell: Cell) -> str:
    """Write ``cell`` as the coordinator sees it; empty for an empty one."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "VRAI" if cell else "FAUX"
        case float():
            return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
        case CellError():
            return cell.code
        case date():
            return f"{cell:%d/%m/}{cell.year:04d}"  # %Y does not pad on every platform
        case _:
            return f"{cell:%H:%M}"


def quoted(cell: Cell) -> Sentence:
    """Quote ``cell`` for a message, shortened when long."""
    text = visible(text_of(cell))
    return in_quotes(text if len(text) <= MAX_QUOTED else text[:MAX_QUOTED] + "…")


def in_quotes(text: str) -> Sentence:
    """Put a text between the quotation marks of the page's language."""
    return sentence("« {text} »", text=text)


def visible(text: str) -> str:
    """Return ``text`` fit for a screen: what has no shape, or turns the line around, as U+FFFD."""
    return "".join("\ufffd" if invisible_character(c) else c for c in text)


def readable(cell: Cell) -> str | None:
    """Return free text without what no reader sees, such as the soft hyphens of a pasted line."""
    return clean_text("".join(c for c in text_of(cell) if not invisible_character(c)))


def invisible_character(text: str) -> str | None:
    """Name the first character that no reader sees, as « U+202E »; None if there is none."""
    for character in text:
        if unicodedata.category(character) in _INVISIBLE_CATEGORIES:
            return f"U+{ord(character):04X}"
    return None


def clean_text(text: str) -> str | None:
    """Return ``text`` trimmed, each run of spaces and line ends a single space; None when empty."""
    return " ".join(text.split()) or None


def rows_left_out(sheet: str, rows: Iterable[int], why: Sentence) -> Iterator[Sentence]:
    """Return in one line, if there is anything to say, which rows were not read and why."""
    if numbers := ", ".join(str(row) for row in rows):
        yield sentence(
            "« {sheet} », laissé de côté ({why}) : ligne {numbers}.",
            sheet=sheet,
            why=why,
            numbers=numbers,
        )


def filled(cells: Iterable[Cell]) -> Iterator[tuple[int, Cell]]:
    """Return the cells that hold something, with their column from 0."""
    return ((column, cell) for column, cell in enumerate(cells) if cell is not None)
