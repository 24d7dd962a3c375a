"""Texts one below the other: of each language, and as paragraphs."""

from collections.abc import Callable, Sequence

from issuer.document.sheet import Element, paragraph
from issuer.document.text_fit import FittedText
from issuer.document.translations.catalogue import Words
from issuer.document.typesetting import fit_plain, set_lines
from issuer.document.wording import in_each
from pdf.colour import Colour


def stacked(
    words: tuple[Words, ...],
    say: Callable[[Words], str],
    *,
    width: float,
    height: float,
    sizes: tuple[float, ...],
) -> list[FittedText]:
    """Fit a text of each language, one below the other."""
    return [
        fit_plain((piece,), width=width, height=height, sizes=sizes)
        for piece in in_each(words, say, between="")
    ]


def height_of(blocks: Sequence[FittedText]) -> float:
    """Return how tall they are together."""
    return sum(block.height for block in blocks)


def paragraphs(
    blocks: Sequence[FittedText], *, left: float, top: float, colour: Colour
) -> list[Element]:
    """Set each as a paragraph, the first below ``top``."""
    elements = []
    for block in blocks:
        elements.append(paragraph(set_lines(block, left=left, top=top, colour=colour)))
        top += block.height
    return elements
