"""Letters on a page joined into words, along the lines on which they stand."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from verifier.inspection.answer import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """A rectangle in a page's own coordinates (ISO 32000-1, 8.3.2.3): y upwards, in points."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A visible character."""

    character: str
    quarters: int
    """Quarter turns, counter-clockwise, of the line that it stands on."""
    shape: Edges
    """Around its ink."""
    cell: Edges
    """Around the place that its font gives to any letter: the same height along a line."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle along the text: to the right as one reads, and downwards."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Placed:
    character: str
    shape: _Box
    cell: _Box


_UPRIGHT: dict[int, Callable[[Edges], _Box]] = {
    0: lambda edges: _Box(edges.left, -edges.top, edges.right, -edges.bottom),
    1: lambda edges: _Box(edges.bottom, edges.left, edges.top, edges.right),
    2: lambda edges: _Box(-edges.right, edges.bottom, -edges.left, edges.top),
    3: lambda edges: _Box(-edges.top, -edges.right, -edges.bottom, -edges.left),
}


def words_of(letters: Iterable[Letter | None]) -> tuple[Word, ...]:
    """Join ``letters``, among which None is a space, into words.

    A page may lie on its side, or its text may: places are given along most of its text.
    """
    found = list(letters)
    turns = Counter(letter.quarters for letter in found if letter is not None)
    upright = _UPRIGHT[turns.most_common(1)[0][0] if turns else 0]

    def place(letter: Letter) -> _Placed:
        return _Placed(letter.character, shape=upright(letter.shape), cell=upright(letter.cell))

    placed = [None if letter is None else place(letter) for letter in found]
    return tuple(_join(word) for word in _runs(placed))


def _runs(letters: Iterable[_Placed | None]) -> Iterator[list[_Placed]]:
    run: list[_Placed] = []
    for letter in letters:
        if run and (letter is None or not _goes_on(run[-1], letter)):
            yield run
            run = []
        if letter is not None:
            run.append(letter)
    if run:
        yield run


def _goes_on(before: _Placed, letter: _Placed) -> bool:
    """Check whether ``letter`` stands on the line of the one before, and right after it."""
    if unicodedata.combining(letter.character):
        return True
    lower = min(before.cell.bottom - before.cell.top, letter.cell.bottom - letter.cell.top)
    shared = min(before.cell.bottom, letter.cell.bottom) - max(before.cell.top, letter.cell.top)
    gap = letter.cell.left - before.cell.right
    return shared >= lower / 2 and abs(gap) <= lower / 2


def _join(letters: list[_Placed]) -> Word:
    return Word(
        text="".join(letter.character for letter in letters),
        left=round(min(letter.shape.left for letter in letters), 1),
        top=round(min(letter.shape.top for letter in letters), 1),
        right=round(max(letter.shape.right for letter in letters), 1),
        bottom=round(max(letter.shape.bottom for letter in letters), 1),
    )
