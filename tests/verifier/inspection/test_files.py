"""Looking into files: what is found in them."""

import io
import re

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from reportlab.lib.colors import Color, white

from attestation.verdict.reasons import Gap
from issuer.document.page import render_page
from tests.support.documents import LETTERHEAD, make_document_facts
from tests.support.forgeries import (
    annotated,
    encoded,
    in_hidden_layer,
    inspected,
    invisible,
    page_of,
    symbol,
    together,
    unsigned_copy,
    visible,
    words_of,
    written,
)
from tests.support.world import Issued
from verifier.assembly import started_anew
from verifier.inspection.answer import Inspection, NotInspectable
from verifier.inspection.fair_semaphore import FairSemaphore
from verifier.inspection.file_kind import FileKind, file_kind
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits
from verifier.inspection.process import CHILD, Inspector

LIMITS = Limits()


def inspector(limits: Limits = LIMITS) -> Inspector:
    return Inspector(limits=limits, places=FairSemaphore(2), ask=started_anew(CHILD))


def test_issued_file_gives_all_it_holds(issued: list[Issued]) -> None:
    found = inspected(issued[0].pdf)

    (page,) = found.pages
    (signature,) = {one for one in found.signatures if one.certificates}
    assert page.symbols == (issued[0].qr,)
    assert found.attachments == (issued[0].credential,)
    assert not signature.is_broken
    assert issued[0].attestation.holder.family_name in [word.text for word in page.words]
    assert page.is_legible


def test_child_and_parent_find_the_same(issued: list[Issued]) -> None:
    assert inspector()(issued[0].pdf) == inspect_file(issued[0].pdf, limits=LIMITS)


def test_symbols_of_every_page_are_read() -> None:
    sheet = together(
        symbol("one", left=60, bottom=600, side=90), symbol("two", left=300, bottom=600, side=90)
    )
    writer = PdfWriter()
    for data in (page_of(sheet), page_of(symbol("three", left=60, bottom=60, side=90))):
        writer.append(io.BytesIO(data))

    found = inspected(written(writer))

    assert [sorted(page.symbols) for page in found.pages] == [["one", "two"], ["three"]]


@pytest.mark.parametrize("side", [150, 320, 700, 3200])
def test_symbol_is_read_in_small_and_large_pictures(side: int, issued: list[Issued]) -> None:

    code = qrcode.QRCode(border=4)
    code.add_data("https://verifier.example/v#1234567890")
    picture = code.make_image().get_image().convert("L").resize((side, side))

    (page,) = inspected(encoded(picture, "PNG")).pages

    assert page.symbols == ("https://verifier.example/v#1234567890",)


def test_only_short_cose_attachments_are_kept(issued: list[Issued]) -> None:
    copy = unsigned_copy(
        issued[0].pdf, attachments=[b"", b"<xml/>", b"\xd2" + bytes(700), b"\xd2\x84\x40"]
    )

    assert inspected(copy).attachments == (b"\xd2\x84\x40",)


def test_text_that_leaves_no_ink_is_not_there() -> None:

    hidden = together(
        visible("seen", left=60, bottom=700),
        visible("white", left=60, bottom=650, colour=white),
        visible("glass", left=60, bottom=600, colour=Color(0, 0, 0, alpha=0)),
        visible("outside", left=-500, bottom=550),
        invisible("unpainted", left=60, bottom=500),
        visible("covered", left=60, bottom=450),
        lambda canvas: canvas.setFillColor(white) or canvas.rect(50, 440, 200, 30, 0, 1),
    )

    assert [word.text for word in words_of(page_of(hidden))] == ["seen"]


def test_text_in_a_hidden_layer_or_under_an_annotation_is_not_there() -> None:

    letter = page_of(visible("seen", left=60, bottom=700))
    under = page_of(
        together(visible("seen", left=60, bottom=700), visible("gone", left=60, bottom=600))
    )

    def patch(canvas: object) -> None:
        canvas.setFillColor(white)  # type: ignore[attr-defined]
        canvas.rect(50, 590, 200, 30, 0, 1)  # type: ignore[attr-defined]

    in_layer = in_hidden_layer(letter, visible("layered", left=60, bottom=650))

    assert [word.text for word in words_of(in_layer)] == ["seen"]
    assert [word.text for word in words_of(annotated(under, patch))] == ["seen"]


def test_words_lie_along_the_text_whichever_way_it_runs() -> None:
    def draw(turns: int) -> bytes:
        def drawn(canvas: object) -> None:
            canvas.translate(300, 400)  # type: ignore[attr-defined]
            canvas.rotate(90 * turns)  # type: ignore[attr-defined]
            canvas.drawString(0, 20, "above beside")  # type: ignore[attr-defined]
            canvas.drawString(0, 0, "below")  # type: ignore[attr-defined]

        return page_of(drawn)

    for turns in range(4):
        words = {word.text: word for word in words_of(draw(turns))}
        above, beside, below = (words[text] for text in ("above", "beside", "below"))

        assert above.right < beside.left
        assert above.bottom < below.top
        assert abs(above.left - below.left) < 2


def test_font_without_meaning_makes_a_page_illegible() -> None:
    page = unsigned_copy(render_page(make_document_facts(), LETTERHEAD))
    writer = PdfWriter(clone_from=io.BytesIO(page))
    fonts = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        if (mapping := font.get_object().get("/ToUnicode")) is not None:
            # Each letter now means one of Unicode's private use area.
            private = re.sub(rb"> <....>", b"> <E123>", mapping.get_object().get_data())
            mapping.get_object().set_data(re.sub(rb"^<(....)>$", b"<E123>", private, flags=re.M))

    (found,) = inspected(written(writer)).pages

    assert not found.is_legible


def test_password_is_named() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(page_of(visible("secret", left=60, bottom=700))))
    writer.encrypt("geheim", algorithm="AES-256")

    assert inspect_file(written(writer), limits=LIMITS) == NotInspectable(reason=Gap.PASSWORD)


def test_owner_password_alone_hinders_nobody() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(page_of(visible("open", left=60, bottom=700))))
    writer.encrypt("", "owner", algorithm="AES-256")

    assert [word.text for word in inspected(written(writer)).pages[0].words] == ["open"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", FileKind.PDF),
        (b"\n" * 1000 + b"%PDF-1.7", FileKind.PDF),
        (b"\n" * 1024 + b"%PDF-1.7", None),
        (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
        (b"\xff\xd8\xff\xe0", FileKind.IMAGE),
        (b"RIFF\0\0\0\0WEBPVP8 ", FileKind.IMAGE),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"\xff\xd8\xff\xe0 %PDF-1.7", None),
        (b"", None),
    ],
)
def test_kind_is_told_by_content(data: bytes, kind: FileKind | None) -> None:
    assert file_kind(data) is kind


@given(st.binary(max_size=2000))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    assert isinstance(inspect_file(data, limits=LIMITS), NotInspectable)


@given(st.binary(max_size=300))
def test_any_bytes_after_a_header_have_an_answer(data: bytes) -> None:
    for header in (b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP"):
        assert isinstance(inspect_file(header + data, limits=LIMITS), Inspection | NotInspectable)
