"""The text that a reader of a PDF page sees, and no other."""

import io
import re

from pypdf import PdfWriter
from reportlab.lib.colors import Color, white

from issuer.document.page import render_page
from tests.support.documents import LETTERHEAD, make_document_facts
from tests.support.forgeries import (
    annotated,
    in_hidden_layer,
    inspected,
    invisible,
    page_of,
    together,
    unsigned_copy,
    visible,
    words_of,
    written,
)


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
