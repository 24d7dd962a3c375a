"""A file of another library laid out as one of ours: the same page, and a language."""

import io

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from pdf.rewriting import rewrite


def drawn(*, pages: int = 1) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(200, 100), invariant=True)
    canvas.setTitle("Rapport")
    for number in range(pages):
        canvas.drawString(20, 40, f"Page {number}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_page_and_title_stay_and_a_language_is_added() -> None:
    reader = PdfReader(io.BytesIO(rewrite(drawn(), language="nl-BE")), strict=True)

    assert reader.pages[0].extract_text().strip() == "Page 0"
    assert str(reader.root_object["/Lang"]) == "nl-BE"
    assert reader.metadata is not None
    assert reader.metadata.title == "Rapport"


def test_same_file_is_written_in_the_same_bytes() -> None:
    assert rewrite(drawn(), language="fr") == rewrite(drawn(), language="fr")


def test_page_is_an_object_by_itself_so_that_it_can_be_signed() -> None:
    written = rewrite(drawn(), language="fr")

    assert b"<</Type /Page " in written
