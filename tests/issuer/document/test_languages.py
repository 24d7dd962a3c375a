"""A document in each language: every word of it, what programs read, its size."""

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdf
import pytest

from attestation.errors import ConfigurationError, DocumentError
from issuer.document.facts import PartOfModule
from issuer.document.letterhead import prove_fits
from issuer.document.pades import sign_document
from issuer.document.page import render_page
from issuer.document.translations.catalogue import words_in
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.organisation import Letterhead, Translation, Translations
from tests.support.documents import (
    LONG,
    ORGANISATION,
    check_document,
    document_issuer,
    make_document_facts,
    make_logo,
    make_sessions,
    translated,
)
from tests.support.facts import make_stated_attestation
from tests.support.issuers import ADDRESS, NOW
from tests.support.screen_reader import Spoken, read_aloud

_ROLE = Translation(coordinator_role="Claire V.")
LETTERHEAD = Letterhead(
    organisation=ORGANISATION.model_copy(
        update={"translations": Translations(nl=_ROLE, de=_ROLE, en=_ROLE)}
    )
)
PART = PartOfModule(
    followed=40, sessions=44, held=timedelta(hours=176, minutes=30), required_percent=80
)
TAGS = {
    DocumentLanguage.FR: "fr-BE",
    DocumentLanguage.NL: "nl-BE",
    DocumentLanguage.DE: "de-BE",
    DocumentLanguage.EN: "en-GB",
    DocumentLanguage.FR_NL: "fr-BE",
}
ALL = list(DocumentLanguage)


def page_in(language: DocumentLanguage, *, sessions: int = 13) -> bytes:
    facts = make_document_facts(sessions=make_sessions(sessions))
    return render_page(replace(facts, language=language), LETTERHEAD)


def said(language: DocumentLanguage) -> list[Spoken]:
    return read_aloud(page_in(language))


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
@pytest.mark.parametrize("part", [None, PART, replace(PART, followed=None)])
def test_signed_document_is_read_back_in_every_language(
    language: DocumentLanguage, part: PartOfModule | None
) -> None:
    facts = replace(make_document_facts(sessions=make_sessions(40)), language=language, part=part)
    issuer = document_issuer()

    pdf = sign_document(render_page(facts, LETTERHEAD), signer=issuer.signer, at=NOW)

    check_document(pdf, facts=facts, certificate=issuer.signer.certificate)


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


def test_how_to_check_is_said_in_four_languages() -> None:
    languages = {one.language for one in said(DocumentLanguage.FR)}

    assert {"fr", "nl", "de", "en"} <= languages


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


def test_text_that_the_organisation_wrote_in_french_only_is_never_printed_in_dutch() -> None:
    facts = replace(make_document_facts(), language=DocumentLanguage.NL)

    with pytest.raises(DocumentError, match="coordinator_role"):
        render_page(facts, Letterhead(organisation=ORGANISATION))


def test_organisation_whose_language_lacks_a_text_is_told_which() -> None:
    dutch = ORGANISATION.model_copy(update={"language": DocumentLanguage.NL})

    with pytest.raises(ConfigurationError, match=r"translations\.nl\.coordinator_role"):
        prove_fits(Letterhead(organisation=dutch), address=ADDRESS)


def test_place_and_funders_have_their_names_in_each_language() -> None:
    names = Translation(coordinator_role="x", place="Brussel", funders=("Franse Commissie",))
    organisation = ORGANISATION.model_copy(update={"translations": Translations(nl=names)})
    facts = replace(make_document_facts(), language=DocumentLanguage.NL)

    text = " ".join(
        one.text for one in read_aloud(render_page(facts, Letterhead(organisation=organisation)))
    )

    assert "Opgemaakt te Brussel op" in text
    assert "Met de steun van Franse Commissie" in text
