"""Files of any layout, by a profile, as the two sheets of the template."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from issuer.words.sentence import Sentence, listed, sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet, Trait, in_quotes, text_of
from issuer.workbook.layouts.actions import pair_actions
from issuer.workbook.layouts.enrolment import Matcher, Unmatched, read_enrolled
from issuer.workbook.layouts.entries import Entry, read_entries
from issuer.workbook.layouts.grid import SessionColumn, arrange_grid, session_columns
from issuer.workbook.layouts.module_sessions import (
    Meeting,
    make_module,
    session_title,
    sessions_of,
)
from issuer.workbook.layouts.months import join_grids
from issuer.workbook.layouts.people import Everybody
from issuer.workbook.layouts.presences import (
    Report,
    WrittenPresence,
    covered_sessions,
    marks_by_person,
    present_by_minutes,
    read_log,
    read_meetings,
    read_sheet_of_session,
    read_title_or_instant,
)
from issuer.workbook.layouts.profile import WHOLE_DAY, Layout, Role
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.layouts.recognise import Table, has_table
from issuer.workbook.layouts.reports import read_report
from issuer.workbook.layouts.stays import days_of
from issuer.workbook.layouts.tables import find_read_tables, roles_of

_TITLES = ("Nom", "Prénom", "Date de naissance", "E-mail", "Motif")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """Files in the template's shape."""

    sheets: tuple[Sheet, ...]
    """The list of people, then the module where no file of its own describes it."""
    set_aside: frozenset[str]
    """Columns and rows of the list that the template has no place for."""
    unmatched: tuple[Unmatched, ...]
    """Names that are still to be found in the list of enrolled people."""
    understood: tuple[Sentence, ...]


def arrange(
    sheets: Sequence[Sheet],
    *,
    reading: Reading,
    module: Sheet | None,
    enrolled: Sheet | None,
    today: date,
    are_earlier: bool = False,
) -> Arranged:
    """Bring files into the template's shape; nothing in them is left out unsaid.

    Args:
        sheets: of the register.
        reading: how they are read.
        module: the sheet that describes the module, if any.
        enrolled: the list of enrolled people, if any.
        today: for the module's sheet.
        are_earlier: the list is of another module; whom the files do not name is not here.

    Raises:
        WorkbookError: what is missing, or cannot be.
    """
    tables = find_read_tables(sheets, reading)
    matcher = None
    if enrolled is not None:
        people = read_enrolled(enrolled)
        matcher = Matcher(people, reading.people, are_earlier=are_earlier)
    if reading.profile.layout is Layout.GRID:
        arranged = _grid(sheets, tables, reading, module, matcher, today)
    else:
        arranged = _records(sheets, tables, reading, module, matcher, today)
    read = {table.sheet for table in tables}
    unread = [sheet for number, sheet in enumerate(sheets) if number not in read]
    _require_whole(unread, reading)
    more = []
    if unread:
        names = listed([in_quotes(sheet.name) for sheet in unread])
        more.append(sentence("Feuilles laissées de côté : {names}.", names=names))
    return replace(
        arranged,
        understood=(
            *arranged.understood,
            *more,
            *_said_of_people(matcher, enrolled),
        ),
    )


def _require_whole(unread: Sequence[Sheet], reading: Reading) -> None:
    """Refuse to read a part of a register for the whole of it."""
    others = [sheet.name for sheet in unread if has_table(sheet)]
    if others and not reading.leaves_other_sheets:
        raise WorkbookError(
            sentence(
                "Ces feuilles ont aussi des présences, dans d’autres colonnes ou pour "
                "d’autres séances : {names}.",
                names=listed([in_quotes(name) for name in others]),
            ),
            remedy=sentence(
                "Dites de les laisser de côté, ou donnez chacune dans un fichier à part."
            ),
        )


def _grid(
    sheets: Sequence[Sheet],
    tables: Sequence[Table],
    reading: Reading,
    module: Sheet | None,
    matcher: Matcher | None,
    today: date,
) -> Arranged:
    sheet, header = sheets[tables[0].sheet], tables[0].header
    if len(tables) > 1:
        sheet, header, roles = join_grids(sheets, tables, reading)
    else:
        roles = roles_of(sheet, tables[0], reading)
    sessions = None if module is None else sessions_of(module, today=today)
    found = arrange_grid(sheet, header, roles, reading=reading, sessions=sessions, matcher=matcher)
    if module is None:
        columns = [
            one
            for one in session_columns(sheet, header, roles, reading.days)
            if not _is_a_day_without_session(sheet, header, one, today)
        ]
        for one in columns:
            if one.meeting is None:
                raise WorkbookError(
                    sentence(
                        "La date de la séance « {title} » n’est pas entière.", title=one.title
                    ),
                    remedy=sentence(
                        "Écrivez-la avec son année, ou donnez aussi le fichier du module."
                    ),
                    sheet=sheet.name,
                    row=header + 1,
                )
        module = make_module(reading, [one.meeting for one in columns if one.meeting])
    return Arranged(
        sheets=(replace(found.sheet, name=_free(found.sheet.name, module)), module),
        set_aside=frozenset(found.set_aside),
        unmatched=() if matcher is None else tuple(matcher.unmatched.values()),
        understood=(
            sentence(
                "Grille lue dans « {sheet} », titres à la ligne {row}.",
                sheet=sheet.name,
                row=header + 1,
            ),
        ),
    )


