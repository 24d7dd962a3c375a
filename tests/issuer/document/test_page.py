import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from attestation.errors import DocumentError
from issuer.document.facts import SessionLine
from issuer.document.page import ATTACHMENT_NAME, printed_text, render_page
from issuer.settings.logo import prepare_logo
from issuer.settings.organisation import Letterhead
from tests.support.documents import (
    LETTERHEAD,
    ORGANISATION,
    make_document_facts,
    make_facts_of_size,
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


def test_metadata_names_the_document_but_not_the_person() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_page(make_document_facts(), LETTERHEAD)))

    metadata: Any = reader.metadata
    assert metadata.title == "Attestation de fréquentation AC-2026-0001"
    assert metadata.author == "Maison des Passages"
    assert metadata.subject == "Ateliers citoyens – module de base (AC-2026-10)"
    assert metadata["/CreationDate"] == metadata["/ModDate"] == "D:20261118100000Z"
    catalog: Any = reader.trailer["/Root"].get_object()
    assert catalog["/Lang"] == "fr-BE"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"] == pypdf.generic.BooleanObject(True)
    assert "Ağaoğlu" not in str(metadata)


def test_credential_is_attached_as_the_documents_data() -> None:
    facts = make_document_facts()

    reader = pypdf.PdfReader(io.BytesIO(render_page(facts, LETTERHEAD)))

    assert dict(reader.attachments) == {ATTACHMENT_NAME: [facts.credential]}
    catalog: Any = reader.trailer["/Root"].get_object()
    (specification,) = catalog["/AF"]
    assert specification.get_object()["/AFRelationship"] == "/Data"


def test_fonts_are_embedded_subset_and_mapped_to_unicode(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(render_page(make_document_facts(), LETTERHEAD))

    _, _, *fonts = run_tool("pdffonts", path).splitlines()

    assert len(fonts) == 3
    for font in fonts:
        assert font.split()[0].split("+")[1].startswith("SourceSans3-")
        assert font.split()[-5:-2] == ["yes", "yes", "yes"]


def test_file_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(render_page(make_document_facts(), LETTERHEAD))

    assert "No syntax or stream encoding errors found" in run_tool("qpdf", "--check", path)


def test_logo_is_drawn_and_the_largest_document_stays_small(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.effect_noise((1200, 500), 60).convert("RGB").save(picture, "JPEG")
    logo = prepare_logo(picture.getvalue(), setting="organisation.logo")
    pdf = render_page(make_facts_of_size(600), Letterhead(organisation=ORGANISATION, logo=logo))
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf)

    image = next(iter(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].images))

    assert image.image is not None
    assert image.image.size == (logo.width_pixels, logo.height_pixels)
    assert "No syntax" in run_tool("qpdf", "--check", path)
    assert len(pdf) <= 50_000


def test_logo_keeps_its_colours() -> None:
    picture = io.BytesIO()
    flag = Image.new("RGB", (30, 20), "#8A1C3B")
    flag.paste("#1D4E6B", (15, 0, 30, 20))
    flag.save(picture, "PNG")
    logo = prepare_logo(picture.getvalue(), setting="organisation.logo")

    pdf = render_page(make_document_facts(), Letterhead(organisation=ORGANISATION, logo=logo))

    image = next(iter(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].images)).image
    assert image is not None
    assert image.convert("RGB").getpixel((5, 5)) == (0x8A, 0x1C, 0x3B)
    assert image.convert("RGB").getpixel((25, 5)) == (0x1D, 0x4E, 0x6B)


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
