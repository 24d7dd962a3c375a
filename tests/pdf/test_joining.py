"""Many files joined into one: each page as it was, what they share once, and no more memory."""

import io
import tracemalloc
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pdf.joining import join_first_pages
from pdf.raster import PdfiumError, first_page


def page(text: str, *, pages: int = 1) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, pageCompression=0)
    canvas.acroForm.textfield(name="champ", x=10, y=10)
    for number in range(pages):
        canvas.setTitle("(12 0 R)")
        canvas.drawString(50, 500, f"{text} {number}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def joined(*files: bytes) -> bytes:
    stream = io.BytesIO()
    length = join_first_pages(files, stream, title="Été (1 0 R)", subject="essai")
    assert length == len(stream.getvalue())
    return stream.getvalue()


def test_joined_pages_look_as_each_did_alone() -> None:
    files = [page("un"), page("deux", pages=3), page("trois")]

    together = joined(*files)

    reader = PdfReader(io.BytesIO(together), strict=True)
    assert [one.extract_text().strip() for one in reader.pages] == ["un 0", "deux 0", "trois 0"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Été (1 0 R)"
    assert first_page(together, dpi=40).tobytes() == first_page(page("un"), dpi=40).tobytes()


def test_fields_and_annotations_stay_behind() -> None:
    reader = PdfReader(io.BytesIO(joined(page("un"))))

    assert not reader.pages[0].get("/Annots")
    assert b"/Widget" not in joined(page("un"))


def test_what_pages_share_is_written_once() -> None:
    same = [page("le même") for _ in range(20)]

    # Pages are the same object here, contents and fonts too.
    assert len(joined(*same)) < len(joined(same[0])) + 20 * 40


def test_memory_does_not_grow_with_the_number_of_files() -> None:
    def peak(count: int) -> int:
        files = [page(f"{n}" * 50_000) for n in range(count)]
        tracemalloc.start()
        with Path("/dev/null").open("wb") as output:
            join_first_pages(files, output, title="", subject="")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    # What others in this process allocate meanwhile only adds: the least of three is ours.
    least = {count: min(peak(count) for _ in range(3)) for count in (5, 30)}
    assert least[30] - least[5] < 25 * 50_000 / 8


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nnothing"])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(PdfiumError):
        joined(content)
