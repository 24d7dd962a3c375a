"""The catalogues of documents' words: whole, filled in alike, and printable."""

import re

import pytest

from issuer.document.translations.catalogue import (
    LOCALES,
    SOURCE,
    read_catalogue,
    words_in,
)
from issuer.settings.document_language import DocumentLanguage
from pdf.mark_positioning import missing_characters
from tests.setup.catalogues import FOLDER, updated
from tests.support.translations import pairs

TRANSLATED = sorted(set(LOCALES) - {SOURCE})


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_has_each_message_of_the_code_and_no_other(language: str) -> None:
    # Otherwise: make catalogues, and translate what is empty.
    assert (FOLDER / f"{language}.po").read_text() == updated(language).decode()


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_message_is_translated_with_the_same_places_to_fill_in(language: str) -> None:
    for french, translation in pairs(read_catalogue(language)):
        assert translation
        assert set(re.findall(r"{\w+}", translation)) == set(re.findall(r"{\w+}", french)), french


@pytest.mark.parametrize("language", TRANSLATED)
def test_words_have_only_letters_that_the_typeface_has(language: str) -> None:
    assert not missing_characters(
        "".join(translation for _, translation in pairs(read_catalogue(language)))
    )


@pytest.mark.parametrize("language", list(DocumentLanguage))
def test_each_language_of_documents_has_its_words(language: DocumentLanguage) -> None:
    assert "-".join(words_in(one).tag[:2] for one in language.languages) == language
