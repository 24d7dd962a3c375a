"""Find what a page of the desk in another language still says in French."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from html.parser import HTMLParser

from issuer.desk.language import read_catalogue
from tests.support.desk_texts import READ
from tests.support.translations import pairs

_VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect"}
_TAG = re.compile(r"<[^>]*>")
_PLACE = re.compile(r"\\{\w+\\}")
_WORDS = re.compile(r"[^\W\d_]{2,}")


def french_left(page: str, *, language: str = "nl") -> list[str]:
    """Return the texts of a page that are a message of the catalogue, not marked as French.

    Args:
        page: HTML.
        language: the page's.
    """
    assert f'<html lang="{language}">' in page
    reader = _Texts()
    reader.feed(page)
    reader.close()
    exact, patterns = _french(language)
    return [
        text
        for text in reader.found
        if text in exact or any(one.fullmatch(text) for one in patterns)
    ]


@cache
def _french(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return the pieces of French messages that stand between tags, whole and with places."""
    french, other = set[str](), set[str]()
    for message, translation in pairs(read_catalogue(language)):
        french |= set(_pieces(message))
        other |= set(_pieces(translation))
    left = french - other
    filled = {one for one in left if re.search(r"{\w+}", one)}
    patterns = (re.compile(_PLACE.sub(".+?", re.escape(one)), re.DOTALL) for one in filled)
    return frozenset(left - filled), tuple(patterns)


def _pieces(message: str) -> Iterator[str]:
    for piece in _TAG.split(message):
        text = " ".join(unescape(piece).split())
        if len(_WORDS.findall(re.sub(r"{\w+}", "", text))) > 1 or re.search("[à-ÿ]", text):
            yield text


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        is_skipped = said.get("lang") == "fr" or tag in ("script", "style", "textarea")
        if tag not in _VOID:
            self._open.append(is_skipped)
        for name in READ & said.keys():
            self._add(said[name] or "")

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _add(self, text: str) -> None:
        text = " ".join(text.split())
        if text and not any(self._open):
            self.found.append(text)
