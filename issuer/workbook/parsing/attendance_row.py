"""One row of the attendance sheet: a person's facts and marks, each understood or a problem."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from issuer.workbook.format.cells import (
    Cell,
    Fault,
    Sheet,
    column_letter,
    readable,
    text_of,
    visible,
)
from issuer.workbook.model import Mark, Participant, Problem, RefusedRow
from issuer.workbook.parsing.attendance_columns import AttendanceColumns
from issuer.workbook.parsing.dates import parse_birth_date
from issuer.workbook.parsing.email_address import parse_email
from issuer.workbook.parsing.headers import PersonColumn
from issuer.workbook.parsing.marks import parse_mark
from issuer.workbook.parsing.names import parse_person_name

_NO_NAME = Fault(
    message="Le nom manque.",
    remedy="Écrivez le nom de famille, ou le nom unique de la personne.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A person's row as far as it was understood."""

    sheet: str
    number: int
    """From 1, as the spreadsheet shows it."""
    name_column: str
    family_name: str
    """For the screen: as understood, else as written, possibly empty."""
    given_name: str | None
    birth_date: PartialDate | None
    holder: Holder | None
    """None when the name or the birth date is missing or wrong."""
    email: str | None
    reason: str | None
    marks: Mapping[date, Mark | None]
    """None where the mark was not understood; a session without a column is absent."""
    problems: tuple[Problem, ...]

    def with_problem(self, fault: Fault) -> "Row":
        """Give this row with one more problem, which concerns the person as such."""
        problem = Problem(
            sheet=self.sheet,
            row=self.number,
            column=self.name_column,
            message=fault.message,
            remedy=fault.remedy,
        )
        return replace(self, problems=(*self.problems, problem))

    def finish(self, module_problems: tuple[Problem, ...]) -> Participant | RefusedRow:
        """Give the person: a participant only if neither row nor module has any problem."""
        problems = (*self.problems, *module_problems)
        if self.holder is None or problems:
            return RefusedRow(
                sheet=self.sheet,
                row=self.number,
                family_name=self.family_name,
                given_name=self.given_name,
                birth_date=self.birth_date,
                problems=problems,
            )
        return Participant(
            sheet=self.sheet,
            row=self.number,
            family_name=self.holder.family_name,
            given_name=self.holder.given_name,
            birth_date=self.holder.birth_date,
            email=self.email,
            reason=self.reason,
            marks={day: mark for day, mark in self.marks.items() if mark is not None},
        )


def read_row(sheet: Sheet, row: int, columns: AttendanceColumns, *, today: date) -> Row:
    """Understand row ``row`` (from 0), which is about a person."""
    cells = {role: sheet.cell(row, column) for role, column in columns.person.items()}
    family = parse_person_name(cells[PersonColumn.FAMILY_NAME])
    given = parse_person_name(cells[PersonColumn.GIVEN_NAME])
    if family is None:  # a single name is the family name, whichever column holds it
        family, given = (given, None) if isinstance(given, str) else (family, given)
    if family is None and given is None:
        family = _NO_NAME
    birth = parse_birth_date(cells[PersonColumn.BIRTH_DATE], today=today)
    email = parse_email(cells.get(PersonColumn.EMAIL))
    marks = {day: parse_mark(sheet.cell(row, column)) for day, column in columns.sessions.items()}
    facts = {
        PersonColumn.FAMILY_NAME: family,
        PersonColumn.GIVEN_NAME: given,
        PersonColumn.BIRTH_DATE: birth,
        PersonColumn.EMAIL: email,
    }
    faults = [
        (columns.person[role], fact) for role, fact in facts.items() if isinstance(fact, Fault)
    ] + [(columns.sessions[day], mark) for day, mark in marks.items() if isinstance(mark, Fault)]
    return Row(
        sheet=sheet.name,
        number=row + 1,
        name_column=column_letter(columns.person[PersonColumn.FAMILY_NAME]),
        family_name=_shown(family, cells[PersonColumn.FAMILY_NAME]) or "",
        given_name=_shown(given, cells[PersonColumn.GIVEN_NAME]),
        birth_date=None if isinstance(birth, Fault) else birth,
        holder=_holder(family, given, birth),
        email=None if isinstance(email, Fault) else email,
        reason=readable(cells.get(PersonColumn.REASON)),
        marks={day: None if isinstance(mark, Fault) else mark for day, mark in marks.items()},
        problems=tuple(
            Problem(
                sheet=sheet.name,
                row=row + 1,
                column=column_letter(column),
                message=fault.message,
                remedy=fault.remedy,
            )
            for column, fault in faults
        ),
    )


def _holder(
    family: str | Fault | None, given: str | Fault | None, birth: PartialDate | Fault
) -> Holder | None:
    if not isinstance(family, str) or isinstance(given, Fault) or isinstance(birth, Fault):
        return None
    return Holder(family_name=family, given_name=given, birth_date=birth)


def _shown(name: str | Fault | None, cell: Cell) -> str | None:
    return visible(text_of(cell)) if isinstance(name, Fault) else name
