"""The structure tree, by which a page is read aloud."""

import io
import re
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from issuer.document.page import render_page
from issuer.settings.logo import prepare_logo
from issuer.settings.organisation import Letterhead
from tests.support.documents import (
    ORGANISATION,
    make_document_facts,
)
from tests.support.screen_reader import Spoken, read_aloud
from tests.support.spoken_pages import catalog, page, page_of, spoken

__all__ = ["page", "spoken"]  # pytest finds them here
LONG = "Maximilienne-Alexandrine Évangéline Wilhelmina Cunégonde Marie-Antoinette Philippa"


def visible_text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(str(document[0].get_textpage().get_text_range()).split())
    finally:
        document.close()


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"family_name": LONG, "given_name": LONG, "module_title": (LONG * 2)[:100]},
        {"family_name": "Adébọ̀wálé", "given_name": "Ẹ̀bùn", "birth_date": "2001-04"},
        {"family_name": "W" * 100, "given_name": None},
    ],
)
def test_text_of_the_structure_tree_is_the_visible_text_in_order(facts: dict[str, Any]) -> None:
    pdf = page_of(**facts)

    said = "".join("".join(one.text for one in read_aloud(pdf)).split())

    assert said == visible_text(pdf)


def test_reader_hears_heading_holder_facts_and_instructions_in_order(spoken: list[Spoken]) -> None:
    said = [one.text for one in spoken]

    order = [
        said.index(text)
        for text in (
            "Maison des Passages",
            "Attestation de fréquentation",
            "N° AC-2026-0001",
            "Maison des Passages atteste que",
            "Şükriye Ağaoğlu",
            "Date de naissance : 29 février 1988",
            "a suivi l’entièreté du module",
            "Ateliers citoyens – module de base",
            "DU",
            "5 octobre 2026",
            "PRÉSENCE",
            "52 h",
            "THÈMES DES SÉANCES",
            "05.10",
            "Accueil, vivre ensemble et identités",
            "Fait à Bruxelles, le 18 novembre 2026",
            "VÉRIFIER CETTE ATTESTATION",
            "verifier.example",
        )
    ]
    assert order == sorted(order)


def test_headings_lists_and_paragraphs_are_told_apart(spoken: list[Spoken]) -> None:
    role = {one.text: one.path for one in spoken}

    assert role["Attestation de fréquentation"] == ("Document", "H1")
    assert [text for text, path in role.items() if path[-1] == "H2"] == [
        "THÈMES DES SÉANCES",
        "VÉRIFIER CETTE ATTESTATION",
    ]
    assert role["Şükriye Ağaoğlu"] == ("Document", "P")
    assert role["05.10"] == ("Document", "L", "LI", "Lbl")
    assert role["Histoire de la Belgique"] == ("Document", "L", "LI", "LBody")


def test_words_at_line_ends_stay_apart(spoken: list[Spoken]) -> None:
    (instruction,) = (one.text for one in spoken if one.text.startswith("Tapez"))

    assert re.sub(r"[^ \w,’.]", "", instruction) == (
        "Tapez vousmême cette adresse dans un navigateur, ou ouvrez votre signet, puis entrez "
        "le code ou scannez le QR depuis cette page."
    )


def test_name_cut_for_want_of_room_is_read_as_one_word() -> None:
    spoken = read_aloud(page_of(family_name="W" * 100, given_name=None))

    assert "W" * 100 in [one.text for one in spoken]


def test_figures_have_alternatives_that_name_no_person(spoken: list[Spoken]) -> None:
    figures = {one.alternative for one in spoken if one.path[-1] == "Figure"}

    assert len(figures) == 2
    assert "Logo de Maison des Passages" in figures
    assert any(text is not None and text.startswith("Code QR") for text in figures)


def test_logo_that_is_a_picture_has_its_alternative_too() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (30, 20), "#8A1C3B").save(picture, "PNG")
    logo = prepare_logo(picture.getvalue(), setting="organisation.logo")

    spoken = read_aloud(
        render_page(make_document_facts(), Letterhead(organisation=ORGANISATION, logo=logo))
    )

    assert spoken[0].alternative == "Logo de Maison des Passages"
    assert spoken[0].text == ""


def test_each_instruction_is_in_its_own_language(spoken: list[Spoken], page: bytes) -> None:
    languages = {one.text.split()[0]: one.language for one in spoken if one.text}

    assert (languages["Typ"], languages["Type"], languages["Tapez"]) == ("nl", "en", "fr")
    assert languages["Fait"] is None
    assert catalog(page)["/Lang"] == "fr-BE"
