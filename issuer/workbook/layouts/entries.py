"""The lines of logs, of sheets for each session and of meeting reports, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from issuer.words.sentence import Sentence, sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet, Trait, column_letter, filled, quoted, text_of
from issuer.workbook.layouts.profile import Layout, Role
from issuer.workbook.layouts.recognise import Table, find_meeting_headers
from issuer.workbook.parsing.attendance_columns import same_titles
from issuer.workbook.parsing.other_rows import starts_a_total

_NAMES = (Role.FULL_NAME, Role.FAMILY_NAME, Role.GIVEN_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: somebody, and what the other columns say."""

    sheet: str
    row: int
    """From 1."""
    name: str
    cells: Mapping[Role, Cell]

    def fail(self, message: Sentence, remedy: Sentence) -> WorkbookError:
        """Return the error that names this line."""
        return WorkbookError(message, remedy=remedy, sheet=self.sheet, row=self.row)


def read_entries(sheet: Sheet, table: Table, roles: Mapping[int, Role]) -> list[Entry]:
    """Return the lines below the titles; none is left out unsaid.

    Raises:
        WorkbookError: a line without a name, hidden or struck out; a filled column without a
            title; somebody whom another part of a report names and this one does not.
    """
    entries = []
    for row in range(table.header + 1, len(sheet.rows)):
        cells = dict(filled(sheet.rows[row]))
        if not cells:
            if table.layout is Layout.MEETING:
                break
            continue
        if table.layout is Layout.MEETING and len(cells) == 1:
            break  # the title of the next part of the report
        if same_titles(sheet, row, table.header):
            continue
        entry = Entry(
            sheet=sheet.name,
            row=row + 1,
            name=_name(sheet, row, roles),
            cells={role: sheet.cell(row, column) for column, role in roles.items()},
        )
        if table.layout is not Layout.MEETING and _is_total(entry, list(cells.values())):
            continue
        _require_plain(sheet, entry, cells, table)
        entries.append(entry)
    if not entries:
        raise WorkbookError(
            sentence("Il n’y a personne sous les titres."),
            remedy=sentence("Donnez la liste entière."),
            sheet=sheet.name,
            row=table.header + 1,
        )
    _require_everybody(sheet, table, entries)
    return entries


def _is_total(entry: Entry, cells: list[Cell]) -> bool:
    """Tell « Total | 12 »: a known word, no day, and nothing but numbers beside it."""
    label, *counts = map(text_of, cells)
    return (
        starts_a_total(label)
        and entry.cells.get(Role.DAY) is None
        and bool(counts)
        and all(count.isdecimal() for count in counts)
    )


def _require_plain(sheet: Sheet, entry: Entry, cells: Mapping[int, Cell], table: Table) -> None:
    row = entry.row - 1
    if not entry.name:
        raise entry.fail(
            sentence("Cette ligne n’a pas de nom."), sentence("Écrivez-le, ou supprimez la ligne.")
        )
    titled = {column for column, _ in filled(sheet.rows[table.header])}
    for column in cells:
        if column not in titled:
            raise entry.fail(
                sentence(
                    "La case {column}{row} est remplie, mais sa colonne n’a pas de titre.",
                    column=column_letter(column),
                    row=entry.row,
                ),
                sentence("Donnez un titre à cette colonne, ou videz la case."),
            )
    traits = {trait for column in titled for trait in sheet.traits.get((row, column), ())}
    if traits & {Trait.SYMBOL_FONT, Trait.UNCOMPUTED}:
        raise entry.fail(
            sentence(
                "Cette ligne a un signe d’une police de symboles, ou une formule sans valeur."
            ),
            sentence("Écrivez la présence en lettres, ou ouvrez et enregistrez le classeur."),
        )
    if row in sheet.hidden_rows or Trait.STRUCK in traits:
        raise entry.fail(
            sentence("Cette ligne est barrée ou masquée."),
            sentence("Supprimez-la, ou affichez-la sans la barrer."),
        )


def _require_everybody(sheet: Sheet, table: Table, entries: list[Entry]) -> None:
    """Refuse a report that names somebody elsewhere than in the table that is read."""
    if table.layout is not Layout.MEETING:
        return
    known = {entry.name for entry in entries}
    for name, row in _named_elsewhere(sheet, table):
        if name not in known:
            raise WorkbookError(
                sentence(
                    "{name} est dans une autre partie du rapport, mais sans heures.",
                    name=quoted(name),
                ),
                remedy=sentence("Reprenez le rapport entier, tel qu’il a été téléchargé."),
                sheet=sheet.name,
                row=row + 1,
            )


def _named_elsewhere(sheet: Sheet, table: Table) -> Iterator[tuple[str, int]]:
    for header, roles in find_meeting_headers(sheet):
        if header == table.header:
            continue
        for row in range(header + 1, len(sheet.rows)):
            if len(list(filled(sheet.rows[row]))) < 2:
                break
            if name := _name(sheet, row, roles):
                yield name, row


def _name(sheet: Sheet, row: int, roles: Mapping[int, Role]) -> str:
    by_role = {role: text_of(sheet.cell(row, column)) for column, role in roles.items()}
    if by_role.get(Role.FULL_NAME):
        return by_role[Role.FULL_NAME]
    return " ".join(filter(None, (by_role.get(role) for role in _NAMES[1:])))
