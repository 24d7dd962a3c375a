"""The coordinator's guide as the desk shows it: without pictures, its headings with names."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from issuer.desk.language import SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of the guide: where it leads, and what it says."""

    level: int
    """2 for a chapter, 3 for a paragraph of it."""
    name: str
    """Its ``id``, the same in each language: of the French words."""
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The guide in one language."""

    title: str
    headings: tuple[Heading, ...]
    text: Markup
    """All that follows the title."""


@cache
def read_guide(language: str) -> Guide:
    """Read the guide in one of the desk's languages, once in this process."""
    # SECURITY: HTML is text to this parser, and what it parses is a file of the program:
    # test_guide_holds_no_html_and_leads_nowhere_else.
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = list(_shown(markdown.parse(_source(language)), language))
    titles = [
        (opening, inline.content)
        for opening, inline in pairwise(tokens)
        if opening.type == "heading_open"
    ]
    headings = []
    for (opening, words), name in zip(titles, _names(), strict=True):
        opening.attrSet("id", name)
        headings.append(Heading(level=int(opening.tag[1:]), name=name, words=words))
    after_title = tokens[3:]  # opening, words and end of the first heading
    text = markdown.renderer.render(after_title, markdown.options, {})
    return Guide(
        title=headings[0].words,
        headings=tuple(headings[1:]),
        text=Markup(text),  # noqa: S704  see above
    )


def _source(language: str) -> str:
    return files("issuer.desk.guide").joinpath(f"{language}.md").read_text("utf-8")


@cache
def _names() -> tuple[str, ...]:
    titles = re.findall(r"^#+ (.+)$", _source(SOURCE), re.MULTILINE)
    return tuple(_name(title) for title in titles)


def _name(title: str) -> str:
    letters = unicodedata.normalize("NFKD", title.lower())
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _shown(tokens: list[Token], language: str) -> Iterator[Token]:
    """Leave out pictures, and links to files that the desk does not have."""
    for place, token in enumerate(tokens):
        if _is_picture(tokens[max(0, place - 1) : place + 2]):
            continue
        children = [one for one in token.children or () if not _leads_away(one)]
        for one in children:
            if one.type == "em_open" and one.markup == "_" and language != SOURCE:
                one.attrSet("lang", SOURCE)  # words of the workbook, in another language's guide
        token.children = children
        yield token


def _is_picture(around: list[Token]) -> bool:
    """Tell whether one of a paragraph's three tokens has a picture as its only content."""
    return any(
        token.type == "inline" and [one.type for one in token.children or ()] == ["image"]
        for token in around
    )


def _leads_away(token: Token) -> bool:
    return token.type in ("link_open", "link_close", "image")
