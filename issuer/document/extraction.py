"""What a finished document says, read from its bytes alone: attachment, symbol, text.

Reading needs no key and no facts, so another process can do it. A reader does not know what should
be there, so it cannot report that by mistake.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import zxingcpp

from issuer.document.check_panel import SYMBOL_PLACE
from issuer.document.sheet import PAGE_HEIGHT, PAGE_WIDTH
from pdf.raster import PdfDocument, PdfiumError, PdfPage, drawn, opened

# Nearly three pixels a module; nearly six for a symbol whose modules fall badly between them.
_PIXELS_A_POINT = (1.5, 3.0)
_QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What a document contains."""

    attachments: tuple[tuple[str, bytes], ...]
    """Names and contents."""
    symbol: str | None
    """The text of the QR symbol as it is drawn; None where there is none to be read."""
    text: str
    """The page's text layer."""


def read_documents(documents: Sequence[bytes]) -> list[Extraction | None]:
    """Read each; None for one that is no page of A4."""
    return [read_document(pdf) for pdf in documents]


def read_document(pdf: bytes) -> Extraction | None:
    """Read the first page and the attachments; None where it is no page of A4."""
    try:
        with opened(pdf) as document:
            page = document[0]
            # The page may come from elsewhere and be huge, so no bitmap is made of it.
            if [round(edge, 2) for edge in page.get_size()] != [PAGE_WIDTH, PAGE_HEIGHT]:
                return None
            return Extraction(
                attachments=_attachments(document),
                symbol=_symbol(page),
                text=page.get_textpage().get_text_range(),
            )
    except PdfiumError:
        return None


def _attachments(document: PdfDocument) -> tuple[tuple[str, bytes], ...]:
    found = map(document.get_attachment, range(document.count_attachments()))
    return tuple((one.get_name(), bytes(one.get_data())) for one in found)


def _symbol(page: PdfPage) -> str | None:
    """Draw the place of the symbol alone, and scan it."""
    around = (
        SYMBOL_PLACE.left,
        PAGE_HEIGHT - SYMBOL_PLACE.bottom,
        PAGE_WIDTH - SYMBOL_PLACE.right,
        SYMBOL_PLACE.top,
    )
    for scale in _PIXELS_A_POINT:
        with drawn(
            page, scale=scale, crop=around, grayscale=True, draw_annots=False, no_smoothimage=True
        ) as bitmap:
            image = memoryview(bitmap.buffer).cast("B", (bitmap.height, bitmap.stride))
            barcode = zxingcpp.read_barcode(
                image, formats=_QR_CODE, try_rotate=False, try_invert=False
            )
        if barcode is not None:
            return str(barcode.text)
    return None
