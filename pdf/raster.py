"""PDFium for every thread of a process: documents opened and pages drawn under one lock.

PDFium may be used by one thread at a time; two at once crash the process, or read each other's
pages (pypdfium2, "Thread incompatibility"). Whatever belongs to PDFium ends inside the lock.
"""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from PIL import Image
from pypdfium2 import PdfBitmap, PdfDocument, PdfiumError, PdfPage

__all__ = ["PdfDocument", "PdfPage", "PdfiumError", "drawn", "first_page", "opened"]

_PDFIUM = threading.Lock()


@contextmanager
def opened(content: bytes) -> Iterator[PdfDocument]:
    """Open a PDF of ours for the length of a ``with``; no other thread uses PDFium meanwhile.

    Raises:
        PdfiumError: it is no PDF.
    """
    with _PDFIUM, closing(PdfDocument(content)) as document:
        yield document


@contextmanager
def drawn(page: PdfPage, **options: Any) -> Iterator[PdfBitmap]:
    """Draw a page of an ``opened`` document, with the options of ``PdfPage.render``."""
    with closing(page.render(**options)) as bitmap:
        yield bitmap


def first_page(content: bytes, *, dpi: float | None = None, width: int = 0) -> Image.Image:
    """Draw the first page of a PDF of ours, at ``dpi`` or ``width`` pixels wide."""
    with opened(content) as document:
        page = document[0]
        scale = width / page.get_width() if dpi is None else dpi / 72
        with drawn(page, scale=scale) as bitmap:
            picture: Image.Image = bitmap.to_pil().copy()  # what PDFium holds goes with it
            return picture
