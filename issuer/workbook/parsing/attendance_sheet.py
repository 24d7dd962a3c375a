"""The sheet « Présences »: who took part, in the order of the rows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from attestation.errors import WorkbookError
from issuer.workbook.format.cells import Sheet, rows_left_out
from issuer.workbook.model import Notice, Participant, Problem, RefusedRow
from issuer.workbook.parsing.attendance_columns import read_columns
from issuer.workbook.parsing.attendance_row import Row, read_row
from issuer.workbook.parsing.duplicates import find_lookalikes, mark_duplicates
from issuer.workbook.parsing.module_sheet import ModuleSheet
from issuer.workbook.parsing.other_rows import is_blank, why_not_a_person


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceSheet:
    """The people of the sheet, with all that was found about the module and the rows."""

    people: tuple[Participant | RefusedRow, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    understood: tuple[str, ...]


def parse_attendance_sheet(sheet: Sheet, module: ModuleSheet, *, today: date) -> AttendanceSheet:
    """Understand the list of people, given the module whose sessions they followed.

    A problem of the module (a session without a column, a date of no session) is also one of
    each person: nobody's attendance is certain before it is put right.

    Raises:
        WorkbookError: no header row, or nobody under it.
    """
    columns = read_columns(sheet, module)
    rows: list[Row] = []
    left_out: dict[str, list[int]] = defaultdict(list)
    for row in range(columns.header + 1, len(sheet.rows)):
        if is_blank(sheet, row, columns):
            continue
        if why := why_not_a_person(sheet, row, columns):
            left_out[why].append(row + 1)
        else:
            rows.append(read_row(sheet, row, columns, today=today))
    if not rows:
        raise WorkbookError(
            "La liste des présences est vide : il n’y a personne sous les titres.",
            remedy="Ajoutez une ligne par personne, avec une marque pour chaque séance.",
            sheet=sheet.name,
            row=columns.header + 1,
        )
    rows = mark_duplicates(rows)
    module_problems = (*module.problems, *columns.problems)
    return AttendanceSheet(
        people=tuple(row.finish(module_problems) for row in rows),
        problems=(*module_problems, *(problem for row in rows for problem in row.problems)),
        notices=(*module.notices, *find_lookalikes(rows)),
        understood=(
            *columns.understood,
            *(line for why in left_out for line in rows_left_out(sheet.name, left_out[why], why)),
        ),
    )
