"""A page is the issued one in every mark, or what differs is named, or nothing is said."""

import random
from functools import cache

import pytest
from reportlab.pdfgen.canvas import Canvas

from attestation.verdict.page_comparison import (
    Comparison,
    Differs,
    Identical,
    NotCompared,
    PageGap,
    ZoneKind,
    zones_of,
)
from tests.support.forgeries import (
    Draw,
    annotated,
    draw_over,
    in_hidden_layer,
    joined,
    together,
    unsigned_copy,
    visible,
)
from tests.support.page_corpus.pages import AlteredPage, IssuedPage, altered_pages, issued_pages
from tests.support.page_corpus.scanning import scan
from verifier.assembly import started_anew
from verifier.comparison.compare import compare
from verifier.comparison.process import CHILD, Comparer
from verifier.inspection.fair_semaphore import FairSemaphore
from verifier.inspection.limits import Limits

pytestmark = pytest.mark.long


@cache
def the_page() -> IssuedPage:
    return issued_pages(seed=11)[0]


@cache
def altered() -> dict[str, AlteredPage]:
    return {one.name: one for one in altered_pages(the_page(), rng=random.Random(11))}  # noqa: S311  no secret


def compared_scan(pdf: bytes, kind: str, *, dpi: int, seed: int = 11) -> Comparison:
    upload = scan(pdf, kind, dpi=dpi, rng=random.Random(seed))  # noqa: S311  no secret
    return compare(the_page().pdf, upload.data)


def test_page_saved_again_is_identical() -> None:
    assert compare(the_page().pdf, unsigned_copy(the_page().pdf)) == Identical()


@pytest.mark.parametrize("kind", ["askew", "folded", "noted", "photographed"])
def test_honest_scan_is_identical(kind: str) -> None:
    assert isinstance(compared_scan(the_page().pdf, kind, dpi=150), Identical)


@pytest.mark.parametrize(("kind", "dpi", "seed"), [("bitonal", 200, 11), ("faded", 150, 12)])
def test_honest_scan_with_loud_dots_is_identical(kind: str, dpi: int, seed: int) -> None:
    assert isinstance(compared_scan(the_page().pdf, kind, dpi=dpi, seed=seed), Identical)


@pytest.mark.parametrize("name", ["telephone", "number"])
def test_one_sign_among_loud_dots_is_never_identical(name: str) -> None:
    page = compared_scan(altered()[name].pdf, "bitonal", dpi=200)
    assert not isinstance(page, Identical)


@pytest.mark.parametrize("name", ["hours, ones", "an accent", "birth year", "number"])
def test_one_sign_of_the_same_typeface_is_found_in_a_scan(name: str) -> None:
    page = compared_scan(altered()[name].pdf, "flat", dpi=150)
    assert isinstance(page, Differs)


def test_zone_names_the_line_that_was_issued() -> None:
    page = compare(the_page().pdf, altered()["birth year"].pdf)
    assert isinstance(page, Differs)
    assert any("29 février 1988" in zone.what for zone in page.zones)


@pytest.mark.parametrize("name", ["a note added", "a holder added", "coordinator whitened"])
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


@pytest.mark.parametrize(
    "draw",
    [
        framed("Niveau B1 atteint", left=380, bottom=470),
        framed("Vu et certifié exact", left=330, bottom=240),
        visible("Niveau B1 atteint", left=380, bottom=470, size=11),
        visible("Niveau B1", left=20, bottom=400, size=7),
        visible("Niveau B1", left=240, bottom=4, size=9),
        visible("B  1  +  +", left=380, bottom=470, size=11),
        banded("Niveau B1", band=0.3, ink=1),
        banded("Niveau B1", band=0.3, ink=0),
        banded("Niveau B1", band=0.8, ink=0.3),
    ],
    ids=[
        "framed",
        "framed below",
        "plain",
        "in the margin",
        "at the edge",
        "letters apart",
        "white in a dark band",
        "black in a dark band",
        "dark in a pale band",
    ],
)
@pytest.mark.parametrize("way", ["drawn", "scanned"])
def test_text_on_blank_paper_is_never_identical(draw: Draw, way: str) -> None:
    pdf = added_to(draw)
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


def test_scan_with_few_dots_proves_nothing() -> None:
    page = compared_scan(the_page().pdf, "faded", dpi=75)
    assert page == NotCompared(reason=PageGap.TOO_COARSE)


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        (joined(the_page().pdf, the_page().pdf), PageGap.SEVERAL_PAGES),
        (
            annotated(the_page().pdf, visible("x", left=60, bottom=500)),
            PageGap.ACTIVE_CONTENT,
        ),
        (
            in_hidden_layer(the_page().pdf, visible("x", left=60, bottom=500)),
            PageGap.ACTIVE_CONTENT,
        ),
        (b"no file", PageGap.NOT_LOCATED),
    ],
    ids=["two pages", "annotation", "layer", "rubbish"],
)
def test_file_that_can_be_seen_two_ways_is_not_compared(pdf: bytes, reason: PageGap) -> None:
    assert compare(the_page().pdf, pdf) == NotCompared(reason=reason)


def test_object_that_is_said_twice_is_not_compared() -> None:
    pdf = unsigned_copy(the_page().pdf) + b"\n4 0 obj\n<<>>\nendobj\n"
    assert compare(the_page().pdf, pdf) == NotCompared(reason=PageGap.DRAWN_DIFFERENTLY)


def test_confined_child_compares_a_scan() -> None:
    comparer = Comparer(
        limits=Limits(seconds=60),
        places=FairSemaphore(1),
        ask=started_anew(CHILD),
    )
    upload = scan(the_page().pdf, "flat", dpi=300, rng=random.Random(11))  # noqa: S311  no secret
    assert isinstance(comparer(the_page().pdf, upload.data), Identical)
