"""The typeface of documents, made known to reportlab for receipts."""

import io
from functools import cache
from threading import Lock

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from pdf.fonts import Face, advance_widths, static_font

_making = Lock()


def register_fonts() -> frozenset[str]:
    """Make the typeface known to reportlab; return the characters that it has."""
    with _making:  # the first receipt of a process may be two at once
        return _register()


@cache
def _register() -> frozenset[str]:
    for face in Face:
        registerFont(TTFont(face.font_name, io.BytesIO(static_font(face))))
    return frozenset(advance_widths(Face.REGULAR))
