"""Text fitted into a given place: wrapped, then shrunk, within limits.

No letter is lost or added. A word wider than the place is cut without a hyphen, so extracted text
equals the given text, white space aside. The space at which a line was broken ends that line
without taking room, so that screen readers keep two words apart.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from unicodedata import combining

from attestation.errors import DocumentError
from issuer.document.translations.catalogue import NO_BREAK
from issuer.words.sentence import sentence
from pdf.fonts import Face, text_width

SMALLEST_SIZE = 7.5  # points; below, an office copy of a copy is no longer read
LEADING = 1.2
_BALANCE_STEPS = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text in one face."""

    text: str
    face: Face
    language: str | None = None
    """BCP 47, where it is not the document's."""


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedText:
    """Lines, and the one size at which they fit."""

    lines: tuple[Line, ...]
    size: float
    leading: float
    """From baseline to baseline, in points."""

    @property
    def height(self) -> float:
        """Height of all lines together."""
        return self.leading * len(self.lines)


@dataclass(frozen=True, slots=True)
class _Word:
    piece: Piece
    follows_space: bool


def fit_text(
    pieces: Sequence[Piece],
    *,
    width: float,
    height: float,
    sizes: Sequence[float],
    one_line_from: float = float("inf"),
    leading: float = LEADING,
) -> FittedText:
    """Choose size and line breaks for ``pieces``, which follow each other with their own spaces.

    In this order: a single line of ``one_line_from`` or more; the largest size at which words
    stay whole; the largest size at all.

    Raises:
        DocumentError: it does not fit at the smallest size.
    """
    for size in sizes:
        if size >= one_line_from:
            lines, _ = _wrap(pieces, width=width, size=size)
            if len(lines) == 1:
                return FittedText(lines=lines, size=size, leading=size * leading)
    for words_may_be_cut in (False, True):
        for size in sizes:
            lines, cut = _wrap(pieces, width=width, size=size)
            if len(lines) * size * leading <= height and cut <= words_may_be_cut:
                lines = _balance(pieces, width=width, size=size, lines=lines, cut=cut)
                return FittedText(lines=lines, size=size, leading=size * leading)
    raise DocumentError(sentence("un texte ne tient pas à sa place sur la page"))


def line_width(line: Line, *, size: float) -> float:
    """Measure ``line`` in points, without a space that ends it."""
    *before, last = line
    return sum(_width(piece, size) for piece in before) + text_width(
        last.text.removesuffix(" "), face=last.face, size=size
    )


def _balance(
    pieces: Sequence[Piece], *, width: float, size: float, lines: tuple[Line, ...], cut: bool
) -> tuple[Line, ...]:
    """Even out the lines: the narrowest setting that needs no more of them."""
    if len(lines) == 1 or cut:
        return lines
    narrow, wide = width / len(lines), width
    for _ in range(_BALANCE_STEPS):
        middle = (narrow + wide) / 2
        attempt, attempt_cut = _wrap(pieces, width=middle, size=size)
        if len(attempt) > len(lines) or attempt_cut:
            narrow = middle
        else:
            wide, lines = middle, attempt
    return lines


def _wrap(pieces: Sequence[Piece], *, width: float, size: float) -> tuple[tuple[Line, ...], bool]:
    """Break into lines, greedily; return whether a word had to be cut."""
    lines: list[list[Piece]] = [[]]
    filled = 0.0
    cut = False
    for word in _words(pieces):
        space = replace(lines[-1][-1], text=" ") if word.follows_space and lines[-1] else None
        needed = _width(word.piece, size) + (_width(space, size) if space else 0.0)
        if filled + needed <= width:
            lines[-1].extend([space, word.piece] if space else [word.piece])
            filled += needed
            continue
        parts = list(_cut(word.piece, width=width, size=size))
        cut = cut or len(parts) > 1
        if not lines[-1]:
            lines.pop()
        elif space:
            lines[-1].append(space)
        lines.extend([part] for part in parts)
        filled = _width(parts[-1], size)
    return tuple(_joined(line) for line in lines), cut


def _words(pieces: Sequence[Piece]) -> Iterable[_Word]:
    """Split at plain spaces; a piece that begins or ends without one touches its neighbour."""
    after_space = False
    for piece in pieces:
        for index, text in enumerate(piece.text.split(" ")):
            after_space = after_space or index > 0
            if text:
                yield _Word(replace(piece, text=text.replace(NO_BREAK, " ")), after_space)
                after_space = False


def _cut(piece: Piece, *, width: float, size: float) -> Iterable[Piece]:
    """Cut a word that is wider than the place, after a hyphen where there is one."""
    rest = piece.text
    while rest:
        # No prefix is wider than a longer one, so bisection finds the longest that fits.
        wide = partial(_width_of_first, rest, face=piece.face, size=size)
        length = max(1, bisect_right(range(1, len(rest) + 1), width, key=wide))
        hyphen = rest.rfind("-", 0, length)
        if length < len(rest) and hyphen > 0:
            length = hyphen + 1
        # A combining mark stays with its letter.
        while 1 < length < len(rest) and combining(rest[length]):
            length -= 1
        yield replace(piece, text=rest[:length])
        rest = rest[length:]


def _joined(line: Sequence[Piece]) -> Line:
    """Join neighbours of one face and language, so that each is drawn in one go."""
    joined: list[Piece] = []
    for piece in line:
        if joined and replace(joined[-1], text="") == replace(piece, text=""):
            joined[-1] = replace(piece, text=joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return tuple(joined)


def _width_of_first(text: str, length: int, *, face: Face, size: float) -> float:
    return text_width(text[:length], face=face, size=size)


def _width(piece: Piece, size: float) -> float:
    return text_width(piece.text, face=piece.face, size=size)
