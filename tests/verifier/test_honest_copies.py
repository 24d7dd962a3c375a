"""An honest copy is genuine, whatever it went through; nobody is accused by a printer."""

import io
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageOps
from pypdf import PdfWriter, Transformation
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from attestation.verdict.verdicts import Genuine, LookedAt
from tests.support.forgeries import (
    add_bare_pages,
    draw_over,
    encoded,
    in_form,
    invisible,
    joined,
    page_in,
    page_of,
    picture_of,
    scanned,
    symbol,
    together,
    turned,
    two_up,
    unsigned_copy,
    visible,
    words_of,
    written,
)
from tests.support.tools import run_tool
from tests.support.world import Issued, World
from verifier.inspection.answer import Page
from verifier.text_comparison.contradictions import contradictions

Copy = Callable[[Issued, Path], bytes]


def _cairo(one: Issued, folder: Path) -> bytes:
    (folder / "in.pdf").write_bytes(one.pdf)
    run_tool("pdftocairo", "-pdf", folder / "in.pdf", folder / "out.pdf")
    return (folder / "out.pdf").read_bytes()


def _browser_header(one: Issued, _: Path) -> bytes:
    header = visible(f"20/11/2026 10:04   {one.number}.pdf", left=30, bottom=826, size=8)
    footer = visible("https://mail.example/attachments/0042   1/1", left=30, bottom=10, size=8)
    return draw_over(one.pdf, header, footer)


def _municipal_stamp(one: Issued, _: Path) -> bytes:
    return draw_over(
        one.pdf,
        visible("REÇU LE 23/11/2026 – DOSSIER BXL-2026-00917", left=330, bottom=560, size=9),
    )


def _watermark(one: Issued, _: Path) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(120, 250)
        canvas.rotate(50)
        canvas.setFillColor(Color(0.5, 0.5, 0.5, alpha=0.25))
        canvas.setFont("Helvetica-Bold", 90)
        canvas.drawString(0, 0, "COPIE")
        canvas.restoreState()

    return draw_over(one.pdf, draw)


def _badly_recognised(one: Issued, _: Path) -> bytes:
    wrong = (
        invisible("Attestation de fréquentation", left=62, bottom=670, size=28),
        invisible("N° AC-2O26-9999", left=62, bottom=650),
        invisible("N° AC-2026-9999", left=62, bottom=640),
        invisible("Sukriyc Agaoglv", left=62, bottom=590, size=24),
        invisible("nee le 28 fevrier 1983", left=62, bottom=570),
    )
    return scanned(one.pdf, recognised=together(*wrong))


def _text_under_picture(one: Issued, _: Path) -> bytes:
    """As some recognition programs do: real text, and the picture painted over it."""
    picture = scanned(one.pdf)
    under = page_of(
        together(
            visible("Attestation de fréquentation", left=62, bottom=670, size=28),
            visible("Sukriyc Agaoglv  N° AC-2026-9999", left=62, bottom=590, size=24),
        )
    )
    writer = PdfWriter()
    writer.add_page(page_in(under)).merge_page(page_in(picture))
    return written(writer)


def _without_to_unicode(one: Issued, _: Path) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(unsigned_copy(one.pdf)))
    fonts = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        font.get_object().pop("/ToUnicode", None)
    return written(writer)


def _drawn_twice(one: Issued, _: Path) -> bytes:
    """A bold face made by drawing the page a second time, a hair's breadth aside."""
    writer = PdfWriter()
    (page,) = add_bare_pages(writer, one.pdf)
    aside = Transformation().translate(tx=0.3, ty=0)
    page.merge_transformed_page(page_in(unsigned_copy(one.pdf)), aside)
    return written(writer)


def _with_poster(one: Issued, _: Path) -> bytes:
    poster = symbol("https://www.maison.example/agenda", left=330, bottom=500, side=80)
    return draw_over(one.pdf, poster)


def _in_a_dossier(one: Issued, _: Path) -> bytes:
    letter = page_of(
        together(
            visible("Pièces jointes au dossier :", left=60, bottom=700),
            visible("2. Attestation de fréquentation", left=60, bottom=680),
            visible("Bruxelles, le 23 novembre 2026", left=60, bottom=640),
        )
    )
    return joined(letter, one.pdf)


