"""What a scan shows too much or too little: put there, taken away, or of the scanner."""

from itertools import product

import pytest
from reportlab.pdfgen.canvas import Canvas

from attestation.verdict.comparison_results import (
    Differs,
    Identical,
    ZoneKind,
    zones_of,
)
from tests.support.compared_pages import altered, compared_scan, the_page
from tests.support.forgeries import (
    Draw,
    draw_over,
    together,
    visible,
)
from tests.support.sweeps import sweep
from verifier.comparison.compare import compare

pytestmark = pytest.mark.long

LINES = ["a holder added", "a note added", "coordinator whitened"]


@pytest.mark.parametrize(
    "name",
    sweep(LINES, reduced=LINES[:1]),
)
def test_added_or_whitened_line_is_never_identical(name: str) -> None:
    assert not isinstance(compared_scan(altered()[name].pdf, "flat", dpi=100), Identical)


def added_to(*draws: Draw) -> bytes:
    return draw_over(the_page().pdf, *draws)


def framed(text: str, *, left: float, bottom: float) -> Draw:
    """A text in a frame of 60 by 25 mm at most, as a stamp is."""

    def frame(canvas: Canvas) -> None:
        canvas.rect(left - 6, bottom - 8, 8 * len(text), 26)

    return together(visible(text, left=left, bottom=bottom, size=11), frame)


def banded(text: str, *, band: float, ink: float) -> Draw:
    """A text in a band along the lower edge, as dark as the shadow of that edge may be."""

    def drawn(canvas: Canvas) -> None:
        canvas.setFillGray(band)
        canvas.rect(0, 0, 600, 24, stroke=0, fill=1)
        canvas.setFillGray(ink)
        canvas.setFont("Helvetica", 9)
        canvas.drawString(240, 8, text)

    return drawn


def line(canvas: Canvas) -> None:
    """A stroke of 8 mm."""
    canvas.line(400, 470, 420, 480)


WRITTEN = {
    "framed": framed("Niveau B1 atteint", left=380, bottom=470),
    "framed below": framed("Vu et certifié exact", left=330, bottom=240),
    "plain": visible("Niveau B1 atteint", left=380, bottom=470, size=11),
    "in the margin": visible("Niveau B1", left=20, bottom=400, size=7),
    "at the edge": visible("Niveau B1", left=240, bottom=4, size=9),
    "letters apart": visible("B  1  +  +", left=380, bottom=470, size=11),
    "white in a dark band": banded("Niveau B1", band=0.3, ink=1),
    "black in a dark band": banded("Niveau B1", band=0.3, ink=0),
    "dark in a pale band": banded("Niveau B1", band=0.8, ink=0.3),
}
BOTH_WAYS = list(product(WRITTEN, ["drawn", "scanned"]))


@pytest.mark.parametrize(("text", "way"), sweep(BOTH_WAYS, reduced=BOTH_WAYS[::3]))
def test_text_on_blank_paper_is_never_identical(text: str, way: str) -> None:
    pdf = added_to(WRITTEN[text])
    page = compare(the_page().pdf, pdf) if way == "drawn" else compared_scan(pdf, "flat", dpi=150)
    assert not isinstance(page, Identical)


def test_dark_band_along_the_edge_of_a_scan_says_nothing() -> None:
    page = compared_scan(added_to(banded("", band=0.3, ink=1)), "flat", dpi=150)
    assert page == Identical()


def test_stamp_is_an_addition_that_condemns_nobody() -> None:
    page = compared_scan(the_page().pdf, "stamped", dpi=150)
    assert isinstance(page, Differs)
    assert {zone.kind for zone in page.zones} == {ZoneKind.ADDITION}


def test_single_stroke_on_a_page_that_a_program_drew_was_put_there() -> None:
    page = compare(the_page().pdf, added_to(line))
    assert page == Differs(zones=zones_of(page), is_drawn=True)
