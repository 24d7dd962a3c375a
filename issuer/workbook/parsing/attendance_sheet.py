"""The sheet « Présences »: who took part, in the order of the rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from issuer.words.sentence import Sentence, sentence
from issuer.workbook.answers import NO_ANSWERS, Answers, Meaning, mark_key
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Fault, Sheet, Trait, column_letter, rows_left_out
from issuer.workbook.model import (
    Notice,
    Participant,
    Problem,
    Question,
    RefusedRow,
    SetAside,
)
from issuer.workbook.parsing.attendance_columns import AttendanceColumns, read_columns
from issuer.workbook.parsing.attendance_row import Row, read_row, written_mark
from issuer.workbook.parsing.duplicates import find_lookalikes, mark_duplicates
from issuer.workbook.parsing.headers import PersonColumn
from issuer.workbook.parsing.legend import read_legend
from issuer.workbook.parsing.marks import MarkReader
from issuer.workbook.parsing.module_sheet import ModuleSheet
from issuer.workbook.parsing.other_rows import is_blank, is_nameless, why_not_a_person
from issuer.workbook.parsing.unlikely_births import find_unlikely, whole_names_in_one_column


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceSheet:
    """The people of the sheet, with all that was found about the module and the rows."""

    module: ModuleSheet
    """Without the sessions that the marks say were not held."""
    people: tuple[Participant | RefusedRow, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    understood: tuple[Sentence, ...]
    questions: tuple[Question, ...]
    set_aside: tuple[SetAside, ...]


def parse_attendance_sheet(
    sheet: Sheet, module: ModuleSheet, *, today: date, answers: Answers = NO_ANSWERS
) -> AttendanceSheet:
    """Understand the list of people, given the module whose sessions they followed.

    A problem of the module (a session without a column, a date of no session) is also one of
    each person: nobody's attendance is certain before it is put right.

    Raises:
        WorkbookError: no header row, or nobody under it.
    """
    columns = read_columns(sheet, module, answers=answers)
    people, rows_aside, row_problems = _divide(sheet, columns, answers)
    if not people:
        raise WorkbookError(
            sentence("La liste des présences est vide : il n’y a personne sous les titres."),
            remedy=sentence("Ajoutez une ligne par personne, avec une marque pour chaque séance."),
            sheet=sheet.name,
            row=columns.header + 1,
        )
    reader = _mark_reader(sheet, columns, people, answers)
    module, columns = _without_cancelled(sheet, module, columns, people, reader)
    columns = _without_awaited(sheet, columns, people, today)
    rows = [
        _with_nameless(read_row(sheet, row, columns, reader, answers=answers, today=today), below)
        for row, below in people.items()
    ]
    rows = mark_duplicates(rows)
    marks = (
        written_mark(sheet, row, column) for row in people for column in columns.sessions.values()
    )
    if fault := whole_names_in_one_column(rows):
        column = columns.person[PersonColumn.GIVEN_NAME]
        row_problems.append(Problem.at(sheet.name, columns.header, column, fault))
    module_problems = (*module.problems, *columns.problems, *row_problems)
    return AttendanceSheet(
        module=module,
        people=tuple(row.finish(module_problems) for row in rows),
        problems=(*module_problems, *(problem for row in rows for problem in row.problems)),
        notices=(
            *module.notices,
            *_remarked(sheet, people, columns),
            *find_unlikely(rows, module.record),
            *find_lookalikes(rows),
        ),
        understood=(*columns.understood, *_said(sheet, rows_aside), *_legend_said(reader)),
        questions=tuple(reader.questions(sheet.name, marks)),
        set_aside=(
            *columns.set_aside,
            *(
                SetAside(sheet=sheet.name, place=str(row), why=why)
                for why, left in rows_aside.items()
                for row in left
            ),
        ),
    )


def _divide(
    sheet: Sheet, columns: AttendanceColumns, answers: Answers
) -> tuple[dict[int, list[int]], dict[Sentence, list[int]], list[Problem]]:
    """Return the people's rows with nameless ones right below each, the others by kind, problems.

    Rows of people count from 0, those left out from 1.
    """
    people: dict[int, list[int]] = {}
    aside: dict[Sentence, list[int]] = defaultdict(list)
    problems: list[Problem] = []
    above: int | None = None
    for row in range(len(sheet.rows)):
        if row in (columns.header, columns.second) or not any(
            cell is not None for cell in sheet.rows[row]
        ):
            above = None
            continue
        if row < columns.first_row:
            aside[sentence("titre")].append(row + 1)
        elif str(row + 1) in answers.set_aside:
            aside[sentence("décidé par vous")].append(row + 1)
        elif is_blank(sheet, row, columns):
            aside[sentence("numérotée d’avance")].append(row + 1)
        elif isinstance(why := why_not_a_person(sheet, row, columns), Sentence):
            aside[why].append(row + 1)
        elif isinstance(why, Fault):
            problems.append(Problem.at(sheet.name, row, None, why))
        elif above is not None and is_nameless(sheet, row, columns):
            people[above].append(row)
        else:
            people[row] = []
            above = row
            continue
        above = above if above is not None and row in people[above] else None
    return people, aside, problems


def _with_nameless(row: Row, below: Sequence[int]) -> Row:
    """Return the person with a problem more for each nameless row right below."""
    for other in below:
        fault = Fault(
            message=sentence(
                "La ligne {row}, juste en dessous, n’a pas de nom : est-elle de cette personne ?",
                row=other + 1,
            ),
            remedy=sentence(
                "Écrivez une colonne par séance (matin, après-midi), avec une ligne "
                "par personne ; ou laissez de côté cette ligne."
            ),
            set_aside=str(other + 1),
        )
        row = row.with_problem(fault)
    return row


def _mark_reader(
    sheet: Sheet, columns: AttendanceColumns, people: Iterable[int], answers: Answers
) -> MarkReader:
    symbols = {
        mark_key(sheet.cell(row, column))
        for row in people
        for column in columns.sessions.values()
        if sheet.has(row, column, Trait.SYMBOL_FONT) and sheet.cell(row, column) is not None
    }
    return MarkReader(legend=read_legend(sheet), answers=answers.marks, symbols=symbols)


def _without_awaited(
    sheet: Sheet, columns: AttendanceColumns, people: Iterable[int], today: date
) -> AttendanceColumns:
    """Leave unread the columns of days to come, as long as they are empty."""
    rows = list(people)
    return replace(
        columns,
        sessions={
            slot: column
            for slot, column in columns.sessions.items()
            if slot.day <= today or any(sheet.cell(row, column) is not None for row in rows)
        },
    )


def _without_cancelled(
    sheet: Sheet,
    module: ModuleSheet,
    columns: AttendanceColumns,
    people: Iterable[int],
    reader: MarkReader,
) -> tuple[ModuleSheet, AttendanceColumns]:
    """Take out the sessions of which everybody's mark says that they were not held."""
    rows = list(people)
    gone = {
        slot
        for slot, column in columns.sessions.items()
        if all(reader.read(written_mark(sheet, row, column)) is Meaning.CANCELLED for row in rows)
    }
    if not gone or len(gone) == len(module.record.sessions):
        return module, columns
    left = {slot: column for slot, column in columns.sessions.items() if slot not in gone}
    return module.without(gone), replace(columns, sessions=left)


def _remarked(sheet: Sheet, people: Iterable[int], columns: AttendanceColumns) -> Iterator[Notice]:
    """Point out comments, which may say what no cell says."""
    for row in people:
        for column in (*columns.person.values(), *columns.sessions.values()):
            if sheet.has(row, column, Trait.COMMENT):
                place = f"{column_letter(column)}{row + 1}"
                yield Notice(
                    sheet=sheet.name,
                    row=row + 1,
                    message=sentence("La case {place} a un commentaire.", place=place),
                )


def _said(sheet: Sheet, aside: dict[Sentence, list[int]]) -> Iterator[Sentence]:
    for why, rows in aside.items():
        yield from rows_left_out(sheet.name, rows, why)


def _legend_said(reader: MarkReader) -> Iterator[Sentence]:
    for entry in reader.legend.values():
        yield sentence(
            "Légende lue en {place} : « {quote} ».", place=entry.place, quote=entry.quote
        )
