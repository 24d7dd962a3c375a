"""The catalogues of documents' words: whole, filled in alike, and printable."""

import re

import pytest
from babel.messages.catalog import Catalog

from issuer.document.translations import catalogue
from issuer.document.translations.catalogue import (
    LOCALES,
    SOURCE,
    read_catalogue,
    words_in,
)
from issuer.settings.document_language import DocumentLanguage
from issuer.words.gettext_catalogue import MissingTranslationError
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


@pytest.mark.parametrize("ask", ["gettext", "ngettext", "pgettext"])
def test_message_without_translation_is_an_error_and_never_french(ask: str) -> None:
    arguments: dict[str, tuple[object, ...]] = {
        "gettext": ("?",),
        "ngettext": ("?", "??", 2),
        "pgettext": ("where", "?"),
    }

    with pytest.raises(MissingTranslationError):
        getattr(words_in("nl"), ask)(*arguments[ask])


@pytest.mark.parametrize(("text", "flags"), [("", ()), ("Attest", ("fuzzy",))])
def test_incomplete_catalogue_is_refused_whole(
    monkeypatch: pytest.MonkeyPatch, text: str, flags: tuple[str, ...]
) -> None:
    incomplete = Catalog(locale="nl_BE")
    incomplete.add("Attestation de fréquentation", text, flags=flags)
    monkeypatch.setattr(catalogue, "read_catalogue", lambda language: incomplete)

    with pytest.raises(MissingTranslationError):
        words_in.__wrapped__("nl")