PDF_COPIES: dict[str, Copy] = {
    "printed to PDF by cairo": _cairo,
    "saved without signature": lambda one, _: unsigned_copy(one.pdf),
    "saved without signature, attachment kept": lambda one, _: unsigned_copy(
        one.pdf, attachments=[one.credential]
    ),
    "with another attachment": lambda one, _: unsigned_copy(one.pdf, attachments=[b"<xml/>"]),
    "with a browser's header and footer": _browser_header,
    "with a municipal stamp": _municipal_stamp,
    "with a watermark across": _watermark,
    "turned by 90 degrees": lambda one, _: turned(one.pdf, degrees=90),
    "turned by 180 degrees": lambda one, _: turned(one.pdf, degrees=180),
    "two to a sheet": lambda one, _: two_up(one.pdf),
    "wrapped in a form": lambda one, _: draw_over(
        one.pdf, in_form(visible("copie", left=300, bottom=20))
    ),
    "scanned": lambda one, _: scanned(one.pdf),
    "scanned at 100 dpi": lambda one, _: scanned(one.pdf, dpi=100),
    "scanned, badly recognised": _badly_recognised,
    "scanned, recognised text under the picture": _text_under_picture,
    "fonts without ToUnicode": _without_to_unicode,
    "drawn twice": _drawn_twice,
    "with a poster's QR beside": _with_poster,
    "in a dossier with a letter": _in_a_dossier,
}


@pytest.mark.parametrize("person", [0, 1, 2])
@pytest.mark.parametrize("copy", PDF_COPIES.values(), ids=PDF_COPIES)
def test_honest_copy_is_genuine(
    world: World, issued: list[Issued], tmp_path: Path, copy: Copy, person: int
) -> None:
    finding = world.check_file(copy(issued[person], tmp_path))

    assert isinstance(finding.verdict, Genuine), finding.verdict
    assert finding.looked_at is LookedAt.COPY
    assert finding.verdict.credential.attestation == issued[person].attestation


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photograph_is_genuine_however_it_was_held(
    world: World, issued: list[Issued], orientation: int
) -> None:
    picture = picture_of(issued[0].pdf)
    exif = Image.Exif()
    exif[0x0112] = orientation
    # Pixels as a sensor that was held so would give them, and the tag that says so.
    undo = {3: 180, 6: 90, 8: 270}.get(orientation, 0)
    held = picture.rotate(undo, expand=True)
    if orientation in (2, 4, 5, 7):
        held = ImageOps.mirror(held)

    finding = world.check_file(encoded(held, "JPEG", quality=85, exif=exif))

    assert isinstance(finding.verdict, Genuine)
    assert finding.looked_at is LookedAt.COPY


PICTURES: dict[str, Callable[[Image.Image], bytes]] = {
    "PNG": lambda picture: encoded(picture, "PNG"),
    "JPEG": lambda picture: encoded(picture, "JPEG"),
    "WEBP": lambda picture: encoded(picture, "WEBP"),
    "JPEG of 40, askew": lambda picture: encoded(
        picture.rotate(3, expand=True, fillcolor="white"), "JPEG", quality=40
    ),
    "one bit": lambda picture: encoded(picture.convert("1"), "PNG"),
    "palette": lambda picture: encoded(picture.convert("P"), "PNG"),
    "16 bits": lambda picture: encoded(picture.convert("L").convert("I;16"), "PNG"),
    "CMYK": lambda picture: encoded(picture.convert("CMYK"), "JPEG"),
    "see-through": lambda picture: encoded(_see_through(picture), "PNG"),
    "faint": lambda picture: encoded(
        picture.convert("L").point(lambda grey: 170 + grey // 4), "JPEG"
    ),
    "on a desk": lambda picture: encoded(
        ImageOps.expand(
            picture.rotate(8, expand=True, fillcolor="saddlebrown"), 300, "saddlebrown"
        ),
        "JPEG",
    ),
}


def _see_through(picture: Image.Image) -> Image.Image:
    see_through = picture.convert("RGBA")
    see_through.putalpha(ImageOps.invert(picture.convert("L")))
    return see_through


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_picture_is_genuine(
    world: World, issued: list[Issued], picture: Callable[[Image.Image], bytes]
) -> None:
    finding = world.check_file(picture(picture_of(issued[0].pdf)))

    assert isinstance(finding.verdict, Genuine), finding.verdict
    assert finding.looked_at is LookedAt.COPY


def test_text_layer_in_decomposed_letters_accuses_nobody(
    world: World, issued: list[Issued]
) -> None:
    words = tuple(
        replace(word, text=unicodedata.normalize("NFD", word.text))
        for word in words_of(issued[0].pdf)
    )

    found = contradictions(
        [Page(symbols=(), words=words)], issued[0].attestation, with_credential=frozenset()
    )

    assert not found


def test_copy_on_paper_of_another_size_is_genuine(world: World, issued: list[Issued]) -> None:
    picture = picture_of(issued[0].pdf, dpi=300)

    finding = world.check_file(
        encoded(picture.resize((picture.width // 3, picture.height // 3)), "PNG")
    )

    assert isinstance(finding.verdict, Genuine)
