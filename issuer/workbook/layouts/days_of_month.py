"""Titles that are bare days of a month, completed by the month that the sheet names.

« 2, 3, 16, 17 » below « Mars 2026 » are days; « 1, 2, 3, 4 » may as well count the sessions, and
stay as they are: a person says their dates. So do days for which several months would do.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from issuer.workbook.format.cells import Cell, Sheet, Trait, filled, text_of
from issuer.workbook.layouts.recognise import HEADER_ROWS, has_name_title
from issuer.workbook.parsing.dates import named_months, real_date

_FEWEST_OF_A_MONTH = 28
_FEWEST = 2
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_FRENCH = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Month:
    """A month where a sheet names it; places count from 0."""

    row: int
    column: int
    month: int
    year: int | None


def with_whole_days(sheet: Sheet) -> Sheet:
    """Return the sheet with whole dates for titles, where its bare days can be nothing else."""
    found = _find_days(sheet)
    if found is None:
        return sheet
    header, below, days = found
    months = _month_by_column(sheet, below, sorted(days))
    if months is None or not _are_days(days, months):
        return sheet
    rows = [list(row) for row in sheet.rows]
    rows[header] += [None] * (max(days) + 1 - len(rows[header]))
    traits = dict(sheet.traits)
    for column, day in days.items():
        is_empty = all(sheet.cell(row, column) is None for row in range(below + 1, len(rows)))
        title = _title(day, months[column])
        if title is not None or is_empty:  # 31 in a month of 30 days, with nothing below
            rows[header][column] = title
            traits[header, column] = frozenset({Trait.DAY_OF_MONTH})
    if below != header:
        rows[below] = []
    return replace(sheet, rows=tuple(map(tuple, rows)), traits=traits)


def bare_day(cell: Cell) -> int | None:
    """Return the day that a title is, and nothing beside; None for any other."""
    text = text_of(cell)
    is_number = isinstance(cell, str | float) and not isinstance(cell, bool)
    return int(text) if is_number and text.isdecimal() and 1 <= int(text) <= 31 else None


def may_count_sessions(numbers: Sequence[int]) -> bool:
    """Check whether numbers are 1, 2, 3 … and too few for all days of a month."""
    return list(numbers) == list(range(1, len(numbers) + 1)) and len(numbers) < _FEWEST_OF_A_MONTH


def _find_days(sheet: Sheet) -> tuple[int, int, dict[int, int]] | None:
    """Return the row of titles, that of the days (the same, or the one below), days by column."""
    for row, cells in enumerate(sheet.rows[:HEADER_ROWS]):
        if not has_name_title(cells):
            continue
        days = {c: day for c, cell in filled(cells) if (day := bare_day(cell)) is not None}
        if len(days) >= _FEWEST:
            return row, row, days
        if row + 1 < len(sheet.rows):
            under = dict(filled(sheet.rows[row + 1]))
            days = {c: day for c, cell in under.items() if (day := bare_day(cell)) is not None}
            is_free = all(
                sheet.cell(row, c) is None or _months_in(sheet.cell(row, c)) for c in days
            )
            if len(days) >= _FEWEST and len(days) == len(under) and is_free:
                return row, row + 1, days
        return None
    return None


def _month_by_column(
    sheet: Sheet, header: int, columns: Sequence[int]
) -> Mapping[int, _Month] | None:
    """Return the month of each column of days; None where that is not certain."""
    above = [
        _Month(row=row, column=column, month=month, year=year)
        for row in range(header + 1)
        for column, cell in filled(sheet.rows[row])
        if row < header or column not in columns
        for month, year in _months_in(cell)
    ]
    above += [
        _Month(row=-1, column=0, month=month, year=year) for month, year in _months_in(sheet.name)
    ]
    stated = {int(year) for text in _texts(sheet, header) for year in _YEAR.findall(text)}
    lone: int | None = next(iter(stated)) if len(stated) == 1 else None
    if len({one.month for one in above}) == 1:
        years = {one.year or lone for one in above}
        if len(years - {None}) > 1:
            return None
        year = next((one for one in years if one is not None), None)
        return dict.fromkeys(columns, replace(above[0], year=year))
    if len({one.row for one in above}) != 1 or above[0].column > columns[0]:
        return None
    return _by_place(sheet, above, columns, lone)


def _by_place(
    sheet: Sheet, above: Sequence[_Month], columns: Sequence[int], lone: int | None
) -> Mapping[int, _Month] | None:
    """Return for each column the month at its left; None where that one was merged over others."""
    found: dict[int, _Month] = {}
    for column in columns:
        month = [one for one in above if one.column <= column][-1]
        for merged in sheet.merged:
            is_its = (merged.top, merged.left) == (month.row, month.column)
            if is_its and merged.right < column:
                return None
        found[column] = replace(month, year=month.year or lone)
    return found


def _are_days(days: Mapping[int, int], months: Mapping[int, _Month]) -> bool:
    """Check that the numbers of each month go up, and do not count sessions instead."""
    groups: dict[_Month, list[int]] = {}
    for column in sorted(days):
        groups.setdefault(months[column], []).append(days[column])
    rising = all(one == sorted(set(one)) for one in groups.values())
    # Where the first month has days, the next one may well begin with 1 and 2.
    return rising and not may_count_sessions(next(iter(groups.values())))


def _title(day: int, month: _Month) -> Cell:
    if month.year is not None:
        return real_date(month.year, month.month, day)
    known = real_date(2000, month.month, day)  # a year in which February has all its days
    return None if known is None else f"{day} {_FRENCH[month.month - 1]}"


def _months_in(cell: Cell) -> list[tuple[int, int | None]]:
    """Return the months that a cell names, each with its year, but not those of a whole date."""
    return [] if cell is None else list(named_months(cell))


def _texts(sheet: Sheet, header: int) -> Iterator[str]:
    yield sheet.name
    for row in sheet.rows[:header]:
        yield from (text_of(cell) for _, cell in filled(row))
