"""One row of the attendance sheet: a person's facts and marks, each understood or a problem."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from attestation.particulars import MAX_REFERENCE_CHARACTERS, is_reference
from attestation.slot import Slot
from issuer.words.sentence import sentence
from issuer.workbook.answers import Answers
from issuer.workbook.format.cells import (
    Cell,
    Fault,
    Sheet,
    Trait,
    column_letter,
    quoted,
    readable,
    text_of,
    visible,
)
from issuer.workbook.model import Claim, Mark, Participant, Presence, Problem, RefusedRow
from issuer.workbook.parsing.attendance_columns import AttendanceColumns
from issuer.workbook.parsing.dates import ambiguous_date, parse_birth_date
from issuer.workbook.parsing.email_address import parse_email
from issuer.workbook.parsing.headers import PersonColumn
from issuer.workbook.parsing.marks import MarkReader, WrittenMark, parse_mark
from issuer.workbook.parsing.message_languages import parse_message_language
from issuer.workbook.parsing.names import parse_person_name

_NO_NAME = Fault(
    message=sentence("Le nom manque."),
    remedy=sentence("Écrivez le nom de famille, ou le nom unique de la personne."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A person's row as far as it was understood."""

    sheet: str
    number: int
    """From 1, as the spreadsheet shows it."""
    name_column: int
    """From 0."""
    family_name: str
    """For the screen: as understood, else as written, possibly empty."""
    given_name: str | None
    is_named_by_given_name: bool
    """The only name stands in the column of given names."""
    birth_date: PartialDate | None
    holder: Holder | None
    """None when the name or the birth date is missing or wrong."""
    email: str | None
    reason: str | None
    reception_reference: str | None
    language: str | None
    presences: tuple[Presence, ...]
    """Of the sessions whose mark was understood."""
    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...]

    @property
    def marks(self) -> Mapping[Slot, Mark]:
        """The marks that were understood, by session."""
        return {presence.session: presence.value for presence in self.presences}

    def with_problem(self, fault: Fault) -> "Row":
        """Return this row with one more problem, which concerns the person as such."""
        problem = Problem.at(self.sheet, self.number - 1, self.name_column, fault)
        return replace(self, problems=(*self.problems, problem))

    def finish(self, module_problems: tuple[Problem, ...]) -> Participant | RefusedRow:
        """Return the person: a participant only if neither row nor module has any problem."""
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
            presences=self.presences,
            claims=self.claims,
            reception_reference=self.reception_reference,
            language=self.language,
        )


def read_row(
    sheet: Sheet,
    row: int,
    columns: AttendanceColumns,
    reader: MarkReader,
    *,
    answers: Answers,
    today: date,
) -> Row:
    """Understand row ``row`` (from 0), which is about a person."""
    cells = {role: sheet.cell(row, column) for role, column in columns.person.items()}
    family = parse_person_name(cells[PersonColumn.FAMILY_NAME])
    given = parse_person_name(cells[PersonColumn.GIVEN_NAME])
    if isinstance(family, str):
        family = _undecided(sheet, row, columns) or family
    if family is None:  # a single name is the family name, whichever column holds it
        family, given = (given, None) if isinstance(given, str) else (family, given)
    if family is None and given is None:
        family = _NO_NAME
    birth = parse_birth_date(cells[PersonColumn.BIRTH_DATE], today=today, is_1904=sheet.is_1904)
    email = parse_email(cells.get(PersonColumn.EMAIL))
    reference = _reference(cells.get(PersonColumn.RECEPTION_REFERENCE))
    language = parse_message_language(cells.get(PersonColumn.MESSAGE_LANGUAGE))
    if columns.is_month_first and not isinstance(birth, Fault):
        birth = ambiguous_date(cells[PersonColumn.BIRTH_DATE]) or birth
    facts = {
        PersonColumn.FAMILY_NAME: family,
        PersonColumn.GIVEN_NAME: given,
        PersonColumn.BIRTH_DATE: birth,
        PersonColumn.EMAIL: email,
        PersonColumn.RECEPTION_REFERENCE: reference,
        PersonColumn.MESSAGE_LANGUAGE: language,
    }
    faults = [
        (columns.person[role], fact) for role, fact in facts.items() if isinstance(fact, Fault)
    ]
    if fault := _out_of_sight(sheet, row, columns, answers):
        faults.append((columns.person[PersonColumn.FAMILY_NAME], fault))
    presences = []
    for slot, column in columns.sessions.items():
        mark = read_presence(sheet, row, column, reader, answers)
        if isinstance(mark, Fault):
            faults.append((column, mark))
        else:
            place = f"{column_letter(column)}{row + 1}"
            presences.append(Presence(person=row + 1, session=slot, value=mark, place=place))
    for column in columns.cancelled.values():
        if fault := _followed_what_was_not_held(sheet.cell(row, column)):
            faults.append((column, fault))
    return Row(
        sheet=sheet.name,
        number=row + 1,
        name_column=columns.person[PersonColumn.FAMILY_NAME],
        family_name=_shown(family, cells[PersonColumn.FAMILY_NAME]) or "",
        given_name=_shown(given, cells[PersonColumn.GIVEN_NAME]),
        is_named_by_given_name=cells[PersonColumn.FAMILY_NAME] is None and family is not _NO_NAME,
        birth_date=None if isinstance(birth, Fault) else birth,
        holder=_holder(family, given, birth),
        email=None if isinstance(email, Fault) else email,
        reason=readable(cells.get(PersonColumn.REASON)),
        reception_reference=None if isinstance(reference, Fault) else reference,
        language=None if isinstance(language, Fault) else language,
        presences=tuple(presences),
        claims=tuple(
            Claim(
                check=check,
                title=text_of(sheet.cell(columns.header, column)),
                column=column,
                cell=sheet.cell(row, column),
            )
            for column, check in columns.checks.items()
            if sheet.cell(row, column) is not None and not answers.leaves_out(row, column)
        ),
        problems=tuple(Problem.at(sheet.name, row, column, fault) for column, fault in faults),
    )


