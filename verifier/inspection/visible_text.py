"""The text that a reader of a PDF page sees, word by word, with its place.

What counts is ink. The page is drawn twice, with and without its text, and a character is visible
where the two pictures differ: so text that is drawn invisibly (the recognised text of a scan), in
white, outside the page, in a hidden layer, or under a picture or a patch of colour is not there,
whatever means was used to hide it. ADR-0021 weighs this against reading drawing operators.
"""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops

from verifier.inspection.answer import Word
from verifier.inspection.raster import Box, Placement, draw, placement_of, scale_for

_DPI = 110
_INK = 28  # of 255: grey text of 7.5 points on white gives 80 and more
_IS_INK = [0] * _INK + [255] * (256 - _INK)
_INVISIBLE_MODES = frozenset({3, 7})  # ISO 32000-1, table 106: neither filled nor stroked
_MAX_FORM_DEPTH = 8
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """A visible character."""

    character: str
    box: Box
    """Around its shape."""
    cell: Box
    """Around the place that its font gives to any letter: the same height along a line."""


def visible_text(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> VisibleText:
    """Give the words that leave ink on ``page``, whose text is hidden afterwards."""
    letters = list(_visible_letters(page, text))
    inked = [letter.character for letter in letters if letter is not None]
    without_meaning = sum(
        character == _REPLACEMENT or unicodedata.category(character) in _MEANINGLESS
        for character in inked
    )
    return VisibleText(
        words=tuple(_words(letters)),
        is_legible=without_meaning <= _ILLEGIBLE_SHARE * len(inked),
    )


def _visible_letters(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> Iterator[_Letter | None]:
    """Give the characters that leave ink, and None for each space between them."""
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
        box, cell = _boxes(text, index, placement)
        if _has_ink(ink, box, scale=scale):
            yield _Letter(character=character, box=box, cell=cell)


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
    """Give a picture of what the page's text adds to it: 0 where it adds nothing."""
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


def _boxes(text: pdfium.PdfTextPage, index: int, placement: Placement) -> tuple[Box, Box]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    box = placement.box(left=left.value, bottom=bottom.value, right=right.value, top=top.value)
    loose = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFText_GetLooseCharBox(text, index, loose):
        return box, box
    return box, placement.box(
        left=loose.left, bottom=loose.bottom, right=loose.right, top=loose.top
    )


def _has_ink(ink: Image.Image, box: Box, *, scale: float) -> bool:
    left, top = max(int(box.left * scale), 0), max(int(box.top * scale), 0)
    right = min(int(box.right * scale) + 1, ink.width)
    bottom = min(int(box.bottom * scale) + 1, ink.height)
    if left >= right or top >= bottom:
        return False
    return ink.crop((left, top, right, bottom)).getbbox() is not None


def _words(letters: list[_Letter | None]) -> Iterator[Word]:
    """Join letters that stand side by side into words."""
    word: list[_Letter] = []
    for letter in letters:
        if word and (letter is None or not _goes_on(word[-1], letter)):
            yield _join(word)
            word = []
        if letter is not None:
            word.append(letter)
    if word:
        yield _join(word)


def _goes_on(before: _Letter, letter: _Letter) -> bool:
    """Tell whether ``letter`` stands on the line of the one before, and right after it."""
    if unicodedata.combining(letter.character):
        return True
    lower = min(before.cell.bottom - before.cell.top, letter.cell.bottom - letter.cell.top)
    shared = min(before.cell.bottom, letter.cell.bottom) - max(before.cell.top, letter.cell.top)
    gap = letter.cell.left - before.cell.right
    return shared >= lower / 2 and abs(gap) <= lower / 2


def _join(letters: list[_Letter]) -> Word:
    return Word(
        text="".join(letter.character for letter in letters),
        left=round(min(letter.box.left for letter in letters), 1),
        top=round(min(letter.box.top for letter in letters), 1),
        right=round(max(letter.box.right for letter in letters), 1),
        bottom=round(max(letter.box.bottom for letter in letters), 1),
    )
