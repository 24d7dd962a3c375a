"""Cells corrected on the page: applied together, told together, and revoked together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from issuer.words.sentence import Sentence, listed, sentence
from issuer.workbook.format.cells import (
    Sheet,
    clean_text,
    column_index,
    column_letter,
    text_of,
    visible,
)

MAX_CELL_CHARACTERS = 200


class CellPlace(NamedTuple):
    """A cell: all count from 0."""

    sheet: int
    row: int
    column: int

    def encode(self) -> str:
        """Write it as forms do: « 1-14-G »."""
        return f"{self.sheet}-{self.row + 1}-{column_letter(self.column)}"

    @classmethod
    def decode(cls, text: str) -> "CellPlace":
        """Read what ``encode`` wrote.

        Raises:
            ValueError: it is something else.
        """
        sheet, row, column = text.split("-")
        if not (column.isascii() and column.isalpha() and len(column) <= 3):
            raise ValueError("not a column")
        return cls(int(sheet), int(row) - 1, column_index(column))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One cell that was corrected on the page."""

    batch: int
    """What was changed by one click has one number."""
    place: CellPlace
    before: str
    text: str
    """As it was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """What one click changed, in words."""

    batch: int
    words: Sentence


def change_cells(
    sheets: Sequence[Sheet], cells: Mapping[CellPlace, str], *, batch: int
) -> tuple[tuple[Sheet, ...], list[Change]]:
    """Return the sheets with other texts in some cells, and what that changes."""
    changed, changes = list(sheets), []
    for place, text in cells.items():
        old = changed[place.sheet]
        values = list(old.rows[place.row])
        values += [None] * (place.column + 1 - len(values))
        value = values[place.column]
        if text.strip() == text_of(value):
            continue
        typed = text[:MAX_CELL_CHARACTERS]
        before = visible(text_of(value))
        changes.append(Change(batch=batch, place=place, before=before, text=typed))
        values[place.column] = clean_text(typed)
        # What was typed here is neither struck out nor in a symbol font.
        at = (place.row, place.column)
        traits = {where: found for where, found in old.traits.items() if where != at}
        rows = (*old.rows[: place.row], tuple(values), *old.rows[place.row + 1 :])
        changed[place.sheet] = replace(old, rows=rows, traits=traits)
    return tuple(changed), changes


def cells_by_batch(changes: Iterable[Change]) -> Iterator[tuple[int, dict[CellPlace, str]]]:
    """Return what each click typed, in the order in which it was."""
    for batch, ones in groupby(changes, key=lambda one: one.batch):
        yield batch, {one.place: one.text for one in ones}


def change_lines(changes: Sequence[Change], sheets: Sequence[Sheet]) -> list[ChangeLine]:
    """Return one line for what each click changed."""
    lines = []
    for batch, group in groupby(changes, key=lambda one: one.batch):
        ones = list(group)
        sheet = sheets[ones[0].place.sheet].name
        row = ones[0].place.row + 1
        said = {(one.before, one.text.strip()) for one in ones}
        is_one_row = len(ones) > 1 and len({one.place.row for one in ones}) == 1
        if is_one_row and {text for _, text in said} == {""}:
            words = sentence("{sheet}, ligne {row} laissée de côté", sheet=sheet, row=row)
        elif len(said) == 1:
            ((before, after),) = said
            places = ", ".join(f"{column_letter(p.column)}{p.row + 1}" for p in _places(ones))
            words = sentence(
                "{sheet}, {places} : « {before} » → « {after} »",
                sheet=sheet,
                places=places,
                before=before,
                after=visible(after),
            )
        else:
            parts = [
                sentence(
                    "{column} « {before} » → « {after} »",
                    column=column_letter(one.place.column),
                    before=one.before,
                    after=visible(one.text),
                )
                for one in ones
            ]
            words = sentence(
                "{sheet}, ligne {row} : {changes}", sheet=sheet, row=row, changes=listed(parts)
            )
        lines.append(ChangeLine(batch=batch, words=words))
    return lines


def _places(changes: Iterable[Change]) -> list[CellPlace]:
    return [one.place for one in changes]
