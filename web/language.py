"""The language of a page: the one in its address, else the browser's; no cookie."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, request, url_for

PARAMETER = "lang"
_NONE: Mapping[str, str] = {}


def page_language(languages: Sequence[str], *, nearest: Mapping[str, str] = _NONE) -> str:
    """Return the language for this request; the first where nobody chose.

    Args:
        languages: those that there are.
        nearest: for other languages that a browser may ask for, the one of them that serves.
    """
    accepted = request.accept_languages.best_match([*languages, *nearest])
    accepted = nearest.get(accepted or "", accepted)
    return chosen_language(languages) or accepted or languages[0]


def add_links(app: Flask, languages: Sequence[str]) -> None:
    """Give the templates of ``app`` a ``link``, which carries on the language that was chosen."""

    def link(endpoint: str, **values: Any) -> str:
        return url_for(endpoint, lang=chosen_language(languages), **values)  # None leaves it out

    app.jinja_env.globals["link"] = link


def chosen_language(languages: Sequence[str]) -> str | None:
    """Return the language in the address of this request, if it names one of ``languages``."""
    chosen = request.args.get(PARAMETER)
    return chosen if chosen in languages else None
