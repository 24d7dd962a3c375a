"""QR codes are found in pictures of any size, on every page."""

import io

import pytest
import qrcode
from PIL import Image
from pypdf import PdfWriter

from tests.support.forgeries import (
    encoded,
    inspected,
    page_of,
    symbol,
    together,
    written,
)
from tests.support.world import Issued


def test_small_picture_without_a_symbol_is_searched_in_vain() -> None:
    (page,) = inspected(encoded(Image.new("L", (300, 300), 255), "PNG")).pages

    assert page.symbols == ()


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
