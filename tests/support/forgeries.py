"""A forger's tools: ways to change an issued PDF, each as somebody would really do it."""

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pypdfium2
import qrcode
from PIL import Image
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from reportlab.lib.colors import Color, black, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.support.world import Issued
from verifier.inspection.answer import Inspection, Word
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits

A4 = (595.28, 841.89)
Draw = Callable[[Canvas], None]


def inspected(data: bytes, limits: Limits = Limits()) -> Inspection:  # noqa: B008  frozen
    """Return what is found in a file that can be looked into."""
    found = inspect_file(data, limits=limits)
    assert isinstance(found, Inspection)
    return found


def words_of(pdf: bytes) -> tuple[Word, ...]:
    """Return the visible words of the first page, with their places."""
    return inspected(pdf).pages[0].words


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A rectangle as reportlab counts: from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def cover(self, canvas: Canvas, colour: Color = white) -> None:
        """Paint over it."""
        canvas.setFillColor(colour)
        canvas.rect(
            self.left - 2,
            self.bottom - 4,
            self.right - self.left + 4,
            self.top - self.bottom + 8,
            stroke=0,
            fill=1,
        )
        canvas.setFillColor(black)


def spot_of(pdf: bytes, *texts: str) -> Spot:
    """Find consecutive words on the first page."""
    words = words_of(pdf)
    for start in range(len(words)):
        found = words[start : start + len(texts)]
        if tuple(word.text for word in found) == texts:
            return Spot(
                left=min(word.left for word in found),
                bottom=-max(word.bottom for word in found),
                right=max(word.right for word in found),
                top=-min(word.top for word in found),
            )
    raise LookupError("the page does not show these words")


def name_spot(one: Issued) -> Spot:
    """Find the holder's name on the page."""
    return spot_of(one.pdf, *one.attestation.holder.full_name().split())


def over_name(one: Issued, name: str, *, size: float = 28) -> Draw:
    """Cover the holder's name and write another in its place."""
    spot = name_spot(one)
    return together(spot.cover, visible(name, left=spot.left, bottom=spot.bottom + 2, size=size))


def together(*draws: Draw) -> Draw:
    """Draw one after the other."""

    def drawn(canvas: Canvas) -> None:
        for draw in draws:
            draw(canvas)

    return drawn


def page_of(draw: Draw, *, size: tuple[float, float] = A4) -> bytes:
    """Draw a PDF of one page."""
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=size)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def unsigned_copy(pdf: bytes, *, attachments: Iterable[bytes] = ()) -> bytes:
    """Write the pages anew without signature, form or attachment, as a print to PDF does."""
    return draw_over(pdf, lambda canvas: canvas.saveState(), attachments=attachments)


def draw_over(
    pdf: bytes, *draws: Draw, attachments: Iterable[bytes] = (), under: bool = False
) -> bytes:
    """Strip the signature and draw something over each page (or under it)."""
    writer = PdfWriter()
    for page in add_bare_pages(writer, pdf):
        for draw in draws:
            page.merge_page(page_in(page_of(draw)), over=not under)
    for content in attachments:
        writer.add_attachment("attestation.cbor", content)
    return written(writer)


def add_bare_pages(writer: PdfWriter, pdf: bytes) -> list[PageObject]:
    """Add the pages of ``pdf`` without their signature field."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    for page in pages:
        page.pop("/Annots", None)  # else the signature would travel along
    return [writer.add_page(page) for page in pages]


def page_in(pdf: bytes) -> PageObject:
    """Return the first page of a file."""
    return PdfReader(io.BytesIO(pdf)).pages[0]


def signed_draw_over(pdf: bytes, draw: Draw) -> bytes:
    """Draw over the page in a further revision; the signed bytes stay as they are."""
    writer = PdfWriter(io.BytesIO(pdf), incremental=True)
    writer.pages[0].merge_page(page_in(page_of(draw)))
    return written(writer)


def saved_again(pdf: bytes) -> bytes:
    """Write the whole file anew, signature dictionary and all, as many editors do."""
    return written(PdfWriter(clone_from=io.BytesIO(pdf)))


def written(writer: PdfWriter) -> bytes:
    """Return what ``writer`` writes."""
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def joined(*pdfs: bytes) -> bytes:
    """Put the pages of several files into one, unsigned."""
    writer = PdfWriter()
    for pdf in pdfs:
        add_bare_pages(writer, pdf)
    return written(writer)


def turned(pdf: bytes, *, degrees: int) -> bytes:
    """Set the page's /Rotate."""
    writer = PdfWriter()
    for page in add_bare_pages(writer, pdf):
        page.rotate(degrees)
    return written(writer)


