"""Rows of the attendance sheet that are not about a person: totals, notes, repeated headers."""

from attestation.name import fold
from issuer.words.sentence import Sentence, sentence
from issuer.workbook.format.cells import Fault, Sheet, filled, text_of
from issuer.workbook.parsing.attendance_columns import AttendanceColumns, same_titles
from issuer.workbook.parsing.headers import OtherColumn, PersonColumn, person_column

# First words of a row that sums up, after ``fold``. Only trusted where no birth date stands.
_TOTAL_WORDS = frozenset(
    {
        *("total", "totaux", "soustotal", "nombre", "effectif", "somme", "taux", "moyenne"),
        *("presents", "presences", "pourcentage", "signature", "signatures", "totaal", "aantal"),
        *("handtekening", "average", "count", "formateur", "formatrice", "animateur"),
    }
)


def is_blank(sheet: Sheet, row: int, columns: AttendanceColumns) -> bool:
    """Recognise a row with nothing in it, but perhaps a number written ahead."""
    numbering = {column for column, kind in columns.others.items() if kind is OtherColumn.NUMBERING}
    return all(column in numbering for column, _ in filled(sheet.rows[row]))


def why_not_a_person(sheet: Sheet, row: int, columns: AttendanceColumns) -> Sentence | Fault | None:
    """Return why this row is left out; None when it is about a person.

    A row with a birth date is always a person: somebody may be called Total. A second table with
    other titles is a fault: whose sessions are below it is not known.
    """
    birth = sheet.cell(row, columns.person[PersonColumn.BIRTH_DATE])
    if birth is not None:
        if person_column(birth) is not PersonColumn.BIRTH_DATE:
            return None
        if same_titles(sheet, row, columns.header):
            return sentence("titres répétés")
        return Fault(
            message=sentence("Une deuxième table commence ici, avec d’autres titres."),
            remedy=sentence("Faites-en un classeur à part, avec ses propres séances."),
        )
    if _sums_up(sheet, row, columns):
        return sentence("total")
    written = [cell for _, cell in filled(sheet.rows[row])]
    if len(written) == 1 and any(sign in text_of(written[0]) for sign in ":="):
        return sentence("remarque")
    return None


def is_nameless(sheet: Sheet, row: int, columns: AttendanceColumns) -> bool:
    """Recognise a row with marks, but nothing that says whose they are."""
    facts = [sheet.cell(row, column) for column in columns.person.values()]
    return all(fact is None for fact in facts)


def starts_a_total(label: str) -> bool:
    """Check whether a label is that of a row that sums up."""
    return fold(label.split()[0] if label else "") in _TOTAL_WORDS


def _sums_up(sheet: Sheet, row: int, columns: AttendanceColumns) -> bool:
    sessions = set(columns.sessions.values())
    family, given = (
        sheet.cell(row, columns.person[role])
        for role in (PersonColumn.FAMILY_NAME, PersonColumn.GIVEN_NAME)
    )
    label = next((cell for _, cell in filled(sheet.rows[row]) if isinstance(cell, str)), "")
    if starts_a_total(label):
        return family is None or given is None
    # Without a label: no name, numbers only, and at least one that is no mark.
    counts = [text_of(cell) for column in sessions if (cell := sheet.cell(row, column)) is not None]
    return (
        family is None
        and given is None
        and all(count.isdecimal() for count in counts)
        and any(count not in ("0", "1") for count in counts)
    )
