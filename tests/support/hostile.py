"""Files that are meant to harm whoever opens them, each made here from scratch."""

import struct
import zlib
from collections.abc import Callable

from PIL import Image
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from tests.support.forgeries import encoded, page_of, visible, written
from tests.support.photographs import claiming, photograph


def png(width: int, height: int, *, pixels: bytes = b"") -> bytes:
    """Write a PNG that claims to be of a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", pixels or zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def pdf_of(*objects: bytes) -> bytes:
    """Write a PDF file of given objects, the first of which is the catalogue."""
    data = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    xref = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return data + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, xref)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """Write a stream object that is deflated."""
    packed = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode %b >>\nstream\n%b\nendstream" % (
        len(packed),
        extra,
        packed,
    )


_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGES = b"<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>"


def _page(contents: bytes, extra: bytes = b"") -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Contents 4 0 R %b >>" % extra
    return pdf_of(_CATALOGUE, _PAGES, page, contents)


def _deflate_bomb() -> bytes:
    return _page(stream(b"q Q " * 60_000_000))


def _image_bomb() -> bytes:
    picture = stream(
        bytes(300_000_000),
        b"/Type /XObject /Subtype /Image /Width 30000 /Height 10000 /BitsPerComponent 8"
        b" /ColorSpace /DeviceGray",
    )
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Contents 4 0 R"
        b" /Resources << /XObject << /X 5 0 R >> >> >>"
    )
    return pdf_of(_CATALOGUE, _PAGES, page, stream(b"595 0 0 842 0 0 cm /X Do"), picture)


def _self_painting_form() -> bytes:
    form = stream(
        b"/X Do /X Do",
        b"/Type /XObject /Subtype /Form /BBox [ 0 0 595 842 ]"
        b" /Resources << /XObject << /X 5 0 R >> >>",
    )
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Contents 4 0 R"
        b" /Resources << /XObject << /X 5 0 R >> >> >>"
    )
    return pdf_of(_CATALOGUE, _PAGES, page, stream(b"/X Do"), form)


def _laughing_forms() -> bytes:
    """Each form paints the next ten times: a billion paintings."""
    forms = [
        stream(
            b"/X Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [ 0 0 595 842 ]"
            b" /Resources << /XObject << /X %d 0 R >> >>" % (number + 1),
        )
        for number in range(5, 14)
    ]
    last = stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [ 0 0 595 842 ]")
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Contents 4 0 R"
        b" /Resources << /XObject << /X 5 0 R >> >> >>"
    )
    return pdf_of(_CATALOGUE, _PAGES, page, stream(b"/X Do"), *forms, last)


def _deep_nesting() -> bytes:
    return pdf_of(_CATALOGUE, b"[" * 100_000 + b"]" * 100_000)


def _page_tree_in_a_ring() -> bytes:
    return pdf_of(_CATALOGUE, b"<< /Type /Pages /Kids [ 2 0 R ] /Count 1 >>")


def _many_pages() -> bytes:
    writer = PdfWriter()
    for _ in range(300):
        writer.add_blank_page(width=595, height=842)
    return written(writer)


def _huge_page() -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 9999999 9999999 ] /Contents 4 0 R >>"
    return pdf_of(_CATALOGUE, _PAGES, page, stream(b"0 0 100 100 re f"))


def _much_text() -> bytes:
    def draw(canvas: Canvas) -> None:
        for y in range(400):
            canvas.drawString(5, 2 * y, "mot " * 200)

    return page_of(draw)


def _many_attachments() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    for number in range(100):
        writer.add_attachment(f"{number}.cbor", b"\xd2\x84")
    return written(writer)


def _long_lines() -> bytes:
    def draw(canvas: Canvas) -> None:
        for x in range(100_000):
            canvas.line(x % 595, 0, (x * 7) % 595, 842)

    return page_of(draw)


def _wide_gif() -> bytes:
    return encoded(Image.new("P", (10, 10)), "GIF")


def _card() -> bytes:
    return photograph("card")


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a PNG of 65,535 by 65,535": lambda: png(65_535, 65_535),
    "a PNG of 2^31 by 2^31": lambda: png(2**31 - 1, 2**31 - 1),
    "a PNG of 6,000 by 6,000 that unfolds": lambda: png(
        6000, 6000, pixels=zlib.compress(bytes(6000 * 18001), 9)
    ),
    "a PNG that unfolds past its size": lambda: png(
        10, 10, pixels=zlib.compress(bytes(200_000_000), 9)
    ),
    "a PNG without pixels": lambda: png(100, 100),
    "a JPEG cut short": lambda: encoded(Image.new("L", (900, 900)), "JPEG")[:400],
    "a JPEG that is only a mark": lambda: b"\xff\xd8\xff",
    "a WEBP that is only a mark": lambda: b"RIFF\xff\xff\xff\xffWEBPVP8 ",
    "a HEIC that is only a mark": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "a HEIC of 65,535 by 65,535": lambda: claiming(_card(), width=65_535, height=65_535),
    "a HEIC of 2^31 by 2^31": lambda: claiming(_card(), width=2**31 - 1, height=2**31 - 1),
    "a HEIC larger than it says": lambda: claiming(_card(), width=8, height=8),
    "a HEIC cut short": lambda: _card()[:900],
    "a HEIC with its size zeroed": lambda: claiming(_card(), width=0, height=0),
    "a TIFF": lambda: encoded(Image.new("L", (10, 10)), "TIFF"),
    "a GIF": _wide_gif,
    "an SVG": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "a web page": lambda: b"<!doctype html><script>alert(1)</script>",
    "a zip": lambda: b"PK\x03\x04" + bytes(1000),
    "a program": lambda: b"\x7fELF" + bytes(1000),
    "nothing but zeros": lambda: bytes(100_000),
    "a PDF that is only a header": lambda: b"%PDF-1.7\n",
    "a PDF deep in other bytes": lambda: bytes(1020) + b"%PDF-1.7\n",
    "a PDF that unfolds to 240 MB": _deflate_bomb,
    "a PDF with a picture of 300 MB": _image_bomb,
    "a form that paints itself": _self_painting_form,
    "forms that paint a billion times": _laughing_forms,
    "arrays a hundred thousand deep": _deep_nesting,
    "a page tree in a ring": _page_tree_in_a_ring,
    "300 pages": _many_pages,
    "a page of twelve square kilometres": _huge_page,
    "240,000 characters": _much_text,
    "100 attachments": _many_attachments,
    "100,000 lines": _long_lines,
    "an ordinary letter": lambda: page_of(visible("Bonjour", left=60, bottom=700)),
}


def hostile_files() -> dict[str, bytes]:
    """Make them all."""
    return {name: make() for name, make in HOSTILE.items()}
