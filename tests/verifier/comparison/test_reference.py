"""The issued page as it is compared: its lines where they stand, its symbol, its dots."""

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.support.compared_pages import the_page
from verifier.comparison.reference import DPI, draw_finely, image_pixels, read_reference


def drawn(*, size: tuple[float, float] = (300, 200), image: tuple[int, int] | None = None) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size)
    canvas.drawString(20, 100, "Attestation")
    if image is not None:
        canvas.drawImage(ImageReader(Image.new("L", image, 128)), 50, 20, width=40, height=40)
    canvas.save()
    return stream.getvalue()


def test_issued_page_is_drawn_on_the_grid_with_its_lines_and_symbol() -> None:
    reference = read_reference(the_page().pdf)

    assert reference is not None
    height, width = reference.picture.shape
    assert (width, height) == (round(DPI * 8.27), round(DPI * 11.69))  # A4
    assert "#" in reference.symbol.text
    assert len(reference.lines) > 10
    for line in reference.lines:
        assert 0 <= line.left < line.right <= width
        assert 0 <= line.top < line.bottom <= height
        dark = reference.picture[int(line.top) : int(line.bottom) + 1]
        assert dark.min() < 200, line.text  # something is printed where the line is said to be


def test_page_without_a_symbol_is_no_reference() -> None:
    assert read_reference(drawn()) is None


@pytest.mark.parametrize("image", [None, (10, 10), (400, 300)])
def test_pixels_of_images_are_those_that_they_have_and_not_those_they_cover(
    image: tuple[int, int] | None,
) -> None:
    document = pdfium.PdfDocument(drawn(image=image))
    try:
        assert image_pixels(document[0]) == (image[0] * image[1] if image else 0)
    finally:
        document.close()


def test_poster_is_drawn_coarser() -> None:
    document = pdfium.PdfDocument(drawn(size=(7200, 7200)))
    try:
        picture = draw_finely(document[0])
    finally:
        document.close()
    assert picture.size == pytest.approx(4_000_000, rel=0.01)