def written_mark(sheet: Sheet, row: int, column: int) -> WrittenMark:
    """Return a cell of a session's column as the file has it."""
    return WrittenMark(
        cell=sheet.cell(row, column),
        in_symbol_font=sheet.has(row, column, Trait.SYMBOL_FONT),
        is_uncomputed=sheet.has(row, column, Trait.UNCOMPUTED),
    )


def read_presence(
    sheet: Sheet, row: int, column: int, reader: MarkReader, answers: Answers
) -> Mark | Fault:
    """Understand the mark of one person at one session."""
    if sheet.has(row, column, Trait.STRUCK) and not answers.keeps(row, column):
        return Fault(
            message=sentence("{cell} est barré.", cell=quoted(sheet.cell(row, column))),
            remedy=sentence("Écrivez la marque qui vaut, ou dites que celle-ci compte."),
            keep=f"{column_letter(column)}{row + 1}",
        )
    meaning = reader.read(written_mark(sheet, row, column))
    if isinstance(meaning, Fault):
        return meaning
    return meaning.mark or Fault(
        message=sentence(
            "{cell} dit que la séance n’a pas eu lieu, mais d’autres personnes "
            "ont une marque ce jour-là.",
            cell=quoted(sheet.cell(row, column)),
        ),
        remedy=sentence(
            "Écrivez P, A, E ou R dans cette case, ou la même marque pour tout le monde."
        ),
    )


def _undecided(sheet: Sheet, row: int, columns: AttendanceColumns) -> Fault | None:
    """Find a name of which it is not known where it is split, or whose it is."""
    column = columns.person[PersonColumn.FAMILY_NAME]
    name = quoted(sheet.cell(row, column))
    if sheet.has(row, column, Trait.UNMATCHED):
        return Fault(
            message=sentence("{name} n’est pas dans la liste des personnes inscrites.", name=name),
            remedy=sentence(
                "Dites qui c’est, ajoutez la personne à la liste, ou laissez cette ligne de côté."
            ),
        )
    if sheet.has(row, column, Trait.UNSPLIT):
        return Fault(
            message=sentence("{name} : où finit le nom de famille ?", name=name),
            remedy=sentence("Écrivez le nom de famille et le prénom chacun dans leur case."),
        )
    return None


def _out_of_sight(
    sheet: Sheet, row: int, columns: AttendanceColumns, answers: Answers
) -> Fault | None:
    """Find a person whom somebody struck out, or hid."""
    names = [columns.person[role] for role in (PersonColumn.FAMILY_NAME, PersonColumn.GIVEN_NAME)]
    is_struck = any(sheet.has(row, column, Trait.STRUCK) for column in names)
    if not (is_struck or row in sheet.hidden_rows) or answers.keeps(row, names[0]):
        return None
    return Fault(
        message=sentence("La ligne est barrée.")
        if is_struck
        else sentence("La ligne est masquée."),
        remedy=sentence("Laissez-la de côté, ou dites qu’elle compte."),
        set_aside=str(row + 1),
        keep=str(row + 1),
    )


def _followed_what_was_not_held(cell: Cell) -> Fault | None:
    read = parse_mark(cell)
    if not isinstance(read, Mark) or not read.counts:
        return None
    return Fault(
        message=sentence("{cell} : le module dit que cette séance est annulée.", cell=quoted(cell)),
        remedy=sentence("Corrigez la liste des séances, ou effacez cette marque."),
    )


def _holder(
    family: str | Fault | None, given: str | Fault | None, birth: PartialDate | Fault
) -> Holder | None:
    if not isinstance(family, str) or isinstance(given, Fault) or isinstance(birth, Fault):
        return None
    return Holder(family_name=family, given_name=given, birth_date=birth)


def _reference(cell: Cell) -> str | Fault | None:
    text = " ".join(text_of(cell).split())
    if not text or is_reference(text):
        return text or None
    return Fault(
        message=sentence(
            "La référence d’accueil est trop longue, ou contient un caractère invisible."
        ),
        remedy=sentence("Écrivez-la en {most} caractères au plus.", most=MAX_REFERENCE_CHARACTERS),
    )


def _shown(name: str | Fault | None, cell: Cell) -> str | None:
    return visible(text_of(cell)) if isinstance(name, Fault) else name
