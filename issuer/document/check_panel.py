"""The lower part of the page: how to check it, the code, and the QR symbol."""

from functools import lru_cache

from attestation.code import format_code
from attestation.formats.qr_text import PATH, QrText
from issuer.document.facts import DocumentFacts
from issuer.document.qr_mask import QUIET_ZONE_MODULES
from issuer.document.qr_symbol import MAX_VERSION, encode_symbol
from issuer.document.sheet import (
    MILLIMETRE,
    Box,
    Element,
    Fill,
    Role,
    Symbol,
    Text,
    labelled,
    paragraph,
)
from issuer.document.translations.catalogue import Words, words_in
from issuer.document.typesetting import (
    GREY,
    INK,
    LEFT,
    RIGHT,
    WIDTH,
    fit_plain,
    label,
    set_lines,
)
from issuer.document.wording import (
    CHECK_LANGUAGES,
    check_heading,
    check_line,
    in_each,
    symbol_alternative,
)
from pdf.colour import Colour
from pdf.fonts import Face

TOP = 624.0
BOTTOM = 780.0
_BAR = 1.2
_SMALLEST_SYMBOL = 48 * MILLIMETRE  # design: printed 45 mm or more
# 2.5 dots at 100 dots per inch; with 2.3, zxing-cpp read none of 12 tilted scans of the largest
# symbol, with 1.9 zbar none: ADR 0004.
_MODULE = 0.65 * MILLIMETRE
_LARGEST_SYMBOL = (17 + 4 * MAX_VERSION) * _MODULE
_BESIDE_SYMBOL = 22.0  # more than the quiet zone of any symbol that carries a credential
_LARGEST_QUIET_ZONE = QUIET_ZONE_MODULES * _MODULE + 6
_TAG_WIDTH = 20.0
_BLACK = Colour.parse("#000000")
_LINE_HEIGHT = 19.0  # two lines of the smallest type

HIGHEST_SYMBOL = BOTTOM - _LARGEST_SYMBOL - QUIET_ZONE_MODULES * _MODULE
"""Where the quiet zone of the largest symbol begins: above, the whole width is free."""
SYMBOL_PLACE = Box(
    left=RIGHT - _LARGEST_SYMBOL - _LARGEST_QUIET_ZONE,
    top=BOTTOM - _LARGEST_SYMBOL - _LARGEST_QUIET_ZONE,
    width=_LARGEST_SYMBOL + 2 * _LARGEST_QUIET_ZONE,
    height=_LARGEST_SYMBOL + 2 * _LARGEST_QUIET_ZONE,
)
"""Where the symbol is searched: the lower right corner of the page, whatever its size."""


def compose_check_panel(
    facts: DocumentFacts, words: tuple[Words, ...], *, accent: Colour
) -> list[Element | Fill]:
    """Set the code, the verifier's address, a line in each language and the symbol.

    Raises:
        DocumentError: the address or the QR text is too long.
    """
    symbol = _symbol(facts.qr_text)
    column = symbol.box.left - _BESIDE_SYMBOL - LEFT
    # A large symbol is taller than the panel: the bar then ends beside it.
    bar_width = WIDTH if symbol.quiet_zone.top > TOP else column
    title = in_each(words, check_heading, face=Face.SEMIBOLD)
    heading = label(title, left=LEFT, baseline=TOP + 21, colour=accent)
    code = Text(
        text=format_code(facts.attestation.code),
        left=LEFT,
        baseline=TOP + 45,
        face=Face.SEMIBOLD,
        size=21,
        colour=INK,
        tracking=0.9,
    )
    address, languages = _instructions(facts.qr_text.prefix, width=column, accent=accent)
    return [
        Fill(box=Box(left=LEFT, top=TOP - _BAR, width=bar_width, height=_BAR), colour=accent),
        paragraph(heading, role=Role.HEADING),
        paragraph([code]),
        address,
        languages,
        Element(role=Role.FIGURE, marks=(symbol,), alternative=symbol_alternative(words[0])),
    ]


@lru_cache(maxsize=64)  # widths differ with the symbol's version
def _instructions(prefix: str, *, width: float, accent: Colour) -> tuple[Element, Element]:
    """Set the verifier's address, and in each language what to do there."""
    address = fit_plain(
        prefix.removeprefix("https://").removesuffix(PATH),
        width=width,
        height=22.0,
        sizes=(13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.5),
        face=Face.SEMIBOLD,
    )
    languages = []
    top = TOP + 77.0
    for language in CHECK_LANGUAGES:
        lines = fit_plain(
            check_line(words_in(language)),
            width=width - _TAG_WIDTH,
            height=_LINE_HEIGHT,
            sizes=(8.0, 7.75, 7.5),
        )
        tag = fit_plain(
            language.upper(),
            width=_TAG_WIDTH,
            height=_LINE_HEIGHT,
            sizes=(lines.size,),
            face=Face.SEMIBOLD,
        )
        languages.append(
            labelled(
                set_lines(tag, left=LEFT, top=top, colour=accent),
                set_lines(lines, left=LEFT + _TAG_WIDTH, top=top, colour=GREY),
                language=language,
            )
        )
        top += _LINE_HEIGHT + 0.75
    return (
        paragraph(set_lines(address, left=LEFT, top=TOP + 52, colour=accent)),
        Element(role=Role.LIST, elements=tuple(languages)),
    )


def _symbol(text: QrText) -> Symbol:
    """Place the symbol in its corner, in modules that an office scanner tells apart."""
    qr = encode_symbol(text)
    side = max(_SMALLEST_SYMBOL, qr.side * _MODULE)
    box = Box(left=RIGHT - side, top=BOTTOM - side, width=side, height=side)
    return Symbol(box=box, qr=qr, colour=_BLACK)