def two_up(pdf: bytes) -> bytes:
    """Shrink the page onto the left half of a sheet turned sideways, as printers' drivers do."""
    writer = PdfWriter()
    sheet = writer.add_blank_page(width=A4[1], height=A4[0])
    sheet.merge_transformed_page(page_in(unsigned_copy(pdf)), Transformation().scale(0.707))
    return written(writer)


def in_form(draw: Draw) -> Draw:
    """Draw through a form XObject, one level below the page."""

    def drawn(canvas: Canvas) -> None:
        canvas.beginForm("forged")
        draw(canvas)
        canvas.endForm()
        canvas.doForm("forged")

    return drawn


def annotated(pdf: bytes, draw: Draw) -> bytes:
    """Strip the signature and lay an annotation over the page that looks like ``draw``."""
    writer = PdfWriter()
    (target,) = add_bare_pages(writer, pdf)
    source = page_in(page_of(draw))
    contents = source.get_contents()
    assert contents is not None
    look = StreamObject()
    look.set_data(contents.get_data())
    everything = ArrayObject(FloatObject(number) for number in (0, 0, *A4))
    look.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): everything,
            NameObject("/Resources"): source["/Resources"].clone(writer),
        }
    )
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Stamp"),
            NameObject("/Rect"): everything,
            NameObject("/F"): NumberObject(4),  # printed
            NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(look)}),
        }
    )
    target[NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])
    return written(writer)


def in_hidden_layer(pdf: bytes, draw: Draw) -> bytes:
    """Strip the signature and draw over the page in a layer that is switched off."""
    writer = PdfWriter(clone_from=io.BytesIO(draw_over(pdf, draw_in_layer(draw))))
    layer = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/OCG"),
                NameObject("/Name"): TextStringObject("hidden"),
            }
        )
    )
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {
            NameObject("/OCGs"): ArrayObject([layer]),
            NameObject("/D"): DictionaryObject({NameObject("/OFF"): ArrayObject([layer])}),
        }
    )
    resources = writer.pages[0]["/Resources"].get_object()
    assert isinstance(resources, DictionaryObject)
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/Hidden"): layer})
    return written(writer)


def draw_in_layer(draw: Draw) -> Draw:
    """Mark what ``draw`` draws as the content of the layer ``/Hidden`` (ISO 32000-1, 8.11)."""

    def drawn(canvas: Canvas) -> None:
        canvas._code.append("/OC /Hidden BDC")
        draw(canvas)
        canvas._code.append("EMC")

    return drawn


def picture_of(pdf: bytes, *, dpi: int = 150, page: int = 0) -> Image.Image:
    """Draw a page, as a scanner would see it."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture: Image.Image = document[page].render(scale=dpi / 72).to_pil()
    return picture


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """Write a picture as a file."""
    output = io.BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()


def scanned(pdf: bytes, *, recognised: Draw | None = None, dpi: int = 150) -> bytes:
    """Make a PDF of a picture of the page, with recognised text if ``recognised`` draws it."""
    picture = ImageReader(picture_of(pdf, dpi=dpi))

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(picture, 0, 0, *A4)
        if recognised is not None:
            recognised(canvas)

    return page_of(draw)


def invisible(text: str, *, left: float, bottom: float, size: float = 11) -> Draw:
    """Write text as a scanner's software does: there to be searched, not to be seen."""

    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(left, bottom)
        line.setTextRenderMode(3)
        line.setFont("Helvetica", size)
        line.textLine(text)
        canvas.drawText(line)

    return draw


def visible(
    text: str,
    *,
    left: float,
    bottom: float,
    size: float = 11,
    colour: Color = black,
    font: str = "Helvetica",
) -> Draw:
    """Write text that is seen."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(colour)
        canvas.setFont(font, size)
        canvas.drawString(left, bottom, text)

    return draw


def strokes(text: str, *, left: float, bottom: float) -> Draw:
    """Draw letters as strokes: no text that a rule could read."""

    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        for index, letter in enumerate(text):
            if letter != " ":
                path.rect(left + 6 * index, bottom, 4, 7 + ord(letter) % 3)
        canvas.drawPath(path, fill=1, stroke=0)

    return draw


def symbol(text: str, *, left: float, bottom: float, side: float) -> Draw:
    """Draw a QR code."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    picture = ImageReader(code.make_image().get_image())

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(picture, left, bottom, side, side)

    return draw


def signature_gap(pdf: bytes) -> tuple[int, int]:
    """Return where the hexadecimal /Contents of the last signature begin and end."""
    matches = list(re.finditer(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", pdf))
    first, length, second, _ = (int(number) for number in matches[-1].groups())
    return first + length, second
