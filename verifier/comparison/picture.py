"""The upload as a grey picture, as a screen and as a printer show it."""

import io

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from attestation.verdict.page_comparison import PageGap
from verifier.comparison.reference import Picture, draw_finely
from verifier.comparison.structure import gap_in_structure
from verifier.inspection.file_kind import FileKind, file_kind
from verifier.inspection.heic import grey_photograph
from verifier.inspection.image import in_grey

_POINTS_PER_INCH = 72
_DPI = 300
_MOST_PIXELS = 20_000_000
_SAME = 24  # of 255: antialiasing


def read_picture(data: bytes, *, shape: tuple[int, ...]) -> Picture | PageGap:
    """Read an upload that shows one page; or say why it shows no page that can be compared.

    Args:
        data: the file.
        shape: of the issued page, rows by columns; a file with a page of that size is drawn so.
    """
    try:
        match file_kind(data):
            case FileKind.PDF:
                return _read_pdf(data, shape)
            case FileKind.IMAGE:
                return _read_image(data)
            case FileKind.HEIC:
                return np.asarray(grey_photograph(data))
            case None:
                return PageGap.NOT_LOCATED
    except MemoryError:
        return PageGap.TOO_MUCH
    # Decoders raise whatever they like on damaged files: struct.error, SyntaxError, EOFError ...
    except Exception:
        return PageGap.NOT_LOCATED


def _read_image(data: bytes) -> Picture:
    Image.MAX_IMAGE_PIXELS = None  # it was looked into before, within the limits
    with Image.open(io.BytesIO(data)) as image:
        image.draft("L", image.size)
        return np.asarray(in_grey(image))


def _read_pdf(data: bytes, shape: tuple[int, ...]) -> Picture | PageGap:
    document = pdfium.PdfDocument(data)
    try:
        if (gap := gap_in_structure(data, document)) is not None:
            return gap
        page = document[0]
        drawn, on_paper = draw_finely(page), draw_finely(page, for_printer=True)
        if int(cv2.absdiff(drawn, on_paper).max()) > _SAME:
            return PageGap.DRAWN_DIFFERENTLY
        if drawn.shape == shape:  # drawn as the issued page is: nothing is gained by more dots
            return drawn
        width, height = page.get_size()
        scale = min(_DPI / _POINTS_PER_INCH, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
        return np.array(page.render(scale=scale, grayscale=True).to_numpy())
    finally:
        document.close()
