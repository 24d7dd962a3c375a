"""The icon of each verdict, drawn on a receipt as the page shows it."""

from collections.abc import Callable
from typing import assert_never

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from verifier.report import Sign

SIZE = 48.0
"""Side of the square that a sign is drawn in; as in templates/_signs.html, y downwards."""
_STROKE = 4.5
_ROUND = 1

_GREEN, _BLUE, _ORANGE = "#1b6b3a", "#1d4e89", "#8f4e00"
_RED, _GREY = "#a61b1b", "#4c5a66"  # web/static/base.css


def colour_of(verdict: Sign) -> Color:
    """Return the colour that repeats what sign and words say."""
    match verdict:
        case "genuine":
            return HexColor(_GREEN)
        case "to_compare":
            return HexColor(_BLUE)
        case "replaced":
            return HexColor(_ORANGE)
        case "withdrawn" | "altered" | "not_ours":
            return HexColor(_RED)
        case "unreadable" | "cannot_check":
            return HexColor(_GREY)
        case _:
            assert_never(verdict)


def draw_icon(canvas: Canvas, verdict: Sign, *, left: float, top: float, side: float) -> None:
    """Draw a sign in a square whose upper left corner is given."""
    canvas.saveState()
    canvas.translate(left, top)
    canvas.scale(side / SIZE, -side / SIZE)
    canvas.setStrokeColor(colour_of(verdict))
    canvas.setLineWidth(_STROKE)
    canvas.setLineCap(_ROUND)
    canvas.setLineJoin(_ROUND)
    _STROKES[verdict](canvas)
    canvas.restoreState()


def _lines(*polylines: tuple[tuple[float, float], ...]) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for first, *others in polylines:
            path = canvas.beginPath()
            path.moveTo(*first)
            for point in others:
                path.lineTo(*point)
            canvas.drawPath(path)

    return draw


def _round_arrow(canvas: Canvas) -> None:
    canvas.arc(11, 11, 37, 37, startAng=-15, extent=-130)
    canvas.arc(11, 11, 37, 37, startAng=165, extent=-130)
    _lines(((13, 8.5), (13, 16.5), (21, 16.5)), ((35, 39.5), (35, 31.5), (27, 31.5)))(canvas)


def _two_sheets(canvas: Canvas) -> None:
    _lines(
        ((9, 12), (20, 12), (20, 36), (9, 36), (9, 12)),
        ((28, 12), (39, 12), (39, 36), (28, 36), (28, 12)),
    )(canvas)


def _no_entry(canvas: Canvas) -> None:
    canvas.circle(24, 24, 14.5)
    _lines(((14, 34), (34, 14)))(canvas)


def _magnifier(canvas: Canvas) -> None:
    canvas.circle(21.5, 21.5, 10.5)
    _lines(((29.5, 29.5), (37.5, 37.5)))(canvas)


_STROKES: dict[Sign, Callable[[Canvas], None]] = {
    "genuine": _lines(((12, 25), (20.5, 33.5), (36, 16))),
    "to_compare": _two_sheets,
    "replaced": _round_arrow,
    "withdrawn": _lines(((15, 15), (33, 33)), ((33, 15), (15, 33))),
    "altered": _lines(((12, 19), (36, 19)), ((12, 29), (36, 29)), ((30, 11), (18, 37))),
    "not_ours": _no_entry,
    "unreadable": _magnifier,
    "cannot_check": _lines(((24, 11), (24, 26)), ((24, 35.5), (24, 36))),
}
