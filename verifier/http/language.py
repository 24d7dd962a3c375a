"""Which language a page speaks: the one chosen in its address, else the browser's; no cookie."""

from flask import request

from verifier.translations.catalogue import LANGUAGES, Wording, wording

PARAMETER = "lang"


def chosen_language() -> str | None:
    """Return the language that the address names; links carry it on."""
    chosen = request.args.get(PARAMETER)
    return chosen if chosen in LANGUAGES else None


def page_words() -> Wording:
    """Return the words for this request."""
    chosen = chosen_language() or request.accept_languages.best_match(LANGUAGES)
    return wording(chosen or LANGUAGES[0])
