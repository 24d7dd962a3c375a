"""The words of a page cut into tokens that compare across fonts, programs and spellings."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from attestation.name import fold
from verifier.inspection.answer import Word

_JOINERS = frozenset("-‐‑‒–­'’ʼ`´")
"""What makes one name of two: ``Dupont-Leroy`` is not Dupont."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A run of letters and digits, without case, accents or ligatures."""

    text: str
    word: Word
    """Where it stands; several tokens of one word share its place."""
    is_joined: bool
    """A hyphen or apostrophe ties it to the token before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text was found on the page."""

    words: tuple[Word, ...]
    left: float
    top: float
    right: float
    bottom: float

    @property
    def letter_height(self) -> float:
        """Height of its tallest word: of one line, where the text takes several."""
        return max(word.bottom - word.top for word in self.words)


def tokens_of(words: Iterable[Word]) -> tuple[Token, ...]:
    """Cut ``words`` into tokens, in the same order."""
    return tuple(token for word in words for token in _tokens_in(word))


def places_of(tokens: Sequence[Token], text: str) -> Iterator[Place]:
    """Find ``text`` where it stands as whole words, however it is spaced.

    Programs that print to PDF differ in where they see a space, so spaces are ignored inside the
    text; at both ends a word must end.

    Args:
        tokens: of one page, in an order in which ``text`` is not interrupted.
        text: folded, without spaces.
    """
    for start, first in enumerate(tokens):
        if first.is_joined or not text.startswith(first.text):
            continue
        end, found = start, ""
        while end < len(tokens) and len(found) < len(text):
            found += tokens[end].text
            end += 1
        if found == text and not (end < len(tokens) and tokens[end].is_joined):
            yield place_of(tokens[start:end])


def place_of(tokens: Sequence[Token]) -> Place:
    """Return the place that ``tokens`` take together."""
    words = tuple(dict.fromkeys(token.word for token in tokens))
    return Place(
        words=words,
        left=min(word.left for word in words),
        top=min(word.top for word in words),
        right=max(word.right for word in words),
        bottom=max(word.bottom for word in words),
    )


def in_reading_order(words: Sequence[Word]) -> tuple[Word, ...]:
    """Put words in lines from top to bottom: some programs write a page font by font."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.top + word.bottom) / 2):
        middle = (word.top + word.bottom) / 2
        if lines and lines[-1][0].top <= middle <= lines[-1][0].bottom:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(word for line in lines for word in sorted(line, key=lambda word: word.left))


def _tokens_in(word: Word) -> Iterator[Token]:
    token, between = "", ""
    for character in unicodedata.normalize("NFKC", word.text):
        if character.isalnum() or unicodedata.combining(character):
            token += character
            continue
        if folded := fold(token):
            yield Token(text=folded, word=word, is_joined=_joins(between))
            token, between = "", ""
        between += character
    if folded := fold(token):
        yield Token(text=folded, word=word, is_joined=_joins(between))


def _joins(between: str) -> bool:
    return between != "" and set(between) <= _JOINERS
