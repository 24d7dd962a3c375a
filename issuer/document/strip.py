"""The strip between hairlines: dates, sessions and hours side by side."""

from collections.abc import Sequence
from functools import lru_cache

from issuer.document.facts import DocumentFacts
from issuer.document.sheet import Element, Fill, Role, Text, labelled
from issuer.document.text_fit import Piece
from issuer.document.translations.catalogue import NO_BREAK, Words
from issuer.document.typesetting import (
    GUTTER,
    HAIRLINE,
    LEFT,
    QUARTER,
    label,
    rule,
    set_line,
)
from issuer.document.wording import in_each, part_of
from pdf.fonts import Face

_HEIGHT = 44.0
_LINE = 14.0
_VALUE_SIZES = (11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)

Column = tuple[tuple[Piece, ...], tuple[Piece, ...]]
"""Its label, and its value once for each language, each on a line."""


def compose_strip(
    facts: DocumentFacts, words: tuple[Words, ...], *, top: float
) -> tuple[Sequence[Element | Fill], float]:
    """Set the columns; return where the strip ends."""
    said = [_said(facts, one) for one in words]
    columns = tuple(
        (
            in_each(words, lambda one, at=at: said[words.index(one)][at][0], face=Face.SEMIBOLD),  # type: ignore[misc]
            in_each(words, lambda one, at=at: said[words.index(one)][at][1], between=""),  # type: ignore[misc]
        )
        for at in range(len(said[0]))
    )
    height = _HEIGHT + _LINE * (max(len(values) for _, values in columns) - 1)
    return _columns(*columns, top=top, height=height), top + height


def _said(facts: DocumentFacts, words: Words) -> Sequence[tuple[str, str]]:
    """Return label and value of each column in one language."""
    attestation = facts.attestation
    followed, attended = str(len(facts.sessions)), words.duration(attestation.attended)
    if part := facts.part:
        attended = part_of(words, attended, words.duration(part.held))
        followed = str(part.sessions)
        followed = followed if part.followed is None else part_of(words, part.followed, followed)
    return (
        (words.pgettext("first day", "Du"), words.day(attestation.first_day)),
        (words.pgettext("last day", "Au"), words.day(attestation.last_day)),
        (words.gettext("Séances"), followed),
        (words.gettext("Présence"), attended.replace(NO_BREAK, " ")),
    )


@lru_cache(maxsize=64)  # people attend the same days, and much the same hours
def _columns(*columns: Column, top: float, height: float) -> Sequence[Element | Fill]:
    items = []
    for number, (heading, values) in enumerate(columns):
        left = LEFT + number * (QUARTER + GUTTER)
        shown: list[Text] = []
        for line, value in enumerate(values):
            baseline = top + 32 + line * _LINE
            shown += set_line(
                (value,), left=left, baseline=baseline, width=QUARTER, sizes=_VALUE_SIZES
            )
        items.append(labelled(label(heading, left=left, baseline=top + 16), shown))
    return (
        rule(top),
        Element(role=Role.LIST, elements=tuple(items)),
        rule(top + height - HAIRLINE),
    )
