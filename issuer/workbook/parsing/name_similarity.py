"""Two spellings that may be one person: names alike, or the same names and birth dates that fit."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from attestation.facts import Holder
from attestation.name import fold

# How alike two folded full names of one birth date must be: « nguyenthihoa » and « nguyenthihao »
# are 0.92, « habibi » and « habib » 0.91; but « diallomariama » and « diallomamadou » only 0.77.
_ALIKE = 0.85
# In a list sorted by name, a slip of the pen stays this near (the sorted-neighbourhood method,
# Hernández & Stolfo 1995): comparing all pairs of 10,000 rows would take minutes.
_NEIGHBOURS = 10

SearchedPerson = Callable[[int, int], bool]


def alike_pairs(
    holders: Sequence[Holder],
    *,
    wanted: SearchedPerson = lambda first, second: True,
    any_birth_date: bool = False,
) -> set[tuple[int, int]]:
    """Return the pairs, by place in ``holders`` and in order, that may be one person.

    Who has the same key is certainly one person, and no pair.

    Args:
        holders: the spellings.
        wanted: which pairs are of interest; others are not compared.
        any_birth_date: the same names count even where the birth dates contradict each other.
    """
    pairs = {
        *_same_names(holders, any_birth_date=any_birth_date),
        *_similar_names(holders, wanted),
    }
    return {
        (first, second)
        for first, second in pairs
        if wanted(first, second) and holders[first].key() != holders[second].key()
    }


def _same_names(holders: Sequence[Holder], *, any_birth_date: bool) -> Iterator[tuple[int, int]]:
    """Same words, whatever their order, and birth dates of which one may complete the other."""
    by_words: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, holder in enumerate(holders):
        by_words[_words(holder)].append(place)
    for group in by_words.values():
        for first, second in combinations(group[:_NEIGHBOURS], 2):
            one, other = _birth(holders[first]), _birth(holders[second])
            if any_birth_date or one.startswith(other) or other.startswith(one):
                yield first, second


def _similar_names(holders: Sequence[Holder], wanted: SearchedPerson) -> Iterator[tuple[int, int]]:
    """Names that differ by a slip, of people with one birth date."""
    by_birth: dict[str, list[int]] = defaultdict(list)
    for place, holder in enumerate(holders):
        by_birth[_birth(holder)].append(place)
    names = [_name(holder) for holder in holders]
    for group in by_birth.values():
        # Twice, since a slip in the first letter of one name leaves the other order untouched.
        for order in (_name, _name_reversed):
            listed = sorted(group, key=lambda place: order(holders[place]))
            for rank, first in enumerate(listed):
                for second in listed[rank + 1 : rank + 1 + _NEIGHBOURS]:
                    pair = min(first, second), max(first, second)
                    if not wanted(*pair):
                        continue
                    matcher = SequenceMatcher(None, names[first], names[second], autojunk=False)
                    if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
                        yield pair


def _words(holder: Holder) -> tuple[str, ...]:
    return tuple(sorted(map(fold, f"{holder.family_name} {holder.given_name or ''}".split())))


def _name(holder: Holder) -> str:
    return fold(holder.family_name) + fold(holder.given_name or "")


def _name_reversed(holder: Holder) -> str:
    return fold(holder.given_name or "") + fold(holder.family_name)


def _birth(holder: Holder) -> str:
    return holder.birth_date.encode()
