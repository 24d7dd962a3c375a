from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from attestation.errors import DocumentError
from issuer.document.facts import SessionLine
from issuer.document.page import printed_text, render_page
from tests.support.documents import (
    LETTERHEAD,
    make_document_facts,
    make_sessions,
)
from tests.support.facts import make_attestation
from tests.support.tools import run_tool

HOLDERS = (
    ("Ağaoğlu", "İpek Şükriye"),
    ("Đặng", "Thị Hồng Nhung"),
    ("Əliyeva", "Çinarə"),
    ("Țuțu", "Ștefan"),
    ("Łukasiewicz", "Żaneta"),
    ("Dvořáková", "Růžena"),
    ("Ḥasan", "ʿAlī"),
    ("Ɓuuba", "N’Golo"),
    ("Suryani", None),
)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[0].get_textpage().get_text_range()).replace("\r\n", "\n")
    finally:
        document.close()


@pytest.mark.parametrize(("family_name", "given_name"), HOLDERS)
def test_name_stands_on_a_line_of_its_own_letter_for_letter(
    family_name: str, given_name: str | None, tmp_path: Path
) -> None:
    attestation = make_attestation(family_name=family_name, given_name=given_name)
    pdf = render_page(make_document_facts(attestation), LETTERHEAD)
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf)

    assert attestation.holder.full_name() in text_of(pdf).split("\n")
    assert attestation.holder.full_name() in run_tool("pdftotext", path, "-").split("\n")


def test_names_with_marks_of_their_own_extract_in_order() -> None:
    attestation = make_attestation(family_name="Adébọ̀wálé", given_name="Ẹ̀bùn Mɔ́nga")

    said = "".join(text_of(render_page(make_document_facts(attestation), LETTERHEAD)).split())

    assert "Ẹ̀bùnMɔ́ngaAdébọ̀wálé" in said


def test_facts_stand_on_lines_of_their_own() -> None:
    facts = make_document_facts()

    lines = text_of(render_page(facts, LETTERHEAD)).split("\n")

    for line in (
        "Attestation de fréquentation",
        "N° AC-2026-0001",
        "Maison des Passages atteste que",
        "Şükriye Ağaoğlu",
        "Date de naissance : 29 février 1988",
        "Ateliers citoyens – module de base",
        "Module AC-2026-10",
        "5 octobre 2026",
        "5 novembre 2026",
        "52 h",
        "Fait à Bruxelles, le 18 novembre 2026",
        "Claire Vandenbossche",
        "verifier.example",
    ):
        assert line in lines


def test_same_facts_give_the_same_bytes() -> None:
    facts = make_document_facts()

    assert render_page(facts, LETTERHEAD) == render_page(facts, LETTERHEAD)


def test_character_that_the_font_lacks_is_refused_and_not_named() -> None:
    facts = make_document_facts()
    strange = replace(facts, sessions=(SessionLine(day=make_sessions()[0].day, theme="認定"),))

    with pytest.raises(DocumentError) as caught:
        render_page(strange, LETTERHEAD)

    assert "認" not in str(caught.value)


def test_printed_text_holds_every_text_that_people_gave() -> None:
    facts = make_document_facts()

    text = printed_text(facts)

    assert all(part in text for part in ("Ağaoğlu", "Şükriye", "AC-2026-10", "Logement"))


def test_two_programs_draw_the_same_page(tmp_path: Path) -> None:
    pdf = render_page(make_document_facts(), LETTERHEAD)
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf)

    run_tool("pdftoppm", "-r", "72", "-gray", "-singlefile", path, tmp_path / "poppler")
    with Image.open(tmp_path / "poppler.pgm") as opened:
        poppler = opened.convert("L")
    document = pypdfium2.PdfDocument(pdf)
    try:
        pdfium = document[0].render(scale=1).to_pil().convert("L").resize(poppler.size)
    finally:
        document.close()

    # Blurred: letters are smoothed differently, but each stands where the other has it.
    blurred = [picture.filter(ImageFilter.BoxBlur(4)) for picture in (poppler, pdfium)]
    assert ImageStat.Stat(ImageChops.difference(*blurred)).mean[0] < 2
    assert ImageStat.Stat(ImageChops.invert(poppler)).mean[0] > 5
