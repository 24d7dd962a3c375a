"""A grid that goes on over several sheets, such as one for each month, as one grid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from issuer.words.sentence import sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet, Trait, filled, quoted, text_of
from issuer.workbook.layouts.grid import whole_name
from issuer.workbook.layouts.profile import Role, title_keys
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.layouts.recognise import Table
from issuer.workbook.layouts.tables import roles_of
from issuer.workbook.parsing.attendance_columns import second_title_row
from issuer.workbook.parsing.other_rows import starts_a_total
from issuer.workbook.parsing.session_titles import read_session_title

NOT_LISTED = "pas sur cette feuille"
"""Mark of somebody whom a sheet does not list: longer than a profile keeps, so asked each time."""


@dataclass(slots=True)
class _Joined:
    """The grid as far as it was put together; places count from 0."""

    above: list[tuple[Cell, ...]] = field(default_factory=list)
    rows: dict[str, list[Cell]] = field(default_factory=dict)
    """By what tells a person; the titles and their second row first."""
    traits: dict[tuple[str, int], frozenset[Trait]] = field(default_factory=dict)
    hidden_rows: set[str] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    roles: dict[int, Role] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    """Of the titles that every sheet has."""


def join_grids(
    sheets: Sequence[Sheet], tables: Sequence[Table], reading: Reading
) -> tuple[Sheet, int, Mapping[int, Role]]:
    """Return one grid, the row of its titles and what its columns say.

    A person is the one of the same written name, and birth where the sheets have it; somebody
    whom one sheet does not list has a mark there that a person decides about.

    Raises:
        WorkbookError: a row that cannot be told from another, or has no name; the same session on
            two sheets; a total or a decision, which speak of one sheet alone.
    """
    joined = _Joined()
    for table in tables:
        sheet = sheets[table.sheet]
        _add(joined, sheet, table.header, roles_of(sheet, table, reading), is_other=len(tables) > 1)
    width = max(map(len, joined.rows.values()))
    places = {key: len(joined.above) + place for place, key in enumerate(joined.rows)}
    rows = [*joined.above, *(tuple(row) for row in joined.rows.values())]
    first = sheets[tables[0].sheet]
    whole = replace(
        first,
        name=", ".join(sheets[table.sheet].name for table in tables),
        rows=tuple((*row, *[None] * (width - len(row))) for row in rows),
        traits={(places[key], column): found for (key, column), found in joined.traits.items()},
        merged=(),
        hidden_rows=frozenset(places[key] for key in joined.hidden_rows),
        hidden_columns=frozenset(joined.hidden_columns),
        is_1904=any(sheets[table.sheet].is_1904 for table in tables),
    )
    return whole, len(joined.above), joined.roles


def _add(
    joined: _Joined, sheet: Sheet, header: int, roles: Mapping[int, Role], *, is_other: bool
) -> None:
    titles = sheet.rows[header]
    if is_other and {Role.TOTAL, Role.DECISION} & set(roles.values()):
        raise WorkbookError(
            sentence(
                "Le total ou la décision de « {sheet} » ne vaut que pour cette feuille.",
                sheet=sheet.name,
            ),
            remedy=sentence("Laissez cette colonne de côté."),
            sheet=sheet.name,
            row=header + 1,
        )
    joined.above += sheet.rows[:header]
    target = _columns(joined, sheet, header, roles)
    keyed = _rows_of(joined, sheet, header, roles)
    base = max(map(len, joined.rows.values()), default=0)
    width = max(base, max(target.values(), default=-1) + 1)
    new = [target[column] for column in target if target[column] >= base]
    for key, row in keyed.items():
        if key not in joined.rows:
            joined.rows[key] = [None] * base
            earlier = range(base) if base and not key.startswith("\n") else ()
            shared = {*joined.columns.values()}
            for column in earlier:
                if column not in shared:
                    joined.rows[key][column] = NOT_LISTED
        cells = joined.rows[key]
        cells += [None] * (width - len(cells))
        for column, value in filled(sheet.rows[row]):
            place = target[column]
            if cells[place] not in (None, value):
                # Of the numbering, of remarks: what differs stays visible beside the first.
                value = f"{text_of(cells[place])} / {text_of(value)}"
            cells[place] = value
        for column in target:
            if found := sheet.traits.get((row, column)):
                marked = (key, target[column])
                joined.traits[marked] = joined.traits.get(marked, frozenset()) | found
        if row in sheet.hidden_rows:
            joined.hidden_rows.add(key)
    joined.hidden_columns |= {target[c] for c in sheet.hidden_columns if c in target}
    for key, cells in joined.rows.items():
        cells += [None] * (width - len(cells))
        if key not in keyed and not key.startswith("\n"):
            for column in new:
                cells[column] = NOT_LISTED
    _require_once(joined, sheet, titles, header)


def _columns(
    joined: _Joined, sheet: Sheet, header: int, roles: Mapping[int, Role]
) -> dict[int, int]:
    """Return by column of the sheet where it stands in the whole."""
    keys = title_keys(sheet.rows[header])
    base = max(map(len, joined.rows.values()), default=0)
    target: dict[int, int] = {}
    for column in range(max(map(len, sheet.rows))):
        key = keys.get(column)
        is_shared = key is not None and roles.get(column) is not Role.SESSION
        if not base:
            target[column] = column
            if key is not None and is_shared:
                joined.columns[key] = column
        elif key is not None and is_shared:
            target[column] = joined.columns[key]
        elif any(sheet.cell(row, column) is not None for row in range(header, len(sheet.rows))):
            target[column] = base
            base += 1
    for column, role in roles.items():
        joined.roles[target[column]] = role
    return target


def _rows_of(
    joined: _Joined, sheet: Sheet, header: int, roles: Mapping[int, Role]
) -> dict[str, int]:
    """Return the rows from the titles on, by what tells each from the others."""
    second = second_title_row(sheet, header)
    if joined.rows and ("\nsecond" in joined.rows) is (second is None):
        raise WorkbookError(
            sentence("Une feuille a deux lignes de titres, une autre n’en a qu’une."),
            remedy=sentence("Donnez les mêmes lignes de titres à toutes les feuilles."),
            sheet=sheet.name,
            row=header + 1,
        )
    found = {"\ntitles": header} | ({} if second is None else {"\nsecond": second})
    births = [column for column, role in roles.items() if role is Role.BIRTH_DATE]
    for row in range(header + 1 if second is None else second + 1, len(sheet.rows)):
        cells = [text_of(cell) for _, cell in filled(sheet.rows[row])]
        if not cells:
            continue
        name = whole_name(sheet, row, roles)
        if starts_a_total(cells[0]):
            name = f"\n{cells[0]}"
        if name is None:
            raise WorkbookError(
                sentence("Cette ligne n’a pas de nom."),
                remedy=sentence("Écrivez-le, ou supprimez la ligne."),
                sheet=sheet.name,
                row=row + 1,
            )
        key = "\t".join([name.casefold(), *(text_of(sheet.cell(row, c)) for c in births)])
        if key in found:
            raise WorkbookError(
                sentence(
                    "{name} est deux fois sur cette feuille, et il y en a plusieurs.",
                    name=quoted(name),
                ),
                remedy=sentence(
                    "Gardez une ligne par personne, ou distinguez les deux noms sur "
                    "toutes les feuilles."
                ),
                sheet=sheet.name,
                row=row + 1,
            )
        found[key] = row
    return found


def _require_once(joined: _Joined, sheet: Sheet, titles: Sequence[Cell], header: int) -> None:
    """Refuse sheets that have the same session: they are groups, not months."""
    written = [cell for cell in joined.rows["\ntitles"] if read_session_title(cell) is not None]
    twice = next((cell for cell in titles if cell in written and written.count(cell) > 1), None)
    if twice is not None:
        raise WorkbookError(
            sentence(
                "La séance {title} est sur deux feuilles : ce sont peut-être deux groupes.",
                title=quoted(twice),
            ),
            remedy=sentence(
                "Dites de laisser les autres feuilles de côté ; apportez chaque groupe à part."
            ),
            sheet=sheet.name,
            row=header + 1,
        )
