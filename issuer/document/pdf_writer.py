"""A composed sheet written as a PDF file of one page, with its metadata and attachment.

The bytes depend on the arguments alone: reportlab's clock and identifiers are pinned.
"""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from issuer.document.combining import place_marks
from issuer.document.fonts import Face, static_font
from issuer.document.sheet import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Colour,
    Fill,
    Picture,
    Sheet,
    Symbol,
    Text,
)

# ASCII armour round every stream costs a quarter of its size, and nothing we send through is
# 7-bit. The setting is reportlab's own global; nothing else in this project draws with it.
rl_config.useA85 = 0

_PDF_VERSION = (1, 7)  # ISO 32000-1; what ETSI EN 319 142-1 builds on
_LOGO_NAME = "logo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What viewers, archives and screen readers show about the file."""

    title: str
    author: str
    subject: str
    language: str
    """BCP 47, as ``fr-BE``."""
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside the file."""

    name: str
    media_type: str
    description: str
    content: bytes


def write_pdf(sheet: Sheet, *, metadata: Metadata, attachment: Attachment) -> bytes:
    """Draw ``sheet`` on a page of A4."""
    _register_fonts()
    output = io.BytesIO()
    canvas = Canvas(
        output,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        invariant=1,
        pageCompression=1,
        pdfVersion=_PDF_VERSION,
        lang=metadata.language,
        # Else reportlab opens each page in Helvetica, which PDF viewers need not have.
        initialFontName=Face.REGULAR.font_name,
    )
    _describe(canvas, metadata)
    _attach(canvas, attachment)
    text = canvas.beginText()
    for mark in sheet:
        match mark:
            case Text():
                _draw_text(text, mark)
            case Fill():
                _set_fill(canvas, mark.colour)
                box = mark.box
                canvas.rect(
                    box.left, PAGE_HEIGHT - box.bottom, box.width, box.height, stroke=0, fill=1
                )
            case Symbol():
                _draw_symbol(canvas, mark)
            case Picture():
                _draw_picture(canvas, mark)
    canvas.drawText(text)
    canvas.save()
    return output.getvalue()


@cache
def _register_fonts() -> None:
    for face in Face:
        font = TTFont(face.font_name, io.BytesIO(static_font(face)), asciiReadable=False)
        pdfmetrics.registerFont(font)


def _describe(canvas: Canvas, metadata: Metadata) -> None:
    canvas.setTitle(metadata.title)
    canvas.setAuthor(metadata.author)
    canvas.setSubject(metadata.subject)
    canvas.setCreator("attestation-service")
    canvas.setProducer("attestation-service (ReportLab)")
    created = f"{metadata.created.astimezone(UTC):D:%Y%m%d%H%M%SZ}"
    canvas.setDateFormatter(lambda *_: created)
    canvas.setViewerPreference("DisplayDocTitle", "true")


def _attach(canvas: Canvas, attachment: Attachment) -> None:
    """Embed a file (ISO 32000-1 §7.11.4), named as the document's data (ISO 32000-2 §14.13)."""
    document = canvas._doc
    stream = pdfdoc.PDFStream(
        dictionary=pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("EmbeddedFile"),
                "Subtype": pdfdoc.PDFName(attachment.media_type.replace("/", "#2F")),
                "Params": pdfdoc.PDFDictionary({"Size": len(attachment.content)}),
            }
        ),
        content=attachment.content,
    )
    name = pdfdoc.PDFString(attachment.name)
    file = document.Reference(stream, "attachment")
    specification = document.Reference(
        pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Filespec"),
                "F": name,
                "UF": name,
                "Desc": pdfdoc.PDFString(attachment.description),
                "AFRelationship": pdfdoc.PDFName("Data"),
                "EF": pdfdoc.PDFDictionary({"F": file, "UF": file}),
            }
        ),
        "attachment specification",
    )
    catalog = document.Catalog
    catalog.Names = pdfdoc.PDFDictionary(
        {"EmbeddedFiles": pdfdoc.PDFDictionary({"Names": pdfdoc.PDFArray([name, specification])})}
    )
    # reportlab writes only the catalog's keys that it knows.
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF"]
    catalog.AF = pdfdoc.PDFArray([specification])


def _draw_text(text: PDFTextObject, mark: Text) -> None:
    text.setFont(mark.face.font_name, mark.size)
    text.setCharSpace(mark.tracking)
    _set_fill(text, mark.colour)
    for run in place_marks(mark.text, face=mark.face):
        left = mark.left + run.right * mark.size + run.characters_before * mark.tracking
        text.setTextOrigin(left, PAGE_HEIGHT - mark.baseline + run.up * mark.size)
        text.textOut(run.text)


def _draw_symbol(canvas: Canvas, mark: Symbol) -> None:
    """Fill all dark modules as one path, in which no seams show between neighbours.

    The operators are written as they are: reportlab formats each number for 8 microseconds.
    """
    module = mark.box.width / mark.qr.side
    rectangles = (f"{x} {y} {w} {h} re" for x, y, w, h in mark.qr.dark_rectangles())
    canvas.saveState()
    canvas.transform(module, 0, 0, -module, mark.box.left, PAGE_HEIGHT - mark.box.top)
    _set_fill(canvas, mark.colour)
    canvas.addLiteral(" ".join(rectangles) + " f")
    canvas.restoreState()


def _draw_picture(canvas: Canvas, mark: Picture) -> None:
    """Draw the logo as the indexed image that it already is; reportlab would unfold it to RGB."""
    logo = mark.logo
    palette = f"<{logo.palette.hex()}>"
    colours = len(logo.palette) // 3
    image = pdfdoc.PDFStream(
        dictionary=pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("XObject"),
                "Subtype": pdfdoc.PDFName("Image"),
                "Width": logo.width_pixels,
                "Height": logo.height_pixels,
                "BitsPerComponent": 8,
                "ColorSpace": pdfdoc.PDFArray(
                    [pdfdoc.PDFName("Indexed"), pdfdoc.PDFName("DeviceRGB"), colours - 1, palette]
                ),
                "Filter": pdfdoc.PDFName("FlateDecode"),
            }
        ),
        content=logo.compressed_pixels,
    )
    canvas._doc.addForm(_LOGO_NAME, image)
    box = mark.box
    canvas.saveState()
    canvas.transform(box.width, 0, 0, box.height, box.left, PAGE_HEIGHT - box.bottom)
    canvas.doForm(_LOGO_NAME)
    canvas.restoreState()


def _set_fill(target: Canvas | PDFTextObject, colour: Colour) -> None:
    target.setFillColorRGB(colour.red, colour.green, colour.blue)
