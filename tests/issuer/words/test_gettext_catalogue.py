"""Catalogues are whole, or refused; a message that lacks one is an error."""

import pytest
from babel.messages.catalog import Catalog

from issuer.document.translations import catalogue
from issuer.document.translations.catalogue import (
    words_in,
)
from issuer.words.gettext_catalogue import MissingTranslationError


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
