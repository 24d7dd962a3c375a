"""The words of the page for this request."""

from issuer.delivery.texts import Words, languages, words
from web.language import page_language

_NEAREST = {"fa": "prs", "fa-AF": "prs"}
"""A telephone in Dari asks for fa-AF: CLDR has it as a kind of Persian."""


def page_words() -> Words:
    """Return the words for this request."""
    return words(page_language(languages(), nearest=_NEAREST))