def _is_a_day_without_session(sheet: Sheet, header: int, one: SessionColumn, today: date) -> bool:
    """Recognise a day of a month's grid that is over, with nothing below; those to come may have.

    So nothing is issued from a month that is not over, unless the module's file says its sessions.
    """
    is_empty = all(
        sheet.cell(row, one.column) is None for row in range(header + 1, len(sheet.rows))
    )
    is_over = one.meeting is None or one.meeting.day < today
    return is_empty and is_over and sheet.has(header, one.column, Trait.DAY_OF_MONTH)


def _records(
    sheets: Sequence[Sheet],
    tables: Sequence[Table],
    reading: Reading,
    module: Sheet | None,
    matcher: Matcher | None,
    today: date,
) -> Arranged:
    read: list[tuple[Sheet, Table, dict[int, Role], list[Entry]]] = []
    for table in tables:
        sheet = sheets[table.sheet]
        roles = roles_of(sheet, table, reading)
        entries = read_entries(sheet, table, roles)
        if table.layout is Layout.MEETING and Role.ACTION in roles.values():
            entries = pair_actions(entries)
        read.append((sheet, table, roles, entries))
    if module is None:
        module = make_module(reading, _days(read, reading))
    sessions = sessions_of(module, today=today)
    who = Everybody(matcher)
    reports: list[Report] = []
    presences: list[WrittenPresence] = []
    for sheet, table, roles, entries in read:
        known = [replace(one, name=key) for one in entries if (key := who.key_of(one)) is not None]
        match table.layout:
            case Layout.MEETING if known:
                reports.append(read_report(sheet, table, roles, known, entries, reading, sessions))
            case Layout.SHEETS:
                presences += read_sheet_of_session(known, sheet.name, sessions, reading)
            case _:
                presences += read_log(known, sessions, reading)
    held = {one.session for one in presences}
    if reports:
        minimum = reading.profile.minimum_minutes
        if minimum is None:
            raise WorkbookError(
                sentence("La durée à partir de laquelle une séance compte n’est pas dite."),
                remedy=sentence("Écrivez-la en minutes."),
            )
        held = covered_sessions(reports, sessions)
        presences = list(present_by_minutes(read_meetings(reports, sessions), minimum))
    marks = marks_by_person(presences)
    people, traits = who.rows(reading.profile.name_order)
    columns = [one for one in sessions if one.slot in held or one.day > today]
    rows = [(*_TITLES, *map(session_title, columns))] + [
        (*facts, *(marks.get(key, {}).get(session.slot) for session in columns))
        for key, facts in people
    ]
    count = sum(len(entries) for *_, entries in read)
    return Arranged(
        sheets=(Sheet(name="Présences", rows=tuple(rows), traits=traits), module),
        set_aside=frozenset(),
        unmatched=() if matcher is None else tuple(matcher.unmatched.values()),
        understood=(
            sentence(
                "{count} lignes lues dans {names}.",
                count=count,
                names=listed([in_quotes(one[0].name) for one in read]),
            ),
        ),
    )


def _days(
    read: Sequence[tuple[Sheet, Table, dict[int, Role], list[Entry]]], reading: Reading
) -> Iterator[Meeting]:
    """Return the days of a register, each of which is a session."""
    for sheet, table, roles, entries in read:
        if table.layout is Layout.MEETING:
            report = read_report(sheet, table, roles, entries, entries, reading, ())
            cells = [entry.cells.get(Role.JOINED) for entry in entries]
            days = days_of(cells, is_month_first=report.is_month_first)
            yield from map(_on, days or ({report.day} if report.day else set()))
            continue
        for entry in entries:
            cell = sheet.name if table.layout is Layout.SHEETS else entry.cells.get(Role.DAY)
            title, _ = read_title_or_instant(cell, reading)
            year = None if title is None else title.date.year
            if title is None or year is None or year < 100:
                raise entry.fail(
                    sentence("« {text} » n’est pas une date entière.", text=text_of(cell)),
                    sentence("Écrivez-la avec son année, ou donnez aussi le fichier du module."),
                )
            yield Meeting(
                day=date(year, title.date.month, title.date.day),
                part=title.part.value if title.part else WHOLE_DAY,
            )


def _on(day: date) -> Meeting:
    return Meeting(day=day)


def _free(name: str, module: Sheet) -> str:
    return name if name != module.name else f"{name} (présences)"


def _said_of_people(matcher: Matcher | None, enrolled: Sheet | None) -> Iterator[Sentence]:
    if matcher is None or enrolled is None:
        return
    count = len(matcher.enrolled)
    yield sentence(
        "Personnes reconnues dans « {sheet} », qui en a {count}.",
        sheet=enrolled.name,
        count=count,
    )
    if matcher.left_out:
        names = listed([in_quotes(name) for name in sorted(matcher.left_out)])
        yield sentence("Pas des participant·es, décidé par vous : {names}.", names=names)
