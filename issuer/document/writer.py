"""A composed sheet written as a PDF file of one page, with its structure, metadata, attachment.

The bytes depend on the arguments alone. Each document adds its content stream, its symbol and
perhaps a rare letter; the rest is made once for a batch. ADR 0014.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from issuer.document.drawing import LOGO_NAME, SYMBOL_NAME, draw_sheet, font_resource
from issuer.document.qr_symbol import PIXELS, QrSymbol
from issuer.document.sheet import PAGE_HEIGHT, PAGE_WIDTH, Picture, Sheet, Symbol, Text
from issuer.document.structure import PAGE_KEY, put_structure
from issuer.settings.logo import Logo
from pdf.embedded_font import EmbeddedFont, embedded_font, put_font
from pdf.file import PdfFile, Reference, deflate, text_string
from pdf.fonts import Face
from pdf.pdfa_metadata import (
    Metadata,
    put_information,
    put_metadata,
    put_output_intent,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside the file."""

    name: str
    media_type: str
    description: str
    content: bytes
    modified: datetime


def write_pdf(sheet: Sheet, *, metadata: Metadata, attachment: Attachment) -> bytes:
    """Draw ``sheet`` on a page of A4, tagged, as PDF/A-3u and PDF/UA-1."""
    fonts = _fonts(sheet)
    drawing = draw_sheet(sheet, fonts)
    file = PdfFile()
    root, page, pages = file.reserve(), file.reserve(), file.reserve()
    content = file.add_stream("", deflate(drawing.stream), is_deflated=True)
    images = ""
    for mark in sheet.marks:
        match mark:
            case Picture():
                images += f" /{LOGO_NAME} {put_logo(file, mark.logo)}"
            case Symbol():
                images += f" /{SYMBOL_NAME} {put_symbol(file, mark.qr)}"
    resources = "/Font <<" + " ".join(
        f"/{font_resource(face)} {put_font(file, font)}" for face, font in fonts.items()
    )
    resources += f">> /XObject <<{images}>>"
    file.put_plain(
        page,
        f"<</Type /Page /Parent {pages} /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] "
        f"/Contents {content} /Resources <<{resources}>> "
        f"/StructParents {PAGE_KEY} /Tabs /S>>",
    )
    file.put_plain(pages, f"<</Type /Pages /Kids [{page}] /Count 1>>")
    specification = put_attachment(file, attachment)
    file.put_plain(
        root,
        f"<</Type /Catalog /Pages {pages} /Lang ({metadata.language}) "
        "/MarkInfo <</Marked true>> /ViewerPreferences <</DisplayDocTitle true>> "
        f"/StructTreeRoot {put_structure(file, drawing.structure, page=page)} "
        f"/Metadata {put_metadata(file, metadata)} "
        f"/OutputIntents [{put_output_intent(file)}] /AF [{specification}] "
        f"/Names <</EmbeddedFiles <</Names [{text_string(attachment.name)} {specification}]>>>>>>",
    )
    return file.finish(root=root, info=put_information(file, metadata))


def put_attachment(file: PdfFile, attachment: Attachment) -> Reference:
    """Embed a file (ISO 32000-1 §7.11.4), associated as the document's data (ISO 19005-3 §6.8)."""
    media_type = attachment.media_type.replace("/", "#2F")
    modified = f"{attachment.modified.astimezone(UTC):D:%Y%m%d%H%M%SZ}"
    embedded = file.add_stream(
        f"/Type /EmbeddedFile /Subtype /{media_type} "
        f"/Params <</Size {len(attachment.content)} /ModDate ({modified})>>",
        attachment.content,
    )
    name = text_string(attachment.name)
    return file.add(
        f"<</Type /Filespec /F {name} /UF {name} /Desc {text_string(attachment.description)} "
        f"/AFRelationship /Data /EF <</F {embedded} /UF {embedded}>>>>"
    )


def put_logo(file: PdfFile, logo: Logo) -> Reference:
    """Put the logo in a file as the indexed image that it already is."""
    colours = len(logo.palette) // 3
    return file.add_stream(
        f"/Type /XObject /Subtype /Image /Width {logo.width_pixels} /Height {logo.height_pixels} "
        f"/BitsPerComponent 8 /ColorSpace [/Indexed /DeviceRGB {colours - 1} "
        f"<{logo.palette.hex()}>]",
        logo.compressed_pixels,
        is_deflated=True,
    )


def put_symbol(file: PdfFile, qr: QrSymbol) -> Reference:
    """Put the QR symbol in a file as a stencil, through which the page's colour shows."""
    pixels = qr.side * PIXELS
    return file.add_stream(
        f"/Type /XObject /Subtype /Image /Width {pixels} /Height {pixels} /ImageMask true",
        deflate(qr.bitmap()),
        is_deflated=True,
    )


def _fonts(sheet: Sheet) -> Mapping[Face, EmbeddedFont]:
    characters: dict[Face, set[str]] = defaultdict(set)
    for mark in sheet.marks:
        if isinstance(mark, Text):
            characters[mark.face].update(mark.text)
    return {face: embedded_font(face, characters[face]) for face in Face}
