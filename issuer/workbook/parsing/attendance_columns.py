"""Which column of the attendance sheet is what: the person's facts and one column a session."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from attestation.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Fault, Sheet, column_letter, filled, quoted, text_of
from issuer.workbook.model import Problem
from issuer.workbook.parsing.dates import WrittenDate, read_session_header, real_date
from issuer.workbook.parsing.headers import PersonColumn, person_column
from issuer.workbook.parsing.module_sheet import ModuleSheet

_HEADER_ROWS = 50  # title rows are few; a header lower than this is something else
_REQUIRED = (PersonColumn.FAMILY_NAME, PersonColumn.GIVEN_NAME, PersonColumn.BIRTH_DATE)

_HOW_TO_HEAD = (
    "Donnez aux colonnes les titres « Nom », « Prénom » et « Date de naissance », "
    "puis la date de chaque séance."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceColumns:
    """The header row, understood; rows and columns count from 0 here."""

    header: int
    person: Mapping[PersonColumn, int]
    sessions: Mapping[date, int]
    problems: tuple[Problem, ...]
    """They concern everybody: a session of which no mark can be read, a date of none."""
    understood: tuple[str, ...]


def find_people_header(sheet: Sheet) -> int | None:
    """Give the row (from 0) that heads the list of people, if this sheet has one."""
    for row, cells in enumerate(sheet.rows[:_HEADER_ROWS]):
        found = {person_column(cell) for cell in cells}
        if PersonColumn.FAMILY_NAME in found and found & set(_REQUIRED[1:]):
            return row
    return None


def read_columns(sheet: Sheet, module: ModuleSheet) -> AttendanceColumns:
    """Understand the header row.

    Raises:
        WorkbookError: there is none, or a required column or every session is missing.
    """
    header = find_people_header(sheet)
    if header is None:
        raise WorkbookError(
            "La ligne de titres de la liste des présences est introuvable.",
            remedy=_HOW_TO_HEAD,
            sheet=sheet.name,
        )
    person: dict[PersonColumn, int] = {}
    sessions: dict[date, int] = {}
    problems: list[Problem] = []
    ignored: list[str] = []
    for column, cell in filled(sheet.rows[header]):
        fault = None
        if role := person_column(cell):
            if person.setdefault(role, column) != column:
                fault = _second_column(cell, person[role])
        elif written := read_session_header(cell):
            day = _match_session(cell, written, module.session_rows)
            if isinstance(day, Fault):
                fault = day
            elif sessions.setdefault(day, column) != column:
                fault = _second_column(cell, sessions[day])
        else:
            ignored.append(f"{quoted(cell)} ({column_letter(column)})")
        if fault:
            problems.append(_problem(sheet, header, column, fault))
    _require(sheet, header, person, sessions)
    problems += _sessions_without_column(sheet, module, sessions)
    return AttendanceColumns(
        header=header,
        person=person,
        sessions=sessions,
        problems=tuple(problems),
        understood=tuple(_summary(sheet, header, person, len(sessions), ignored)),
    )


def _match_session(cell: Cell, written: WrittenDate, sessions: Mapping[date, int]) -> date | Fault:
    """Find the session that a header names; the module knows the year that « 2/3 » leaves out."""
    if written.year is None or written.year < 100:
        days = [
            day
            for day in sessions
            if (day.day, day.month) == (written.day, written.month)
            and written.year in (None, day.year % 100)
        ]
    else:
        day = real_date(written.year, written.month, written.day)
        days = [day] if day in sessions and day is not None else []
    if len(days) == 1:
        return days[0]
    if days:
        return Fault(
            message=f"{quoted(cell)} peut être plusieurs séances du module.",
            remedy="Écrivez la date avec l’année en quatre chiffres.",
        )
    return Fault(
        message=f"{quoted(cell)} n’est la date d’aucune séance du module.",
        remedy="Corrigez la date de cette colonne, ou ajoutez la séance à la liste du module.",
    )


def _second_column(cell: Cell, first: int) -> Fault:
    return Fault(
        message=f"{quoted(cell)} dit la même chose que la colonne {column_letter(first)}.",
        remedy="Gardez une seule de ces deux colonnes, ou changez le titre de l’autre.",
    )


def _problem(sheet: Sheet, row: int, column: int, fault: Fault) -> Problem:
    return Problem(
        sheet=sheet.name,
        row=row + 1,
        column=column_letter(column),
        message=fault.message,
        remedy=fault.remedy,
    )


def _require(
    sheet: Sheet,
    header: int,
    person: Mapping[PersonColumn, int],
    sessions: Mapping[date, int],
) -> None:
    missing = [f"« {role.value} »" for role in _REQUIRED if role not in person]
    if missing:
        raise WorkbookError(
            f"La liste des présences n’a pas de colonne {', '.join(missing)}.",
            remedy=_HOW_TO_HEAD,
            sheet=sheet.name,
            row=header + 1,
        )
    if not sessions:
        raise WorkbookError(
            "Aucune colonne de la liste des présences ne porte la date d’une séance du module.",
            remedy="Donnez pour titre à chaque colonne de présence la date de sa séance.",
            sheet=sheet.name,
            row=header + 1,
        )


def _sessions_without_column(
    sheet: Sheet, module: ModuleSheet, sessions: Mapping[date, int]
) -> Iterator[Problem]:
    for session in module.record.sessions:
        if session.day not in sessions:
            yield Problem(
                sheet=module.sheet,
                row=module.session_rows[session.day],
                column=module.day_column,
                message=f"La séance du {text_of(session.day)} n’a pas de colonne "
                f"dans « {sheet.name} ».",
                remedy="Ajoutez la colonne de cette séance, ou retirez la séance du module.",
            )


def _summary(
    sheet: Sheet,
    header: int,
    person: Mapping[PersonColumn, int],
    session_count: int,
    ignored: list[str],
) -> Iterator[str]:
    yield f"Présences lues dans « {sheet.name} », titres à la ligne {header + 1}."
    roles = [f"{role.value} ({column_letter(column)})" for role, column in person.items()]
    yield f"Colonnes comprises : {', '.join(roles)}, et {session_count} séance(s)."
    if ignored:
        yield f"Colonnes laissées de côté : {', '.join(ignored)}."
