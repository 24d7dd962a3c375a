"""The page that asks how a file of another shape is read: its fields, and what they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from issuer.words.sentence import sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet, column_letter, filled, text_of, visible
from issuer.workbook.layouts.enrolment import Enrolled, Unmatched, read_enrolled
from issuer.workbook.layouts.full_names import SplitName, split_name
from issuer.workbook.layouts.grid import SessionColumn, session_columns, whole_names
from issuer.workbook.layouts.profile import (
    DAY_PARTS,
    WHOLE_DAY,
    Layout,
    NameOrder,
    Profile,
    Role,
    title_keys,
)
from issuer.workbook.layouts.proposal import propose_profile
from issuer.workbook.layouts.reading import ModuleFields, Reading
from issuer.workbook.layouts.recognise import Table, find_tables, keyed_roles, table_at
from issuer.workbook.layouts.tables import find_read_tables
from issuer.workbook.parsing.dates import parse_day, parse_time
from issuer.workbook.profiled import Source

_MOST_ROWS = 20
_MOST_EXAMPLES = 3
_MOST_CODE, _MOST_TITLE = 40, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnField:
    """A column whose title is no date."""

    key: str
    letter: str
    title: str
    examples: tuple[str, ...]
    role: Role | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderField:
    """One rule that splits names, with what it makes of the first ones."""

    order: NameOrder
    examples: tuple[tuple[str, SplitName | None], ...]
    unsplit: int
    """Names that it leaves whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPage:
    """All that the page shows."""

    reading: Reading
    table: Table
    sheets: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """The first rows of the sheet, from 1, in which the titles stand."""
    columns: tuple[ColumnField, ...]
    orders: tuple[OrderField, ...]
    """None where no column has whole names, or a list of enrolled people has them split."""
    sessions: tuple[SessionColumn, ...]
    days: tuple[str, ...]
    """Sheets of which only a person knows the day."""
    parts: tuple[str, ...]
    """Of the day, whose hours are asked; none where a file describes the module."""
    has_module: bool
    enrolled: tuple[Enrolled, ...] | None
    enrolled_in: str | None
    """The sheet that lists them."""


def show_reading(source: Source, reading: Reading) -> ReadingPage:
    """Return what the page shows for a reading.

    Raises:
        WorkbookError: there is no table in the files.
    """
    sheets = source.read_sheets()
    table = current_table(sheets, reading)
    sheet = sheets[table.sheet]
    profile = reading.profile
    roles = keyed_roles(sheet, table.header, profile.columns)
    module, enrolled = source.module_sheet(), source.enrolled_sheet()
    is_grid = table.layout is Layout.GRID
    sessions = session_columns(sheet, table.header, roles, reading.days) if is_grid else []
    is_split = Role.FULL_NAME in roles.values() and enrolled is None
    parts = {one.meeting.part for one in sessions if one.meeting} or {WHOLE_DAY}
    return ReadingPage(
        reading=reading,
        table=table,
        sheets=tuple(one.name for one in sheets),
        rows=tuple(
            (number, tuple(visible(text_of(cell)) for cell in row))
            for number, row in enumerate(sheet.rows[: max(_MOST_ROWS, table.header + 3)], 1)
            if any(cell is not None for cell in row)
        ),
        columns=tuple(_columns(sheet, table.header, profile)),
        orders=tuple(_orders(whole_names(sheet, table.header, roles))) if is_split else (),
        sessions=tuple(sessions),
        days=tuple(_sheets_without_day(sheets, table, roles)),
        parts=() if module else tuple(part for part in DAY_PARTS if part in parts),
        has_module=module is not None,
        enrolled=None if enrolled is None else read_enrolled(enrolled),
        enrolled_in=None if enrolled is None else enrolled.name,
    )


def current_table(sheets: Sequence[Sheet], reading: Reading) -> Table:
    """Return the table that the page is about.

    Raises:
        WorkbookError: there is none.
    """
    if reading.sheet is None or reading.header is None:
        try:
            return find_read_tables(sheets, reading)[0]
        except WorkbookError:
            tables = find_tables(sheets)
            if not tables:
                raise
            return tables[0]
    return table_at(sheets, reading.sheet, reading.header, reading.profile.layout)


