"""The report of one meeting: its lines, its day, and how it writes days."""

from collections.abc import Mapping, Sequence
from datetime import date

from issuer.words.sentence import sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet, filled, text_of
from issuer.workbook.layouts.entries import Entry
from issuer.workbook.layouts.presences import Report
from issuer.workbook.layouts.profile import Role
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.layouts.recognise import Table
from issuer.workbook.layouts.stays import days_of, parse_instant, readings_of_days
from issuer.workbook.model import Session
from issuer.workbook.parsing.dates import real_date
from issuer.workbook.parsing.session_titles import read_session_title

_SUMMED = ("first", "premi", "eerst")


def read_report(
    sheet: Sheet,
    table: Table,
    roles: Mapping[int, Role],
    entries: Sequence[Entry],
    everybody: Sequence[Entry],
    reading: Reading,
    sessions: Sequence[Session],
) -> Report:
    """Return the report that these lines of a sheet are.

    Args:
        sheet: as it was downloaded.
        table: the one of its tables that is read.
        roles: of the columns.
        entries: its lines.
        everybody: the same, with those of people who are left out.
        reading: what a person decided.
        sessions: of the module; they tell in which order days are written.

    Raises:
        WorkbookError: days that can be read in two ways.
    """
    written = [
        cell
        for entry in everybody
        for role in (Role.JOINED, Role.LEFT)
        if (cell := entry.cells.get(role)) is not None
    ]
    above = [cell for row in sheet.rows[: table.header] for _, cell in filled(row)]
    stated = [
        cell
        for cell in above
        if parse_instant(cell, is_month_first=False) or parse_instant(cell, is_month_first=True)
    ]
    is_month_first = _is_month_first(sheet, written or stated[:1], reading, sessions)
    joined = next((c for c, role in roles.items() if role is Role.JOINED), None)
    title = "" if joined is None else text_of(sheet.cell(table.header, joined)).casefold()
    days = days_of(stated, is_month_first=is_month_first)
    if not days and not written:
        days = {day for day in (_named_day(sheet),) if day is not None}
    day = reading.days.get(sheet.name) or (min(days) if len(days) == 1 else None)
    return Report(
        entries=entries,
        instants=tuple(written),
        day=day,
        is_month_first=is_month_first,
        is_summed=joined is None or title.startswith(_SUMMED),
    )


def _is_month_first(
    sheet: Sheet, cells: Sequence[Cell], reading: Reading, sessions: Sequence[Session]
) -> bool:
    """Return how days are written: as all of them can be read, and as the module has sessions."""
    held = {session.day for session in sessions}
    if not cells:
        return False
    readings = list(readings_of_days(cells))
    if (
        len(readings) > 1
        and len({frozenset(days_of(cells, is_month_first=r)) for r in readings}) == 1
    ):
        return False
    fitting = [r for r in readings if days_of(cells, is_month_first=r) <= held]
    if len(fitting) == 1:
        return fitting[0]
    if reading.profile.is_month_first is not None:
        return reading.profile.is_month_first
    if len(readings) == 1:
        return readings[0]
    raise WorkbookError(
        sentence("Les dates de ce rapport se lisent de deux façons, ou pas du tout."),
        remedy=sentence("Dites si le mois y est avant le jour."),
        sheet=sheet.name,
    )


def _named_day(sheet: Sheet) -> date | None:
    """Return the whole day that the name of a file or sheet begins with."""
    title = read_session_title(sheet.name)
    if title is None or title.date.year is None or title.date.year < 100:
        return None
    return real_date(title.date.year, title.date.month, title.date.day)
