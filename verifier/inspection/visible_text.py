"""The text that a reader of a PDF page sees, word by word, with its place.

The page is drawn twice, with and without its text, and a character is visible where the two
pictures differ. So text that is invisible (the recognised text of a scan), white, outside the page,
in a hidden layer or covered does not count, whatever was used to hide
it. ADR 0021 weighs this against reading drawing operators.
"""

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops

from verifier.inspection.answer import Word
from verifier.inspection.lines import Edges, Letter, words_of
from verifier.inspection.raster import Box, draw, placement_of, scale_for

_DPI = 110
_INK = 28  # of 255: grey text of 7.5 points on white gives 80 and more
_IS_INK = [0] * _INK + [255] * (256 - _INK)
_INVISIBLE_MODES = frozenset({3, 7})  # ISO 32000-1, table 106: neither filled nor stroked
_MAX_FORM_DEPTH = 64  # pdfium itself reads 40 levels
_LINE_END_HYPHEN = "\x02"  # how pdfium writes a hyphen that ends a line
_MEANINGLESS = frozenset({"Cc", "Cn", "Co", "Cs"})
_REPLACEMENT = "\ufffd"
_ILLEGIBLE_SHARE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleText:
    """A page's visible text, in the order of its content."""

    words: tuple[Word, ...]
    is_legible: bool
    """Nearly all of it has a meaning in Unicode."""


def visible_text(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> VisibleText:
    """Return the words that leave ink on ``page``, whose text is hidden afterwards."""
    letters = list(_visible_letters(page, text))
    inked = [letter.character for letter in letters if letter is not None]
    without_meaning = sum(
        character == _REPLACEMENT or unicodedata.category(character) in _MEANINGLESS
        for character in inked
    )
    return VisibleText(
        words=words_of(letters),
        is_legible=without_meaning <= _ILLEGIBLE_SHARE * len(inked),
    )


def _visible_letters(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> Iterator[Letter | None]:
    """Return the characters that leave ink, and None for each space between them."""
    placement, scale = placement_of(page), scale_for(page, dpi=_DPI)
    # Asked before the text is hidden.
    modes = [_render_mode(text, index) for index in range(pdfium_c.FPDFText_CountChars(text))]
    ink = _ink_of_text(page, scale=scale)
    for index, mode in enumerate(modes):
        character = _character(text, index)
        if character.isspace():
            yield None
            continue
        if mode in _INVISIBLE_MODES:
            continue
        shape = _shape(text, index)
        if _has_ink(ink, placement.box(shape), scale=scale):
            yield Letter(
                character=character,
                quarters=_quarters(text, index),
                shape=shape,
                cell=_cell(text, index),
            )


def _render_mode(text: pdfium.PdfTextPage, index: int) -> int:
    drawn = pdfium_c.FPDFText_GetTextObject(text, index)
    return int(pdfium_c.FPDFTextObj_GetTextRenderMode(drawn)) if drawn else 0


def _character(text: pdfium.PdfTextPage, index: int) -> str:
    code = pdfium_c.FPDFText_GetUnicode(text, index)
    character = chr(code) if code <= 0x10FFFF else _REPLACEMENT
    if character == _LINE_END_HYPHEN:
        return "-"
    # Half a surrogate pair cannot travel in JSON, and no name of ours lies beyond the plane.
    has_no_meaning = unicodedata.category(character) == "Cs" or (
        pdfium_c.FPDFText_HasUnicodeMapError(text, index) == 1
    )
    return _REPLACEMENT if has_no_meaning else character


def _ink_of_text(page: pdfium.PdfPage, *, scale: float) -> Image.Image:
    """Return a picture of what the page's text adds to it: 0 where it adds nothing."""
    whole = draw(page, scale=scale, in_colour=True)
    for drawn in _text_objects(page):
        pdfium_c.FPDFPageObj_SetIsActive(drawn, False)
    without = draw(page, scale=scale, in_colour=True)
    red, green, blue = ImageChops.difference(whole, without).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue).point(_IS_INK)


def _text_objects(page: pdfium.PdfPage) -> Iterator[object]:
    count = pdfium_c.FPDFPage_CountObjects(page)
    waiting = [(pdfium_c.FPDFPage_GetObject(page, index), 0) for index in range(count)]
    while waiting:
        drawn, depth = waiting.pop()
        match pdfium_c.FPDFPageObj_GetType(drawn):
            case pdfium_c.FPDF_PAGEOBJ_TEXT:
                yield drawn
            case pdfium_c.FPDF_PAGEOBJ_FORM if depth < _MAX_FORM_DEPTH:
                inside = range(pdfium_c.FPDFFormObj_CountObjects(drawn))
                waiting += [
                    (pdfium_c.FPDFFormObj_GetObject(drawn, index), depth + 1) for index in inside
                ]


def _shape(text: pdfium.PdfTextPage, index: int) -> Edges:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    return Edges(left=left.value, bottom=bottom.value, right=right.value, top=top.value)


def _cell(text: pdfium.PdfTextPage, index: int) -> Edges:
    loose = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(text, index, loose)
    return Edges(left=loose.left, bottom=loose.bottom, right=loose.right, top=loose.top)


def _quarters(text: pdfium.PdfTextPage, index: int) -> int:
    """Return the quarter turns, counter-clockwise, of the line that a character stands on."""
    clockwise: float = pdfium_c.FPDFText_GetCharAngle(text, index)
    return round(-clockwise / (math.pi / 2)) % 4


def _has_ink(ink: Image.Image, box: Box, *, scale: float) -> bool:
    left, top = max(int(box.left * scale), 0), max(int(box.top * scale), 0)
    right = min(int(box.right * scale) + 1, ink.width)
    bottom = min(int(box.bottom * scale) + 1, ink.height)
    if left >= right or top >= bottom:
        return False
    return ink.crop((left, top, right, bottom)).getbbox() is not None
