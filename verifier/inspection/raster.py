"""A PDF page drawn as a picture, and where a place on the page lies in it."""

import ctypes
import math
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from verifier.inspection.lines import Edges

POINTS_PER_INCH = 72
_MAX_PIXELS = 20_000_000  # a poster is drawn coarser instead; A4 at 300 dpi has 8.7 million
_HUNDREDTHS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on the page as it is shown: points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """How a page's own coordinates map to the page as it is shown: turned and cropped."""

    origin: tuple[float, float]
    along_x: tuple[float, float]
    along_y: tuple[float, float]

    def box(self, edges: Edges) -> Box:
        """Return the box that is shown."""
        x1, y1 = self._point(edges.left, edges.bottom)
        x2, y2 = self._point(edges.right, edges.top)
        return Box(left=min(x1, x2), top=min(y1, y2), right=max(x1, x2), bottom=max(y1, y2))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return (
            self.origin[0] + x * self.along_x[0] + y * self.along_y[0],
            self.origin[1] + x * self.along_x[1] + y * self.along_y[1],
        )


def placement_of(page: pdfium.PdfPage) -> Placement:
    """Measure how ``page`` is turned, cropped and shifted."""
    width, height = (round(side * _HUNDREDTHS) for side in page.get_size())

    def shown(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
        return across.value / _HUNDREDTHS, down.value / _HUNDREDTHS

    far = 1000.0
    x0, y0 = shown(0, 0)
    (x1, y1), (x2, y2) = shown(far, 0), shown(0, far)
    return Placement(
        origin=(x0, y0),
        along_x=((x1 - x0) / far, (y1 - y0) / far),
        along_y=((x2 - x0) / far, (y2 - y0) / far),
    )


def scale_for(page: pdfium.PdfPage, *, dpi: int) -> float:
    """Return pixels per point for ``dpi``, or fewer where the page is too large for them."""
    width, height = page.get_size()
    return min(dpi / POINTS_PER_INCH, math.sqrt(_MAX_PIXELS / max(width * height, 1)))


def draw(page: pdfium.PdfPage, *, scale: float, in_colour: bool = False) -> Image.Image:
    """Draw ``page`` with its annotations, on white."""
    bitmap = page.render(scale=scale, grayscale=not in_colour, rev_byteorder=in_colour)
    picture: Image.Image = bitmap.to_pil()
    return picture