def answered_reading(
    source: Source, reading: Reading, form: Mapping[str, str]
) -> tuple[Reading, bool]:
    """Return the reading that a form asks for, and whether it was asked about these columns.

    Raises:
        WorkbookError: a field that cannot be understood.
        ValueError: a form that is not of the page.
    """
    sheets = source.read_sheets()
    before = current_table(sheets, reading)
    layout = Layout(form["layout"])
    number = int(form.get("sheet", before.sheet))
    header = int(form.get("header", before.header + 1)) - 1
    if not 0 <= number < len(sheets) or not 0 <= header < len(sheets[number].rows):
        raise ValueError("no such row")
    if number != before.sheet and header == before.header:
        found = [one for one in find_tables(sheets) if one.sheet == number]
        header = found[0].header if found else min(header, len(sheets[number].rows) - 1)
    table = table_at(sheets, number, header, layout)
    keys = title_keys(sheets[number].rows[header]).values()
    shown = all(f"column-{key}" in form for key in keys) and layout is before.layout
    proposal = propose_profile(sheets, table)
    columns = {}
    for key in keys:
        word = form.get(f"column-{key}") if shown else proposal.columns.get(key)
        if word:
            columns[key] = Role(word)
    order, earlier = form.get("order"), reading.profile
    profile = Profile(  # what the form has no field for stays as it was
        layout=layout,
        columns=columns,
        name_order=NameOrder(order) if order else earlier.name_order or proposal.name_order,
        marks=earlier.marks,
        minimum_minutes=_minutes(form["minutes"]) if "minutes" in form else earlier.minimum_minutes,
        is_month_first={"month": True, "day": False}.get(form["first"])
        if "first" in form
        else earlier.is_month_first,
        hours=_hours(form, earlier.hours),
    )
    return (
        replace(
            reading,
            profile=profile,
            sheet=number,
            header=header,
            days=_days(form),
            people={**reading.people, **_people(form)},
            leaves_other_days="leave_other_days" in form,
            leaves_other_sheets="leave_other_sheets" in form,
            module=_module(form) if "code" in form else reading.module,
        ),
        shown,
    )


def are_asked(unmatched: Sequence[Unmatched], form: Mapping[str, str]) -> bool:
    """Check whether the form had a field for each of these names."""
    return all(f"person-{one.key}" in form for one in unmatched)


def _columns(sheet: Sheet, header: int, profile: Profile) -> list[ColumnField]:
    fields = []
    for column, key in title_keys(sheet.rows[header]).items():
        below = (sheet.cell(row, column) for row in range(header + 1, len(sheet.rows)))
        texts = list(dict.fromkeys(visible(text_of(cell)) for cell in below if cell is not None))
        fields.append(
            ColumnField(
                key=key,
                letter=column_letter(column),
                title=visible(text_of(sheet.cell(header, column))),
                examples=tuple(texts[:_MOST_EXAMPLES]),
                role=profile.columns.get(key),
            )
        )
    return fields


def _orders(names: Sequence[str]) -> list[OrderField]:
    return [
        OrderField(
            order=order,
            examples=tuple((name, split_name(name, order)) for name in names[:_MOST_EXAMPLES]),
            unsplit=sum(split_name(name, order) is None for name in names),
        )
        for order in NameOrder
    ]


def _sheets_without_day(
    sheets: Sequence[Sheet], table: Table, roles: Mapping[int, Role]
) -> list[str]:
    if table.layout is not Layout.MEETING or Role.JOINED in roles.values():
        return []
    return [sheet.name for sheet in sheets if dict(filled(sheet.rows[0])) or len(sheet.rows) > 1]


def _minutes(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal() or not 0 < int(text) <= 24 * 60:
        raise WorkbookError(
            sentence("Ce n’est pas un nombre de minutes."),
            remedy=sentence("Écrivez par exemple 180."),
        )
    return int(text)


def _hours(
    form: Mapping[str, str], earlier: Mapping[str, tuple[time, time]]
) -> dict[str, tuple[time, time]]:
    hours = {part: known for part, known in earlier.items() if f"from-{part}" not in form}
    for part in DAY_PARTS:
        texts = (form.get(f"from-{part}", ""), form.get(f"to-{part}", ""))
        if not any(texts):
            continue
        start, end = (parse_time(text.strip() or None) for text in texts)
        if not isinstance(start, time) or not isinstance(end, time):
            raise WorkbookError(
                sentence("Ces heures ne se lisent pas."),
                remedy=sentence("Écrivez par exemple 09:00 et 13:00."),
            )
        hours[part] = start, end
    return hours


def _days(form: Mapping[str, str]) -> dict[str, date]:
    days = {}
    for name, text in form.items():
        if not name.startswith("day-") or not text.strip():
            continue
        cell: Cell = text.strip()
        day = parse_day(cell)
        if not isinstance(day, date):
            raise WorkbookError(day.message, remedy=day.remedy)
        days[name.removeprefix("day-")] = day
    return days


def _people(form: Mapping[str, str]) -> dict[str, int | None]:
    people: dict[str, int | None] = {}
    for name, answer in form.items():
        if name.startswith("person-") and answer:
            people[name.removeprefix("person-")] = None if answer == "nobody" else int(answer)
    return people


def _module(form: Mapping[str, str]) -> ModuleFields | None:
    code, title = (form.get(name, "").strip() for name in ("code", "title"))
    if not code and not title:
        return None
    return ModuleFields(code=code[:_MOST_CODE], title=title[:_MOST_TITLE])
