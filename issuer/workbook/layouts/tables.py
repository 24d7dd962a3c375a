"""The tables that a reading speaks of, and what each of their columns says."""

from collections.abc import Sequence
from dataclasses import replace

from issuer.words.sentence import sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet, text_of
from issuer.workbook.layouts.profile import Layout, Role, fingerprint_of, title_keys
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.layouts.recognise import HEADER_ROWS, Table, keyed_roles, table_at


def find_read_tables(sheets: Sequence[Sheet], reading: Reading) -> list[Table]:
    """Return the tables that a reading speaks of.

    Raises:
        WorkbookError: the titles of its profile are nowhere.
    """
    layout = reading.profile.layout
    if reading.sheet is not None and reading.header is not None:
        tables = [table_at(sheets, reading.sheet, reading.header, layout)]
        wanted = fingerprint_of(_keys(sheets, tables[0]).values())
        is_alone = layout is Layout.GRID and reading.leaves_other_sheets
        return (
            tables
            if is_alone
            else sorted(tables + _same(sheets, wanted, tables[0]), key=lambda table: table.sheet)
        )
    found = _same(sheets, reading.profile.fingerprint, None)
    if not found:
        raise WorkbookError(
            sentence("Les colonnes de ce fichier ne sont pas celles du profil."),
            remedy=sentence("Faites-le lire au bureau, qui garde un profil de chaque forme."),
        )
    return [replace(table, layout=layout) for table in found]


def roles_of(sheet: Sheet, table: Table, reading: Reading) -> dict[int, Role]:
    """Return by column what a profile says.

    Raises:
        WorkbookError: a filled column of which nobody said what it is.
    """
    roles = keyed_roles(sheet, table.header, reading.profile.columns)
    for column in title_keys(sheet.rows[table.header]):
        if column not in roles:
            raise WorkbookError(
                sentence(
                    "La colonne « {title} » n’est pas décidée.",
                    title=text_of(sheet.cell(table.header, column)),
                ),
                remedy=sentence("Dites ce qu’elle est, ou laissez-la de côté."),
                sheet=sheet.name,
                row=table.header + 1,
            )
    given = [role for role in roles.values() if role not in (Role.SET_ASIDE, Role.SESSION)]
    twice = next((role for role in given if given.count(role) > 1), None)
    if twice is not None:
        raise WorkbookError(
            sentence("Deux colonnes disent la même chose."),
            remedy=sentence("Gardez-en une, et laissez l’autre de côté."),
            sheet=sheet.name,
            row=table.header + 1,
        )
    if not {Role.FULL_NAME, Role.FAMILY_NAME} & set(given):
        raise WorkbookError(
            sentence("Aucune colonne n’est le nom."),
            remedy=sentence("Dites laquelle est le nom."),
            sheet=sheet.name,
            row=table.header + 1,
        )
    return roles


def _same(sheets: Sequence[Sheet], fingerprint: str, known: Table | None) -> list[Table]:
    """Return the tables of one shape, each sheet's last one."""
    found = []
    for number, sheet in enumerate(sheets):
        if known is not None and number == known.sheet:
            continue
        rows = [
            row
            for row, cells in enumerate(sheet.rows[: HEADER_ROWS * 10])
            if fingerprint_of(title_keys(cells).values()) == fingerprint and title_keys(cells)
        ]
        if rows:
            layout = Layout.GRID if known is None else known.layout
            found.append(table_at(sheets, number, rows[0], layout))
    return found


def _keys(sheets: Sequence[Sheet], table: Table) -> dict[int, str]:
    return title_keys(sheets[table.sheet].rows[table.header])
