import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from issuer.document.page import render_page
from pdf.fonts import Face, advance_widths, static_font
from pdf.mark_positioning import missing_characters
from tests.setup.glyph_merging import LETTERS
from tests.support.documents import LETTERHEAD, make_document_facts
from tests.support.facts import make_attestation
from tests.support.tools import run_tool
from verifier.receipt.fonts import register_fonts

NAME = "Ƙaura Ƴarƙo Ɲaawuru Ɖɔƒe Ƒiagã Ʋuti ƴar"


def test_west_african_letters_are_printed_letter_for_letter(tmp_path: Path) -> None:
    attestation = make_attestation(family_name=NAME, given_name=NAME)
    page = render_page(make_document_facts(attestation), LETTERHEAD)
    path = tmp_path / "page.pdf"
    path.write_bytes(page)

    assert missing_characters(NAME) == ()
    assert "".join(NAME.split()) in "".join(run_tool("pdftotext", path, "-").split())
    assert len(page) <= 40_000


def test_receipts_have_them_too() -> None:
    assert set(LETTERS) <= register_fonts()


@pytest.mark.parametrize("face", Face)
def test_borrowed_letters_come_last_and_stand_on_the_line_of_the_others(face: Face) -> None:
    with TTFont(io.BytesIO(static_font(face)), lazy=True) as font:
        glyphs, names = font["glyf"], font.getBestCmap()
        order = font.getGlyphOrder()
        capital = glyphs[names[ord("K")]].yMax

        assert order[-len(LETTERS) :] == [names[ord(letter)] for letter in LETTERS]
        for letter in "ƘƉƑ":
            assert abs(glyphs[names[ord(letter)]].yMax - capital) < 25, letter
        assert all(advance_widths(face)[letter] > 300 for letter in LETTERS)
