"""Whole names split into family and given name by a rule that a person chose.

What the rule cannot split with certainty stays whole: « Van den Berg Anna » has three places.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from issuer.workbook.layouts.profile import NameOrder


@dataclass(frozen=True, slots=True)
class SplitName:
    """The two parts; ``given`` is None for a single name."""

    family: str
    given: str | None


def split_name(text: str, order: NameOrder | None) -> SplitName | None:
    """Split one name; None where the rule does not say how."""
    words = text.split()
    if "," in text:
        family, _, given = text.partition(",")
        parts = SplitName(" ".join(family.split()), " ".join(given.split()) or None)
        return parts if order is NameOrder.COMMA and parts.family and parts.given else None
    if len(words) == 1:
        return SplitName(text, None) if order is not None else None
    match order:
        case NameOrder.CAPITALS:
            return _by_capitals(words)
        case NameOrder.FAMILY_FIRST if len(words) == 2:
            return SplitName(words[0], words[1])
        case NameOrder.GIVEN_FIRST if len(words) == 2:
            return SplitName(words[1], words[0])
        case _:
            return None


def proposed_order(names: Iterable[str]) -> NameOrder | None:
    """Return the rule that the names themselves show, if they do."""
    listed = [name for name in names if len(name.split()) > 1]
    if not listed:
        return None
    for order in (NameOrder.COMMA, NameOrder.CAPITALS):
        if all(split_name(name, order) for name in listed):
            return order
    return None


def _by_capitals(words: list[str]) -> SplitName | None:
    """Split where the capitals begin or end; a single capital letter is no evidence."""
    capitals = [len(word) > 1 and word == word.upper() != word.lower() for word in words]
    count = sum(capitals)
    if not 0 < count < len(words):
        return None
    if all(capitals[:count]):
        return SplitName(" ".join(words[:count]), " ".join(words[count:]))
    if all(capitals[-count:]):
        return SplitName(" ".join(words[-count:]), " ".join(words[:-count]))
    return None
