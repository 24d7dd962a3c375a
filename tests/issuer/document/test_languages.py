"""A document in each language: every word of it, what programs read, its size."""

import io
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from issuer.document.pades import sign_document
from issuer.document.page import render_page
from issuer.document.translations.catalogue import words_in
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.organisation import Letterhead
from tests.support.documents import (
    LONG,
    ORGANISATION,
    document_issuer,
    make_document_facts,
    make_logo,
    make_sessions,
    translated,
)
from tests.support.facts import make_stated_attestation
from tests.support.issuers import NOW
from tests.support.pages_in_languages import page_in, said

TAGS = {
    DocumentLanguage.FR: "fr-BE",
    DocumentLanguage.NL: "nl-BE",
    DocumentLanguage.DE: "de-BE",
    DocumentLanguage.EN: "en-GB",
    DocumentLanguage.FR_NL: "fr-BE",
}

ALL = list(DocumentLanguage)


@pytest.mark.parametrize("language", ALL)
def test_document_names_its_language_and_title_to_programs(language: DocumentLanguage) -> None:
    reader = pypdf.PdfReader(io.BytesIO(page_in(language)))
    catalog: Any = reader.trailer["/Root"].get_object()
    metadata: Any = reader.metadata

    assert catalog["/Lang"] == TAGS[language]
    for one in language.languages:
        title = words_in(one).gettext("Attestation de fréquentation")
        assert title in metadata.title
        assert f"<rdf:li>{words_in(one).tag}</rdf:li>".encode() in page_in(language)
    assert metadata.title.endswith(" AC-2026-0001")


@pytest.mark.parametrize("language", ALL)
def test_page_of_forty_sessions_with_a_logo_a_long_name_and_every_fact_is_small(
    language: DocumentLanguage,
) -> None:
    attestation = replace(make_stated_attestation(), holder=LONG)
    facts = make_document_facts(attestation, sessions=make_sessions(40))
    letterhead = Letterhead(organisation=translated(ORGANISATION), logo=make_logo())
    page = render_page(replace(facts, language=language), letterhead)

    pdf = sign_document(page, signer=document_issuer().signer, at=NOW)

    assert len(pdf) <= 40_000


@pytest.mark.parametrize("language", ALL)
def test_figures_are_described_in_the_language_of_the_document(language: DocumentLanguage) -> None:
    words = words_in(language.languages[0])
    alternatives = {one.alternative for one in said(language) if one.alternative}

    assert words.gettext("Logo de {name}", name="Maison des Passages") in alternatives
    assert len(alternatives) == 2


def test_dutch_document_has_no_french_word_but_how_to_check() -> None:
    text = " ".join(one.text for one in said(DocumentLanguage.NL) if one.language != "fr")

    for word in (
        "Attestation de",
        "atteste",
        "naissance",
        "SÉANCES",
        "Fait à",
        "scellé",
    ):
        assert word not in text
    for words in (
        "Aanwezigheidsattest",
        "Geboortedatum: 29 februari 1988",
        "SESSIES",
        "5 oktober 2026",
        "52 u",
        "Opgemaakt te Bruxelles op 18 november 2026",
    ):
        assert words in text


def test_words_in_the_second_language_are_marked_as_such() -> None:
    dutch = " ".join(one.text for one in said(DocumentLanguage.FR_NL) if one.language == "nl-BE")

    for words in (
        "Aanwezigheidsattest",
        "bevestigt dat",
        "Geboortedatum: 29 februari 1988",
        "VAN",
        "5 oktober 2026",
        "THEMA’S VAN DE SESSIES",
        "Opgemaakt te",
        "Met de steun van",
        "DIT ATTEST CONTROLEREN",
    ):
        assert words in dutch
    assert "naissance" not in dutch
