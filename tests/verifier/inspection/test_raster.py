"""Where a place on a page lies in its picture, however the page is turned and cropped."""

import io
from collections.abc import Iterator

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from verifier.inspection.lines import Edges
from verifier.inspection.raster import Box, draw, placement_of, scale_for

WIDTH, HEIGHT = 300, 500
MARK = Edges(left=40, bottom=420, right=90, top=440)


@pytest.fixture
def page() -> Iterator[pdfium.PdfPage]:
    """A page with one black rectangle."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT))
    canvas.rect(MARK.left, MARK.bottom, 50, 20, stroke=0, fill=1)
    canvas.save()
    document = pdfium.PdfDocument(stream.getvalue())
    page = document[0]
    yield page
    page.close()
    document.close()


def rounded(box: Box) -> tuple[int, int, int, int]:
    return round(box.left), round(box.top), round(box.right), round(box.bottom)


@pytest.mark.parametrize(
    ("turned", "shown"),
    [
        (0, (40, 60, 90, 80)),
        (90, (420, 40, 440, 90)),
        (180, (210, 420, 260, 440)),
        (270, (60, 210, 80, 260)),
    ],
)
def test_place_on_a_turned_page_is_where_it_is_drawn(
    page: pdfium.PdfPage, turned: int, shown: tuple[int, int, int, int]
) -> None:
    page.set_rotation(turned)

    assert rounded(placement_of(page).box(MARK)) == shown
    picture = draw(page, scale=1.0)
    assert picture.point(lambda value: 255 * (value < 128)).getbbox() == shown


def test_place_on_a_cropped_page_counts_from_the_corner_that_is_shown(
    page: pdfium.PdfPage,
) -> None:
    page.set_cropbox(20, 100, 200, 480)

    assert rounded(placement_of(page).box(MARK)) == (20, 40, 70, 60)


def test_poster_is_drawn_coarser_instead_of_filling_the_memory(page: pdfium.PdfPage) -> None:
    assert scale_for(page, dpi=144) == 2.0

    page.set_mediabox(0, 0, 14_400, 14_400)
    scale = scale_for(page, dpi=300)
    assert 14_400**2 * scale**2 == pytest.approx(20_000_000)


def test_picture_is_grey_unless_colour_is_asked_for(page: pdfium.PdfPage) -> None:
    assert draw(page, scale=1.0).mode == "L"
    assert draw(page, scale=1.0, in_colour=True).mode == "RGB"
