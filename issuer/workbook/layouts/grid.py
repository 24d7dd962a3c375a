"""A grid of another shape: its titles put into the template's words, every row where it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from issuer.words.sentence import sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet, Trait, column_letter, quoted, text_of
from issuer.workbook.layouts.days_of_month import bare_day, may_count_sessions
from issuer.workbook.layouts.enrolment import Enrolled, Matcher
from issuer.workbook.layouts.full_names import split_name
from issuer.workbook.layouts.module_sessions import Meeting, session_title
from issuer.workbook.layouts.profile import WHOLE_DAY, Role
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.model import Session
from issuer.workbook.parsing.attendance_columns import column_title, second_title_row
from issuer.workbook.parsing.dates import real_date
from issuer.workbook.parsing.headers import PersonColumn
from issuer.workbook.parsing.other_rows import starts_a_total
from issuer.workbook.parsing.session_titles import read_session_title, with_second_row

_TITLES = {
    Role.FAMILY_NAME: PersonColumn.FAMILY_NAME.value,
    Role.GIVEN_NAME: PersonColumn.GIVEN_NAME.value,
    Role.BIRTH_DATE: PersonColumn.BIRTH_DATE.value,
    Role.EMAIL: PersonColumn.EMAIL.value,
    Role.REASON: PersonColumn.REASON.value,
    Role.TOTAL: "Total",
    Role.DECISION: "Attestation",
}
_FACTS = (Role.FAMILY_NAME, Role.GIVEN_NAME, Role.BIRTH_DATE, Role.EMAIL, Role.REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionColumn:
    """A column of marks, as its titles name it."""

    column: int
    title: str
    meeting: Meeting | None
    """None where no title says a whole date."""
    is_dated: bool

    @property
    def letter(self) -> str:
        """Name of the column."""
        return column_letter(self.column)


def session_columns(
    sheet: Sheet, header: int, roles: Mapping[int, Role], days: Mapping[str, date]
) -> list[SessionColumn]:
    """Return the columns of sessions: those with a date, and those that a person pointed at."""
    second = second_title_row(sheet, header)
    found = []
    for column in range(max(map(len, sheet.rows))):
        cell = column_title(sheet, header, second, column)
        title = read_session_title(cell)
        if title is None and roles.get(column) is not Role.SESSION:
            continue
        if title is not None and second is not None:
            row = sheet.rows[second]
            title = with_second_row(title, sheet.cell(second, column), row)
        day = days.get(column_letter(column))
        if title is not None and title.date.year is not None and title.date.year >= 100:
            day = real_date(title.date.year, title.date.month, title.date.day)
        part = title.part.value if title is not None and title.part is not None else WHOLE_DAY
        start = title.start if title is not None else None
        found.append(
            SessionColumn(
                column=column,
                title=text_of(cell),
                meeting=None if day is None else Meeting(day=day, part=part, start=start),
                is_dated=title is not None,
            )
        )
    return found


@dataclass(slots=True, kw_only=True)
class GridArrangement:
    """A grid in the template's words."""

    sheet: Sheet
    set_aside: set[str] = field(default_factory=set)
    """Columns and rows that the template has no place for."""


def arrange_grid(
    sheet: Sheet,
    header: int,
    roles: Mapping[int, Role],
    *,
    reading: Reading,
    sessions: Sequence[Session] | None,
    matcher: Matcher | None,
) -> GridArrangement:
    """Put the titles into the template's words; facts of other columns are added at the right.

    Args:
        sheet: the grid.
        header: row of its titles, from 0.
        roles: what its columns say.
        reading: what a person decided.
        sessions: of the module, in order; None where the grid itself has their days.
        matcher: the list of enrolled people, if one was given.

    Raises:
        WorkbookError: the columns of sessions are not those of the module.
    """
    width = max(map(len, sheet.rows))
    rows = [[*row, *[None] * (width - len(row))] for row in sheet.rows]
    traits = dict(sheet.traits)
    result = GridArrangement(sheet=sheet)
    is_replaced = matcher is not None
    for column, role in roles.items():
        if role is Role.SESSION:
            continue
        is_name = role in _FACTS
        if role not in _TITLES or (is_name and is_replaced):
            result.set_aside.add(column_letter(column))
        else:
            rows[header][column] = _TITLES[role]
    for column, title in _session_titles(sheet, header, roles, reading, sessions):
        rows[header][column] = title
    if is_replaced or Role.FULL_NAME in roles.values():
        facts = _FACTS if is_replaced else (Role.FAMILY_NAME, Role.GIVEN_NAME)
        rows[header] += [_TITLES[role] for role in facts]
        for row in range(header + 1, len(rows)):
            name = whole_name(sheet, row, roles)
            is_person = name is not None and not starts_a_total(name)
            if name is not None and matcher is not None and matcher.is_left_out(name):
                result.set_aside.add(str(row + 1))
            cells, trait = (
                _facts(name, reading, matcher) if name is not None and is_person else ((), None)
            )
            rows[row] += [*cells, *[None] * (len(facts) - len(cells))]
            if trait is not None:
                traits[row, width] = frozenset({trait})
            _keep_struck(sheet, row, roles, traits, width)
    result.sheet = replace(sheet, rows=tuple(map(tuple, rows)), traits=traits)
    return result


