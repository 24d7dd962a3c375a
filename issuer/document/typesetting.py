"""The page's grid, colours and type sizes, and functions that set text in them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from attestation.errors import DocumentError
from issuer.document.sheet import ASCENT, PAGE_WIDTH, Box, Fill, Text
from issuer.document.text_fit import FittedText, Piece, fit_text, line_width
from issuer.words.sentence import sentence
from pdf.colour import Colour
from pdf.fonts import Face, text_width

LEFT = 62.0
RIGHT = PAGE_WIDTH - LEFT
WIDTH = RIGHT - LEFT
GUTTER = 24.0
HALF = (WIDTH - GUTTER) / 2
QUARTER = (HALF - GUTTER) / 2
"""The page has four columns, a gutter apart; texts take one, two or all of them."""

INK = Colour.parse("#16191D")
GREY = Colour.parse("#5A636C")
HAIRLINE_GREY = Colour.parse("#C9CFD4")
HAIRLINE = 0.6

LABEL_SIZE = 7.5
Written = str | tuple[Piece, ...]
"""A text of one face, or pieces with a face and a language each."""
_LABEL_TRACKING = 0.55  # points: capitals need air; far below what would read as a space


def set_lines(
    fitted: FittedText, *, left: float, top: float, colour: Colour, align_right: bool = False
) -> list[Text]:
    """Place fitted lines below ``top``; with ``align_right``, ``left`` is the right edge."""
    marks: list[Text] = []
    for index, line in enumerate(fitted.lines):
        marks += _in_a_row(
            line,
            left=left - line_width(line, size=fitted.size) if align_right else left,
            baseline=top + ASCENT * fitted.size + index * fitted.leading,
            size=fitted.size,
            colour=colour,
        )
    return marks


def set_line(
    text: Written,
    *,
    left: float,
    baseline: float,
    width: float = WIDTH,
    sizes: Sequence[float],
    face: Face = Face.REGULAR,
    colour: Colour = INK,
) -> list[Text]:
    """Place ``text`` on one line, as large as ``sizes`` and ``width`` allow.

    Raises:
        DocumentError: it is wider than that at the smallest size.
    """
    pieces = _pieces(text, face)
    for size in sizes:
        if line_width(pieces, size=size) <= width:
            return _in_a_row(pieces, left=left, baseline=baseline, size=size, colour=colour)
    raise DocumentError(sentence("une ligne est plus large que sa place sur la page"))


def label(text: Written, *, left: float, baseline: float, colour: Colour = GREY) -> list[Text]:
    """Place a small heading in spaced capitals."""
    capitals = [replace(piece, text=piece.text.upper()) for piece in _pieces(text, Face.SEMIBOLD)]
    return _in_a_row(
        capitals,
        left=left,
        baseline=baseline,
        size=LABEL_SIZE,
        colour=colour,
        tracking=_LABEL_TRACKING,
    )


def _in_a_row(
    pieces: Sequence[Piece],
    *,
    left: float,
    baseline: float,
    size: float,
    colour: Colour,
    tracking: float = 0.0,
) -> list[Text]:
    marks = []
    for piece in pieces:
        text = Text(
            text=piece.text,
            left=left,
            baseline=baseline,
            face=piece.face,
            size=size,
            colour=colour,
            tracking=tracking,
            language=piece.language,
        )
        marks.append(text)
        left += text_width(piece.text, face=piece.face, size=size, tracking=tracking)
    return marks


def _pieces(text: Written, face: Face) -> tuple[Piece, ...]:
    return (Piece(text, face),) if isinstance(text, str) else text


def rule(top: float, *, left: float = LEFT, width: float = WIDTH) -> Fill:
    """Place a hairline."""
    box = Box(left=left, top=top, width=width, height=HAIRLINE)
    return Fill(box=box, colour=HAIRLINE_GREY)


@lru_cache(maxsize=1024)  # on a batch's pages nearly all text is the same
def fit_plain(
    text: Written,
    *,
    width: float,
    height: float,
    sizes: tuple[float, ...],
    face: Face = Face.REGULAR,
    leading: float = 1.25,
) -> FittedText:
    """Fit a text of one face, or pieces that have their own.

    Raises:
        DocumentError: it does not fit at the smallest size.
    """
    return fit_text(_pieces(text, face), width=width, height=height, sizes=sizes, leading=leading)
