"""The upload as a grey picture, as a screen and as a printer show it."""

import io
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from attestation.verdict.comparison_results import PageGap
from verifier.comparison.reference import Picture, Reference, draw_finely, image_pixels
from verifier.comparison.structure import gap_in_structure
from verifier.inspection.file_kind import FileKind, file_kind
from verifier.inspection.heic import grey_photograph
from verifier.inspection.image import in_grey

_POINTS_PER_INCH = 72
_DPI = 300
_MOST_PIXELS = 20_000_000
_FEWEST_SCANNED = 250_000
"""Pixels: a scan of the page with 50 dots per inch has as many."""
_SAME = 24  # of 255: antialiasing


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The page that an upload shows."""

    picture: Picture
    is_drawn: bool
    """By a program; else it was scanned or photographed."""


def read_picture(data: bytes, reference: Reference) -> Upload | PageGap:
    """Read an upload that shows one page; or say why it shows no page that can be compared.

    Args:
        data: the file.
        reference: the issued page; a file with a page of its size is drawn as finely.
    """
    try:
        match file_kind(data):
            case FileKind.PDF:
                return _read_pdf(data, reference)
            case FileKind.IMAGE:
                return Upload(picture=_read_image(data), is_drawn=False)
            case FileKind.HEIC:
                return Upload(picture=np.asarray(grey_photograph(data)), is_drawn=False)
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


def _read_pdf(data: bytes, reference: Reference) -> Upload | PageGap:
    document = pdfium.PdfDocument(data)
    try:
        if (gap := gap_in_structure(data, document)) is not None:
            return gap
        page = document[0]
        drawn, on_paper = draw_finely(page), draw_finely(page, for_printer=True)
        if int(cv2.absdiff(drawn, on_paper).max()) > _SAME:
            return PageGap.DRAWN_DIFFERENTLY
        # A scanner's program may write what it recognised beside its picture of the page.
        is_drawn = image_pixels(page) - reference.image_pixels < _FEWEST_SCANNED
        if drawn.shape == reference.picture.shape:  # more dots would add nothing
            return Upload(picture=drawn, is_drawn=is_drawn)
        width, height = page.get_size()
        scale = min(_DPI / _POINTS_PER_INCH, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
        finely = np.array(page.render(scale=scale, grayscale=True).to_numpy())
        return Upload(picture=finely, is_drawn=is_drawn)
    finally:
        document.close()
