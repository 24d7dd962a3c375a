"""The page that an upload shows, or why it shows none that can be compared."""

import io
from functools import cache

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from attestation.verdict.comparison_results import PageGap
from tests.support.compared_pages import the_page
from verifier.comparison.picture import Upload, read_picture
from verifier.comparison.reference import Reference, read_reference


@cache
def reference() -> Reference:
    found = read_reference(the_page().pdf)
    assert found is not None
    return found


def read(data: bytes) -> Upload:
    upload = read_picture(data, reference())
    assert isinstance(upload, Upload)
    return upload


def scanned(pixels: tuple[int, int]) -> bytes:
    """Return a PDF whose page is one picture."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842))
    canvas.drawImage(ImageReader(Image.new("L", pixels, 250)), 0, 0, width=595, height=842)
    canvas.save()
    return stream.getvalue()


def test_page_of_a_program_is_drawn_and_that_of_a_scanner_is_not() -> None:
    assert read(the_page().pdf).is_drawn
    assert not read(scanned((1240, 1754))).is_drawn


def test_page_of_the_same_size_is_drawn_as_finely_as_the_issued_one() -> None:
    assert read(the_page().pdf).picture.shape == reference().picture.shape


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_picture_is_grey_and_as_large_as_it_is(kind: str) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (300, 400), "#336699").save(stream, kind)

    upload = read(stream.getvalue())

    assert upload.picture.shape == (400, 300)
    assert not upload.is_drawn


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"plain text"]
)
def test_damaged_file_and_other_bytes_show_no_page(data: bytes) -> None:
    assert read_picture(data, reference()) is PageGap.NOT_LOCATED


def test_memory_that_runs_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(data: bytes) -> None:
        raise MemoryError

    monkeypatch.setattr("verifier.comparison.picture._read_image", full)

    assert read_picture(b"\x89PNG\r\n\x1a\n", reference()) is PageGap.TOO_MUCH
