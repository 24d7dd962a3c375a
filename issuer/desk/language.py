"""The language of the desk's pages: what was chosen, else the browser's, else French.

The code is written in French. Templates say ``_("…")`` and ``_n("…", "…", n)``; a `Sentence` that
reaches a page is said in the page's language wherever it is output. ADR 0158.
"""

from collections.abc import Callable
from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from typing import TypeVar
from urllib.parse import urlencode

from babel.messages.catalog import Catalog
from flask import Flask, Response, g, request, url_for
from markupsafe import Markup

from issuer.words.gettext_catalogue import (
    MissingTranslationError,
    parse_catalogue,
    translations_of,
)
from issuer.words.places import filled
from issuer.words.sentence import Sentence, say, sentence
from web.language import PARAMETER, chosen_language, page_language

Named = TypeVar("Named")
SOURCE = "fr"
"""The language of the messages in the code."""
LOCALES = {"fr": "fr_BE", "nl": "nl_BE"}
NAMES = {"fr": "Français", "nl": "Nederlands"}
COOKIE = "langue"
_ANSWERED_ONCE = (None, "return_from_provider")  # its query is the provider's code
_COOKIE_SECONDS = 365 * 24 * 3600


def add_language(app: Flask, *, is_secure: bool) -> None:
    """Let the pages of ``app`` be read in each language, and keep the one that was chosen.

    Args:
        app: the desk.
        is_secure: whether it is reached over HTTPS.
    """
    app.jinja_env.globals |= {"_": _literal, "_n": _literal_count}
    app.jinja_env.filters["kept_text"] = kept_text
    app.jinja_env.finalize = translated
    app.context_processor(_menu)

    def keep_choice(response: Response) -> Response:
        chosen = chosen_language(tuple(LOCALES))
        if chosen is not None:
            response.set_cookie(
                COOKIE,
                chosen,
                max_age=_COOKIE_SECONDS,
                secure=is_secure,
                httponly=True,
                samesite="Lax",  # the way back from a provider is in the language too
            )
        return response

    app.after_request(keep_choice)


def language() -> str:
    """Return the language of this request's page."""
    if "language" not in g:
        chosen, kept = chosen_language(tuple(LOCALES)), request.cookies.get(COOKIE)
        g.language = chosen or (kept if kept in LOCALES else page_language(tuple(LOCALES)))
    return str(g.language)


def translated(value: object) -> object:
    """Return a sentence in the language of this request's page, and anything else as it is."""
    return say(value, translations_in(language()))


def in_page_language(words: Sentence) -> str:
    """Return the text of a sentence in the language of this request's page."""
    return words.translated(translations_in(language()))


def in_words(write: Callable[..., str]) -> Callable[..., str]:
    """Return a filter whose first argument is translated before ``write`` works on its text."""

    def translating(value: object, *arguments: object, **options: object) -> str:
        return write(translated(value), *arguments, **options)

    return translating


def in_number(words: Callable[[Named, int], Sentence]) -> Callable[[Named, int], Sentence]:
    """Return a filter that names a count's singular or plural as the page's language counts."""

    def counting(named: Named, count: int) -> Sentence:
        is_one = count < 2 if language() == SOURCE else count == 1
        return words(named, 1 if is_one else 2)

    return counting


def kept_text(text: str) -> object:
    """Return a text that was kept in French: translated if it is a message, else marked French."""
    if language() == SOURCE or not text:
        return text
    said = text if isinstance(text, Sentence) else sentence(text)
    try:
        return said.translated(translations_in(language()))
    except MissingTranslationError:
        return Markup('<span lang="fr">{}</span>').format(text)


@cache
def translations_in(language: str) -> NullTranslations:
    """Return the translations into one of ``LOCALES``.

    Raises:
        MissingTranslationError: its catalogue is incomplete.
    """
    if language == SOURCE:
        return _French()
    return translations_of(read_catalogue(language))


def read_catalogue(language: str) -> Catalog:
    """Read the catalogue of a language other than ``SOURCE``: all files of its folder."""
    folder = files("issuer.desk.translations").joinpath(language)
    contents = sorted((one.name, one.read_bytes()) for one in folder.iterdir())
    return parse_catalogue(*(content for _, content in contents), locale=LOCALES[language])


class _French(NullTranslations):
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if n < 2 else msgid2


def _literal(message: str, /, **values: object) -> Markup:
    """Say a message of the template itself; the values are escaped, the message is not."""
    # SECURITY: literals of templates only: test_templates_mark_only_their_own_words_as_safe.
    return _safe(translations_in(language()).gettext(message), values)


def _literal_count(one: str, many: str, /, count: int, **values: object) -> Markup:
    text = translations_in(language()).ngettext(one, many, count)
    return _safe(text, {"count": count} | values)


def _safe(text: str, values: dict[str, object]) -> Markup:
    escaped = {name: Markup.escape(translated(value)) for name, value in values.items()}
    return Markup(filled(text, escaped))  # noqa: S704  see above


def _menu() -> dict[str, object]:
    return {
        "language": language(),
        "page_languages": {tag: (name, _same_page(tag)) for tag, name in NAMES.items()},
    }


def _same_page(tag: str) -> str:
    """Return the address of this page in a language; home's for what is answered once."""
    if request.method != "GET" or request.endpoint in _ANSWERED_ONCE:
        return url_for("modules", lang=tag)
    # SECURITY: a visitor's names never become names of `url_for`'s own options:
    # test_links_to_languages_lead_to_the_same_page_whatever_the_query_is_called.
    here = url_for(request.endpoint, **(request.view_args or {}))
    asked = [(name, value) for name, value in request.args.items(True) if name != PARAMETER]
    return f"{here}?{urlencode([*asked, (PARAMETER, tag)])}"