def whole_names(sheet: Sheet, header: int, roles: Mapping[int, Role]) -> list[str]:
    """Return the names of the people of a grid, as they stand."""
    names = (whole_name(sheet, row, roles) for row in range(header + 1, len(sheet.rows)))
    return [name for name in names if name is not None and not starts_a_total(name)]


def _session_titles(
    sheet: Sheet,
    header: int,
    roles: Mapping[int, Role],
    reading: Reading,
    sessions: Sequence[Session] | None,
) -> Iterator[tuple[int, str]]:
    """Return the titles that columns without a date are given."""
    columns = session_columns(sheet, header, roles, reading.days)
    undated = [one for one in columns if not one.is_dated]
    if not undated:
        return
    if sessions is not None and all(one.meeting is None for one in undated):
        if len(undated) != len(sessions) or len(undated) != len(columns):
            raise WorkbookError(
                sentence(
                    "La liste a {count} colonnes de séances sans date, le module {held} séances.",
                    count=len(undated),
                    held=len(sessions),
                ),
                remedy=sentence("Donnez la date de chaque colonne."),
                sheet=sheet.name,
                row=header + 1,
            )
        numbers = [bare_day(one.title) for one in undated]
        are_days = None not in numbers and not may_count_sessions(
            [number for number in numbers if number is not None]
        )
        for one, session in zip(undated, sessions, strict=True):
            if are_days and bare_day(one.title) != session.day.day:
                raise WorkbookError(
                    sentence(
                        "La séance du {day} n’est pas celle de la colonne {title}.",
                        day=text_of(session.day),
                        title=quoted(one.title),
                    ),
                    remedy=sentence("Donnez la date de chaque colonne."),
                    sheet=sheet.name,
                    column=one.letter,
                    row=header + 1,
                )
            yield one.column, session_title(session)
        return
    for one in undated:
        if one.meeting is None:
            raise WorkbookError(
                sentence("La date de la séance {title} manque.", title=quoted(one.title or None)),
                remedy=sentence("Écrivez-la, ou donnez aussi le fichier du module."),
                sheet=sheet.name,
                column=column_letter(one.column),
                row=header + 1,
            )
        yield one.column, text_of(one.meeting.day)


def whole_name(sheet: Sheet, row: int, roles: Mapping[int, Role]) -> str | None:
    """Return the name that stands in a row, in one piece."""
    by_role = {role: sheet.cell(row, column) for column, role in roles.items()}
    parts = (
        [by_role[Role.FULL_NAME]]
        if by_role.get(Role.FULL_NAME) is not None
        else [by_role.get(Role.FAMILY_NAME), by_role.get(Role.GIVEN_NAME)]
    )
    return " ".join(text_of(part) for part in parts if part is not None) or None


def _facts(
    name: str, reading: Reading, matcher: Matcher | None
) -> tuple[tuple[Cell, ...], Trait | None]:
    if matcher is not None:
        found = matcher.find(name)
        return ((name,), Trait.UNMATCHED) if found is None else (facts_of(found), None)
    split = split_name(name, reading.profile.name_order)
    return ((name,), Trait.UNSPLIT) if split is None else ((split.family, split.given), None)


def facts_of(one: Enrolled) -> tuple[Cell, ...]:
    """Return the cells of an enrolled person in the order of the template."""
    return one.family_name, one.given_name, one.birth_date, one.email, one.reason


def _keep_struck(
    sheet: Sheet,
    row: int,
    roles: Mapping[int, Role],
    traits: dict[tuple[int, int], frozenset[Trait]],
    width: int,
) -> None:
    """A name that was struck out stays so where it was moved to."""
    names = (Role.FULL_NAME, Role.FAMILY_NAME, Role.GIVEN_NAME)
    columns = [column for column, role in roles.items() if role in names]
    if any(sheet.has(row, column, Trait.STRUCK) for column in columns):
        traits[row, width] = traits.get((row, width), frozenset()) | {Trait.STRUCK}
