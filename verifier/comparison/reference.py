"""The issued page as the comparison sees it: its picture, its lines of text, its QR symbol."""

from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from verifier.comparison.symbol import Symbol, find_symbol

DPI = 150
"""Of the grid on which pages are compared."""
MM_PER_INCH = 25.4
PIXELS_PER_MM = DPI / MM_PER_INCH
_POINTS_PER_INCH = 72
_FINENESS = 3
_MOST_PIXELS = 4_000_000
_DEPTH = 15

_Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points from the lower left corner."""

Picture = npt.NDArray[Any]
"""Grey, rows by columns: 0 is black."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A line of the issued page and its box, in pixels of the grid."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The issued page."""

    picture: Picture
    lines: tuple[TextLine, ...]
    symbol: Symbol
    image_pixels: int
    """Of the images on it: its logo."""


def read_reference(pdf: bytes) -> Reference | None:
    """Draw the one page of an issued document; None where it shows no QR symbol."""
    document = pdfium.PdfDocument(pdf)
    try:
        page = document[0]
        picture = draw_finely(page)
        symbol = find_symbol(picture)
        if symbol is None:
            return None
        return Reference(
            picture=picture, lines=_lines(page), symbol=symbol, image_pixels=image_pixels(page)
        )
    finally:
        document.close()


def draw_finely(page: pdfium.PdfPage, *, for_printer: bool = False) -> Picture:
    """Draw finely and reduce, as a scanner sees print: no program's hints for small letters."""
    width, height = page.get_size()
    # A poster is drawn coarser instead.
    scale = min(DPI / _POINTS_PER_INCH, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(
        scale=_FINENESS * scale, grayscale=True, optimize_mode="print" if for_printer else None
    )
    fine = bitmap.to_numpy()
    size = (round(fine.shape[1] / _FINENESS), round(fine.shape[0] / _FINENESS))
    return cast(Picture, cv2.resize(fine, size, interpolation=cv2.INTER_AREA))


def image_pixels(page: pdfium.PdfPage) -> int:
    """Count the pixels of all images that a page draws: a scan of a whole page has many."""
    sizes = (
        one.get_px_size()
        for one in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEPTH)
    )
    return sum(width * height for width, height in sizes)


def _lines(page: pdfium.PdfPage) -> tuple[TextLine, ...]:
    scale, height = DPI / _POINTS_PER_INCH, page.get_height()
    text = page.get_textpage()
    boxes: list[_Box] = []
    for index in range(text.count_rects()):
        box = text.get_rect(index)
        if boxes and _continues(boxes[-1], box):  # PDFium parts a line where the font changes
            box = _around(boxes.pop(), box)
        boxes.append(box)
    lines = tuple(
        TextLine(
            text=text.get_text_bounded(left, bottom, right, top).strip(),
            left=left * scale,
            top=(height - top) * scale,
            right=right * scale,
            bottom=(height - bottom) * scale,
        )
        for left, bottom, right, top in boxes
    )
    text.close()
    return lines


def _continues(one: _Box, other: _Box) -> bool:
    """Check whether ``other`` stands right of ``one`` on its line, nearer than its height."""
    high = one[3] - one[1]
    is_level = other[1] < (one[1] + one[3]) / 2 < other[3]
    return is_level and abs(other[0] - one[2]) < high / 2


def _around(one: _Box, other: _Box) -> _Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
