"""One person on two rows: certain duplicates are problems, likely ones are pointed out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from attestation.name import fold
from issuer.workbook.attendance_row import Row
from issuer.workbook.cells import Fault
from issuer.workbook.model import Notice

# How alike two folded full names of one birth date must be: « nguyenthihoa » and « nguyenthihao »
# are 0.92, « habibi » and « habib » 0.91; but « diallomariama » and « diallomamadou » only 0.77.
_ALIKE = 0.85
# In a list sorted by name, a slip of the pen stays this near (the sorted-neighbourhood method,
# Hernández & Stolfo 1995): comparing all pairs of 10,000 rows would take minutes.
_NEIGHBOURS = 10


def mark_duplicates(rows: Sequence[Row]) -> list[Row]:
    """Give the rows again, those of a person who is already listed with a problem more.

    The first row stands when all the rows of that person say the same; when their marks differ
    none can be believed, so all get the problem.
    """
    by_person: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.holder:
            by_person[row.holder.key()].append(row)
    faults: dict[int, Fault] = {}
    for first, *others in by_person.values():
        agree = all(row.marks == first.marks for row in others)
        for row in others:
            faults[row.number] = _repeats(first) if agree else _contradicts(first)
        if others and not agree:
            faults[first.number] = _contradicts(others[0])
    return [row.with_problem(faults[row.number]) if row.number in faults else row for row in rows]


def find_lookalikes(rows: Iterable[Row]) -> list[Notice]:
    """Point out pairs of rows that may be one person: names alike, or birth dates that fit."""
    known = [row for row in rows if row.holder]
    pairs = {*_same_names(known), *_similar_names(known)}
    by_number = {row.number: row for row in known}
    return [
        Notice(
            sheet=by_number[second].sheet,
            row=second,
            message=f"Peut-être la même personne qu’à la ligne {first} : vérifiez.",
        )
        for first, second in sorted(pairs, key=lambda pair: pair[::-1])
    ]


def _repeats(first: Row) -> Fault:
    return Fault(
        message=f"Cette personne est déjà à la ligne {first.number}, avec les mêmes présences.",
        remedy="Supprimez cette ligne.",
    )


def _contradicts(other: Row) -> Fault:
    return Fault(
        message=f"Cette personne est aussi à la ligne {other.number}, avec d’autres présences.",
        remedy="Gardez une seule ligne pour cette personne, avec les bonnes présences.",
    )


def _same_names(rows: Iterable[Row]) -> Iterator[tuple[int, int]]:
    """Same words, whatever their order, and birth dates of which one may complete the other."""
    by_words: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        by_words[_words(row)].append(row)
    for group in by_words.values():
        for first, second in combinations(group[:_NEIGHBOURS], 2):
            if _birth(first).startswith(_birth(second)) or _birth(second).startswith(_birth(first)):
                yield from _pair(first, second)


def _similar_names(rows: Iterable[Row]) -> Iterator[tuple[int, int]]:
    """Names that differ by a slip, of people with one birth date."""
    by_birth: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_birth[_birth(row)].append(row)
    for group in by_birth.values():
        # Twice, since a slip in the first letter of one name leaves the other order untouched.
        for order in (_name, _name_reversed):
            listed = sorted(group, key=order)
            for place, first in enumerate(listed):
                for second in listed[place + 1 : place + 1 + _NEIGHBOURS]:
                    matcher = SequenceMatcher(None, _name(first), _name(second), autojunk=False)
                    if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
                        yield from _pair(first, second)


def _pair(first: Row, second: Row) -> Iterator[tuple[int, int]]:
    """Give the two rows in order, unless they are a duplicate, which is a problem already."""
    if first.holder and second.holder and first.holder.key() != second.holder.key():
        yield min(first.number, second.number), max(first.number, second.number)


def _words(row: Row) -> tuple[str, ...]:
    return tuple(sorted(map(fold, f"{row.family_name} {row.given_name or ''}".split())))


def _name(row: Row) -> str:
    return fold(row.family_name) + fold(row.given_name or "")


def _name_reversed(row: Row) -> str:
    return fold(row.given_name or "") + fold(row.family_name)


def _birth(row: Row) -> str:
    return row.birth_date.encode() if row.birth_date else ""
