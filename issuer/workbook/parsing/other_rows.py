"""Rows of the attendance sheet that are not about a person: totals, notes, repeated headers."""

from attestation.name import fold
from issuer.workbook.format.cells import Sheet, filled, text_of
from issuer.workbook.parsing.attendance_columns import AttendanceColumns
from issuer.workbook.parsing.headers import PersonColumn, person_column

# First words of a row that sums up, after ``fold``. Only trusted where no birth date stands.
_TOTAL_WORDS = frozenset({"total", "totaux", "soustotal", "nombre", "effectif", "somme"})


def is_blank(sheet: Sheet, row: int, columns: AttendanceColumns) -> bool:
    """Tell a row with nothing in any column that counts, such as one only numbered ahead."""
    places = (*columns.person.values(), *columns.sessions.values())
    return all(sheet.cell(row, column) is None for column in places)


def why_not_a_person(sheet: Sheet, row: int, columns: AttendanceColumns) -> str | None:
    """Say in French why this row is left out; None when it is about a person.

    A row with a birth date is always a person: somebody may be called Total.
    """
    birth = sheet.cell(row, columns.person[PersonColumn.BIRTH_DATE])
    if birth is not None:
        return "titres répétés" if person_column(birth) is PersonColumn.BIRTH_DATE else None
    if _sums_up(sheet, row, columns):
        return "total"
    written = [cell for _, cell in filled(sheet.rows[row])]
    if len(written) == 1 and any(sign in text_of(written[0]) for sign in ":="):
        return "remarque"
    return None


def _sums_up(sheet: Sheet, row: int, columns: AttendanceColumns) -> bool:
    sessions = set(columns.sessions.values())
    family, given = (
        sheet.cell(row, columns.person[role])
        for role in (PersonColumn.FAMILY_NAME, PersonColumn.GIVEN_NAME)
    )
    label = next((cell for _, cell in filled(sheet.rows[row]) if isinstance(cell, str)), "")
    if fold(label.split()[0] if label else "") in _TOTAL_WORDS:
        return family is None or given is None
    # Without a label: no name, numbers only, and at least one that is no mark.
    counts = [text_of(cell) for column in sessions if (cell := sheet.cell(row, column)) is not None]
    return (
        family is None
        and given is None
        and all(count.isdecimal() for count in counts)
        and any(count not in ("0", "1") for count in counts)
    )
