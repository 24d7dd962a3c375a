"""The page in small, with the zones that differ: what a receipt shows of a comparison."""

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from attestation.verdict.comparison_results import Zone
from pdf.fonts import Face

_PAGE_MM = (210, 297)
_SCALE = 0.11
_LINE, _MARK = HexColor("#75838e"), HexColor("#a61b1b")
_LETTERS = 5.5


class ZoneMap(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """A sheet of A4 at about a ninth, with a numbered rectangle for each zone."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        """Keep what is drawn."""
        super().__init__()
        self.zones = zones
        self.width, self.height = (side * _SCALE * mm for side in _PAGE_MM)

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size, which is always the same."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it."""
        canvas, unit = self.canv, _SCALE * mm
        canvas.setLineWidth(0.5)
        canvas.setStrokeColor(_LINE)
        canvas.rect(0, 0, self.width, self.height)
        canvas.setStrokeColor(_MARK)
        canvas.setFillColor(_MARK)
        canvas.setFont(Face.SEMIBOLD.font_name, _LETTERS)
        for number, zone in enumerate(self.zones, start=1):
            left, top = zone.x_mm * unit, self.height - zone.y_mm * unit
            down = max(zone.height_mm * unit, 1.5)
            canvas.rect(left, top - down, max(zone.width_mm * unit, 1.5), down)
            canvas.drawRightString(left - 1, top - down / 2 - _LETTERS / 3, str(number))
