"""The people of a register of lines: each once, whatever the spellings that were matched."""

from issuer.workbook.format.cells import Cell, Trait, text_of
from issuer.workbook.layouts.enrolment import Enrolled, Matcher
from issuer.workbook.layouts.entries import Entry
from issuer.workbook.layouts.full_names import split_name
from issuer.workbook.layouts.grid import facts_of
from issuer.workbook.layouts.profile import NameOrder, Role


class Everybody:
    """Who is in a register, each once, in the order in which they are met or enrolled."""

    def __init__(self, matcher: Matcher | None) -> None:
        self._matcher = matcher
        self._entries: dict[str, Entry] = {}
        self._enrolled: dict[str, Enrolled] = {}
        for one in matcher.here if matcher else ():
            self._enrolled[f"#{one.row}"] = one

    def key_of(self, entry: Entry) -> str | None:
        """Name the person of a line; None for somebody whom a person left out."""
        if self._matcher is not None:
            if self._matcher.is_left_out(entry.name):
                self._matcher.find(entry.name)
                return None
            if found := self._matcher.find(entry.name):
                self._enrolled.setdefault(f"#{found.row}", found)
                return f"#{found.row}"
        birth = text_of(entry.cells.get(Role.BIRTH_DATE))
        key = f"{entry.name}\n{birth}"
        self._entries.setdefault(key, entry)
        return key

    def rows(
        self, order: NameOrder | None
    ) -> tuple[list[tuple[str, tuple[Cell, ...]]], dict[tuple[int, int], frozenset[Trait]]]:
        """Return facts by key in the order of the template, and what is uncertain of them."""
        rows: list[tuple[str, tuple[Cell, ...]]] = [
            (key, facts_of(one)) for key, one in self._enrolled.items()
        ]
        traits: dict[tuple[int, int], frozenset[Trait]] = {}
        for key, entry in self._entries.items():
            family, given = (entry.cells.get(role) for role in (Role.FAMILY_NAME, Role.GIVEN_NAME))
            if self._matcher is not None:
                family, given = entry.name, None
                traits[len(rows) + 1, 0] = frozenset({Trait.UNMATCHED})
            elif entry.cells.get(Role.FULL_NAME) is not None:
                split = split_name(entry.name, order)
                family, given = (split.family, split.given) if split else (entry.name, None)
                if split is None:
                    traits[len(rows) + 1, 0] = frozenset({Trait.UNSPLIT})
            others = (Role.BIRTH_DATE, Role.EMAIL, Role.REASON)
            rows.append((key, (family, given, *(entry.cells.get(role) for role in others))))
        return rows, traits
