"""A composed sheet written as a PDF: whole, embedded, and small."""

import io
from pathlib import Path
from typing import Any

import pypdf
from PIL import Image

from issuer.document.page import ATTACHMENT_NAME, render_page
from issuer.settings.logo import prepare_logo
from issuer.settings.organisation import Letterhead
from tests.support.documents import (
    LETTERHEAD,
    ORGANISATION,
    make_document_facts,
    make_facts_of_size,
)
from tests.support.tools import run_tool


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
