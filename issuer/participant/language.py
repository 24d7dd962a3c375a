"""The words of the page for this request."""

from issuer.delivery.texts import Words, languages, words
from web.language import page_language


def page_words() -> Words:
    """Return the words for this request."""
    return words(page_language(languages()))
