"""The words of the pages for this request."""

from verifier.translations.catalogue import LANGUAGES, Wording, wording
from web.language import page_language


def page_words() -> Wording:
    """Return the words for this request."""
    return wording(page_language(LANGUAGES))
