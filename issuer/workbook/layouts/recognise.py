"""What a file looks like: its layout, its row of titles, what each column seems to say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuer.workbook.format.cells import Cell, Sheet, filled, text_of
from issuer.workbook.layouts.profile import Layout, Role, title_keys
from issuer.workbook.layouts.titles import proposed_roles
from issuer.workbook.parsing.session_titles import read_session_title

HEADER_ROWS = 50
_NUMBERED = re.compile(
    r"(?:c|s|j|d|day|dag|jour|session|sessie|semaine|semana|week|s[ée]ance|atelier|les|cours|lesson|sesi[óo]n)?"
    r"\s*(?:n[°o]?\s*)?[0-9]{1,2}",
    re.IGNORECASE,
)
_NAMES = frozenset({Role.FULL_NAME, Role.FAMILY_NAME})


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A row of titles of one sheet, with what its columns seem to say; all count from 0."""

    sheet: int
    header: int
    layout: Layout
    roles: Mapping[int, Role]
    """Columns that the titles do not explain are left out, and those of dated sessions."""


def has_table(sheet: Sheet) -> bool:
    """Check whether any layout is seen in a sheet."""
    return bool(_tables_of(0, sheet))


def find_tables(sheets: Sequence[Sheet]) -> list[Table]:
    """Return the tables of the layout that the sheets look like; several for one that repeats."""
    tables = [table for number, sheet in enumerate(sheets) for table in _tables_of(number, sheet)]
    for layout in (Layout.MEETING, Layout.GRID, Layout.LOG, Layout.SHEETS):
        found = [table for table in tables if table.layout is layout]
        if found and not (layout is Layout.SHEETS and len(found) < 2):
            return found[:1] if layout is Layout.GRID else found
    return []


def table_at(sheets: Sequence[Sheet], sheet: int, header: int, layout: Layout) -> Table:
    """Return the table whose titles a person pointed at."""
    titles = dict(filled(sheets[sheet].rows[header]))
    return Table(
        sheet=sheet,
        header=header,
        layout=layout,
        roles=_with_numbered(titles, proposed_roles(_undated(titles), layout), layout),
    )


def has_name_title(cells: Sequence[Cell]) -> bool:
    """Check whether one of these titles is that of names."""
    roles = proposed_roles(_undated(dict(filled(cells))), Layout.GRID)
    return bool(set(roles.values()) & _NAMES)


def find_meeting_headers(sheet: Sheet) -> list[tuple[int, Mapping[int, Role]]]:
    """Return the rows of titles of a meeting's report, with the roles of their columns."""
    return [
        (row, proposed_roles(_undated(dict(filled(cells))), Layout.MEETING))
        for row, cells in enumerate(sheet.rows)
        if _layout_of(sheet, cells) is Layout.MEETING
    ]


def _tables_of(number: int, sheet: Sheet) -> list[Table]:
    found: list[Table] = []
    for row, cells in enumerate(sheet.rows[:HEADER_ROWS]):
        layout = _layout_of(sheet, cells)
        if layout is not None:
            found.append(table_at([sheet] * (number + 1), number, row, layout))
    meetings = [table for table in found if table.layout is Layout.MEETING]
    # A Teams report lists the people, then each of their stays: the last one says it exactly.
    return meetings[-1:] or found[:1]


def _layout_of(sheet: Sheet, cells: Sequence[Cell]) -> Layout | None:
    titles = dict(filled(cells))
    undated = _undated(titles)
    in_log = set(proposed_roles(undated, Layout.LOG).values())
    in_meeting = set(proposed_roles(undated, Layout.MEETING).values())
    has_name = bool(in_log & _NAMES) or bool(in_meeting & _NAMES)
    if not has_name or len(titles) < 2:
        return Layout.SHEETS if has_name and read_session_title(sheet.name) else None
    if {Role.JOINED, Role.LEFT} <= in_meeting or {Role.JOINED, Role.ACTION} <= in_meeting:
        return Layout.MEETING
    if Role.DURATION in in_meeting:
        return Layout.MEETING
    numbered = [cell for cell in undated.values() if is_numbered(cell)]
    if len(titles) > len(undated) or len(numbered) > 1:
        return Layout.GRID
    if read_session_title(sheet.name):
        return Layout.SHEETS
    return Layout.LOG if Role.DAY in in_log else None


def is_numbered(cell: Cell) -> bool:
    """Recognise a title that counts sessions: « C1 », « Séance 4 », « 12 »."""
    return cell is not None and bool(_NUMBERED.fullmatch(text_of(cell)))


def _with_numbered(
    titles: Mapping[int, Cell], roles: dict[int, Role], layout: Layout
) -> dict[int, Role]:
    if layout is Layout.GRID:
        for column, cell in _undated(titles).items():
            if column not in roles and is_numbered(cell):
                roles[column] = Role.SESSION
    return roles


def _undated(titles: Mapping[int, Cell]) -> dict[int, Cell]:
    return {column: cell for column, cell in titles.items() if read_session_title(cell) is None}


def keyed_roles(sheet: Sheet, header: int, columns: Mapping[str, Role]) -> dict[int, Role]:
    """Return by column the roles that a profile gives by title."""
    keys = title_keys(sheet.rows[header])
    return {column: columns[key] for column, key in keys.items() if key in columns}
