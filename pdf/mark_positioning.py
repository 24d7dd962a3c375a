"""Combining marks set on their letters: ``ọ̀``, ``ɛ́``, ``m̀``, which Unicode has not as one letter.

reportlab sets each character after the one before; the font's anchors (OpenType GPOS, mark to
base) say where a mark belongs. One mark on a letter is what names need, and all that is done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import combining, normalize

from pdf.fonts import Face, advance_widths, mark_anchors


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Some text and where it starts, in ems from the origin of the whole."""

    text: str
    right: float
    up: float
    characters_before: int


def missing_characters(text: str) -> tuple[str, ...]:
    """Return the characters of ``text`` that the page cannot print, each once, in order.

    A combining mark counts as missing where the font does not say how it stands on its letter.
    """
    widths = advance_widths(Face.REGULAR)
    missing = []
    for before, character in zip(" " + text, text, strict=False):
        if widths.get(character, 0) > 0:
            continue
        if _offset(before, character, face=Face.REGULAR) is None:
            missing.append(character)
    return tuple(dict.fromkeys(missing))


def place_marks(text: str, *, face: Face) -> Iterator[Run]:
    """Part ``text`` where a mark has to be moved onto the letter before it."""
    widths = advance_widths(face)
    start, advance, run_start = 0, 0, 0
    for index, character in enumerate(text):
        offset = _offset(text[index - 1], character, face=face) if combining(character) else None
        if offset is None:
            advance += widths[character]
            continue
        yield Run(text=text[start:index], right=run_start / 1000, up=0.0, characters_before=start)
        letter = advance - widths[text[index - 1]]
        right, up = offset
        yield Run(
            text=character,
            right=(letter + right) / 1000,
            up=up / 1000,
            characters_before=index - 1,
        )
        start, run_start = index + 1, advance
    if start < len(text):
        yield Run(text=text[start:], right=run_start / 1000, up=0.0, characters_before=start)


def _offset(base: str, mark: str, *, face: Face) -> tuple[int, int] | None:
    """Return how far ``mark`` moves from the origin of ``base``, in thousandths."""
    if not combining(mark):
        return None
    # The font has no anchors on a letter that already wears a mark; those of the bare letter
    # serve, as long as the two marks are on different sides of it.
    decomposed = normalize("NFD", base)
    letter = decomposed[0]
    if any(combining(worn) == combining(mark) for worn in decomposed[1:]):
        return None
    for anchors in mark_anchors(face):
        if letter in anchors["bases"] and mark in anchors["marks"]:
            mark_class, held = anchors["marks"][mark]
            taken = anchors["bases"][letter][mark_class]
            if taken is not None:
                return taken[0] - held[0], taken[1] - held[1]
    return None
