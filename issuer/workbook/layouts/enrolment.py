"""The list of enrolled people, and who of a register each of them is; near is not the same."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from attestation.name import fold
from issuer.words.sentence import sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet, filled, text_of
from issuer.workbook.layouts.profile import Layout, Role
from issuer.workbook.layouts.recognise import HEADER_ROWS
from issuer.workbook.layouts.titles import proposed_roles
from issuer.workbook.parsing.session_titles import read_session_title

_ALIKE = 0.7
_MOST_NEAR = 5
# What Teams adds to the name of somebody without an account of the organisation.
_ADDED = re.compile(
    r"\s*\((?:guest|unverified|external|invit[ée](?:\(e\)|e)?|externe|non v[ée]rifi[ée]e?|gast|"
    r"niet[- ]geverifieerd|extern)\)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """One line of the list of enrolled people."""

    row: int
    """From 1."""
    family_name: Cell
    given_name: Cell
    birth_date: Cell
    email: Cell
    reason: Cell

    @property
    def full_name(self) -> str:
        """As the list has it."""
        return " ".join(text_of(part) for part in (self.family_name, self.given_name) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A name of the register that no line of the list has, with those that come near."""

    name: str
    key: str
    near: tuple[Enrolled, ...]


def is_enrolment(sheet: Sheet) -> bool:
    """Recognise a list with births and no sessions."""
    return _header(sheet) is not None


def read_enrolled(sheet: Sheet) -> tuple[Enrolled, ...]:
    """Understand the list of enrolled people.

    Raises:
        WorkbookError: no row of titles, or nobody below it.
    """
    found = _header(sheet)
    if found is None:
        raise WorkbookError(
            sentence(
                "La liste des personnes inscrites est introuvable : aucune ligne n’a "
                "les titres « Nom », « Prénom » et « Date de naissance »."
            ),
            remedy=sentence("Donnez ces titres à ses colonnes."),
            sheet=sheet.name,
        )
    header, columns = found
    people = []
    for row in range(header + 1, len(sheet.rows)):
        cells = {role: sheet.cell(row, column) for role, column in columns.items()}
        if cells[Role.FAMILY_NAME] is None and cells.get(Role.GIVEN_NAME) is None:
            continue
        if row in sheet.hidden_rows:
            raise WorkbookError(
                sentence("Une ligne de la liste des personnes inscrites est masquée."),
                remedy=sentence("Affichez-la, ou supprimez-la."),
                sheet=sheet.name,
                row=row + 1,
            )
        people.append(
            Enrolled(
                row=row + 1,
                family_name=cells[Role.FAMILY_NAME],
                given_name=cells.get(Role.GIVEN_NAME),
                birth_date=cells[Role.BIRTH_DATE],
                email=cells.get(Role.EMAIL),
                reason=cells.get(Role.REASON),
            )
        )
    if not people:
        raise WorkbookError(
            sentence("La liste des personnes inscrites est vide."),
            remedy=sentence("Donnez une ligne par personne."),
            sheet=sheet.name,
        )
    return tuple(people)


def name_key(name: str) -> str:
    """Return what is the same for one name in any order and spelling of accents."""
    bare = _ADDED.sub("", name).replace(",", " ")
    return " ".join(sorted(filter(None, map(fold, bare.split()))))


class Matcher:
    """Finds people of the register in the list of enrolled people."""

    def __init__(
        self,
        enrolled: Sequence[Enrolled],
        decided: Mapping[str, int | None],
        *,
        are_earlier: bool = False,
    ) -> None:
        """Take the list, and what a person decided by ``name_key``: a row of it, or nobody.

        With ``are_earlier`` the list is of another module: it says who people are, not who is here.
        """
        self.enrolled = enrolled
        self.here = () if are_earlier else tuple(enrolled)
        self.unmatched: dict[str, Unmatched] = {}
        self.left_out: set[str] = set()
        self._decided = decided
        self._by_row = {one.row: one for one in enrolled}
        self._by_key: dict[str, list[Enrolled]] = defaultdict(list)
        for one in enrolled:
            self._by_key[name_key(one.full_name)].append(one)

    def find(self, name: str) -> Enrolled | None:
        """Return who this is; None for nobody, or for a name still to be decided."""
        key = name_key(name)
        if key in self._decided:
            row = self._decided[key]
            if row is None:
                self.left_out.add(name)
                return None
            if row in self._by_row:
                return self._by_row[row]
        same = self._by_key.get(key, [])
        if len(same) == 1:
            return same[0]
        near = tuple(same) or self._near(key)
        self.unmatched.setdefault(key, Unmatched(name=name, key=key, near=near))
        return None

    def is_left_out(self, name: str) -> bool:
        """Check whether a person said that this name is nobody of the list."""
        return self._decided.get(name_key(name), 0) is None

    def _near(self, key: str) -> tuple[Enrolled, ...]:
        words = set(key.split())
        rated = []
        for one in self.enrolled:
            other = name_key(one.full_name)
            alike = SequenceMatcher(None, key, other, autojunk=False).ratio()
            if alike >= _ALIKE or words & set(other.split()):
                rated.append((alike, one))
        rated.sort(key=lambda pair: -pair[0])
        return tuple(one for _, one in rated[:_MOST_NEAR])


def _header(sheet: Sheet) -> tuple[int, dict[Role, int]] | None:
    for row, cells in enumerate(sheet.rows[:HEADER_ROWS]):
        titles = dict(filled(cells))
        if any(read_session_title(cell) for cell in titles.values()):
            continue
        roles = proposed_roles(titles, Layout.GRID)
        columns = {role: column for column, role in roles.items()}
        if {Role.FAMILY_NAME, Role.GIVEN_NAME, Role.BIRTH_DATE} <= columns.keys():
            return row, columns
    return None
