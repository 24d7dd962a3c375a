"""Which language a page speaks: the one chosen in its address, else the browser's; no cookie."""

from flask import request

from issuer.participant.texts import FIRST, Words, languages, words

PARAMETER = "lang"


def chosen_language() -> str | None:
    """Return the language that the address names; links carry it on."""
    chosen = request.args.get(PARAMETER)
    return chosen if chosen in languages() else None


def page_words() -> Words:
    """Return the words for this request."""
    accepted = request.accept_languages.best_match(languages())
    return words(chosen_language() or accepted or FIRST)
