"""The columns of the attendance sheet: facts, sessions, known others; none filled is ignored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from attestation.name import fold
from attestation.slot import Slot
from issuer.words.sentence import Sentence, listed, sentence
from issuer.workbook.answers import NO_ANSWERS, Answers
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import (
    Cell,
    Fault,
    Sheet,
    column_letter,
    filled,
    in_quotes,
    quoted,
    text_of,
)
from issuer.workbook.model import Check, Problem, SetAside
from issuer.workbook.parsing.dates import is_month_first
from issuer.workbook.parsing.headers import (
    PERSON_WORDS,
    OtherColumn,
    PersonColumn,
    other_column,
    person_column,
)
from issuer.workbook.parsing.module_sheet import ModuleSheet
from issuer.workbook.parsing.session_titles import (
    PART_WORDS,
    SessionTitle,
    is_second_title,
    match_session,
    read_session_title,
    with_second_row,
)

_HEADER_ROWS = 50  # title rows are few; a header lower than this is something else
_REQUIRED = (PersonColumn.FAMILY_NAME, PersonColumn.GIVEN_NAME, PersonColumn.BIRTH_DATE)
_MOST_PLACES = 5  # that a message names

_HOW_TO_HEAD = sentence(
    "Donnez aux colonnes les titres « Nom », « Prénom » et « Date de naissance », "
    "puis la date de chaque séance."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceColumns:
    """The header row, understood; rows and columns count from 0 here."""

    header: int
    second: int | None
    """A second row of titles right below, if there is one."""
    person: Mapping[PersonColumn, int]
    sessions: Mapping[Slot, int]
    cancelled: Mapping[Slot, int]
    """Columns of sessions that were not held."""
    checks: Mapping[int, Check]
    """Columns of the coordinator's own, to be compared with the marks."""
    others: Mapping[int, OtherColumn]
    is_month_first: bool
    """The births are written with the month before the day."""
    problems: tuple[Problem, ...]
    """They concern everybody: a session of which no mark can be read, a date of none."""
    set_aside: tuple[SetAside, ...]
    understood: tuple[Sentence, ...]

    @property
    def first_row(self) -> int:
        """The first row below all titles."""
        return (self.header if self.second is None else self.second) + 1


def find_people_header(sheet: Sheet) -> int | None:
    """Return the row (from 0) that heads the list of people, if this sheet has one."""
    for row, cells in enumerate(sheet.rows[:_HEADER_ROWS]):
        found = {person_column(cell) for cell in cells}
        if PersonColumn.FAMILY_NAME in found and found & set(_REQUIRED[1:]):
            return row
    return None


def read_columns(
    sheet: Sheet, module: ModuleSheet, *, answers: Answers = NO_ANSWERS
) -> AttendanceColumns:
    """Understand the header row.

    Raises:
        WorkbookError: there is none, or a required column or every session is missing.
    """
    header = find_people_header(sheet)
    if header is None:
        raise WorkbookError(
            sentence("La ligne de titres de la liste des présences est introuvable."),
            remedy=_HOW_TO_HEAD,
            sheet=sheet.name,
        )
    reading = _Reading(sheet=sheet, module=module, answers=answers, header=header)
    reading.read()
    _require(sheet, header, reading)
    return AttendanceColumns(
        header=header,
        second=reading.second,
        person=reading.person,
        sessions={s: c for s, c in reading.sessions.items() if s in module.session_rows},
        cancelled={s: c for s, c in reading.sessions.items() if s in module.cancelled_rows},
        checks=reading.checks,
        others=reading.others,
        is_month_first=is_month_first(
            sheet.cell(row, reading.person[PersonColumn.BIRTH_DATE])
            for row in range(header + 1, len(sheet.rows))
        ),
        problems=(*reading.problems, *_sessions_without_column(sheet, module, reading.sessions)),
        set_aside=tuple(reading.set_aside),
        understood=tuple(_summary(reading)),
    )


def column_title(sheet: Sheet, header: int, second: int | None, column: int) -> Cell:
    """Return the title of a column; of a merged one, that of its first cell."""
    cell = sheet.cell(header, column)
    if cell is not None:
        return cell
    for one in sheet.merged:
        if one.top <= header <= one.bottom and one.left <= column <= one.right:
            return sheet.cell(one.top, one.left)
    left = sheet.cell(header, column - 1) if column else None
    has_second = second is not None and sheet.cell(second, column) is not None
    return left if has_second and read_session_title(left) else None


def second_title_row(sheet: Sheet, header: int) -> int | None:
    """Find a second row of titles: weekdays, halves of days or hours, and no person."""
    row = header + 1
    if row >= len(sheet.rows):
        return None
    dated = {column for column, cell in enumerate(sheet.rows[header]) if read_session_title(cell)}
    first = min(dated, default=0)
    cells = list(filled(sheet.rows[row]))
    beside = [column for column, _ in cells if column < first]
    is_titles = bool(cells) and not beside and all(is_second_title(cell) for _, cell in cells)
    return row if dated and is_titles else None


@dataclass(slots=True, kw_only=True)
class _Reading:
    """The columns as far as they were looked at."""

    sheet: Sheet
    module: ModuleSheet
    answers: Answers
    header: int
    second: int | None = None
    person: dict[PersonColumn, int] = field(default_factory=dict)
    sessions: dict[Slot, int] = field(default_factory=dict)
    checks: dict[int, Check] = field(default_factory=dict)
    others: dict[int, OtherColumn] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    left_out: list[Sentence | str] = field(default_factory=list)

    def read(self) -> None:
        sheet, header = self.sheet, self.header
        self.second = second_title_row(sheet, header)
        width = max(map(len, sheet.rows))
        for column in range(width):
            cell = column_title(sheet, header, self.second, column)
            if self.answers.leaves_out(header, column):
                self._leave(column, cell, sentence("décidé par vous"))
            elif cell is None:
                self._read_untitled(column)
            elif fault := self._read_titled(column, cell):
                self.problems.append(Problem.at(sheet.name, header, column, fault))

    def _read_titled(self, column: int, cell: Cell) -> Fault | None:
        if role := person_column(cell):
            if self.person.setdefault(role, column) != column:
                return _second_column(cell, self.person[role])
        elif title := read_session_title(cell):
            return self._read_session(column, cell, title)
        elif kind := other_column(cell):
            self._leave(column, cell, kind.value)
            self.others[column] = kind
            if kind in _CHECKS:
                self.checks[column] = _CHECKS[kind]
        elif self._filled_below(column):
            return Fault(
                message=sentence("La colonne {cell} n’est pas connue.", cell=quoted(cell)),
                remedy=sentence(
                    "Si c’est une séance, donnez-lui sa date pour titre ; sinon, "
                    "laissez-la de côté."
                ),
                set_aside=column_letter(column),
            )
        else:
            self._leave(column, cell, sentence("vide"))
        return None

    def _read_session(self, column: int, cell: Cell, title: SessionTitle) -> Fault | None:
        if self.second is not None:
            row = self.sheet.rows[self.second]
            title = with_second_row(title, self.sheet.cell(self.second, column), row)
        known = {**self.module.session_rows, **self.module.cancelled_rows}
        slot = match_session(cell, title, known)
        if isinstance(slot, Fault):
            if self._filled_below(column):
                return slot
            self._leave(column, cell, sentence("vide"))  # a day on which there was nothing
            return None
        if column in self.sheet.hidden_columns and not self.answers.keeps(self.header, column):
            return Fault(
                message=sentence("La colonne {cell} est masquée.", cell=quoted(cell)),
                remedy=sentence("Affichez-la et vérifiez-la, ou dites qu’elle compte."),
                keep=column_letter(column),
            )
        if self.sessions.setdefault(slot, column) != column:
            return _second_column(cell, self.sessions[slot])
        return None

    def _read_untitled(self, column: int) -> None:
        places = [
            f"{column_letter(column)}{row + 1}"
            for row in self._filled_below(column)
            if not self.answers.leaves_out(row, column)
        ]
        if not places:
            return
        if self._is_numbering(column):
            self.others[column] = OtherColumn.NUMBERING
            self._leave(column, None, OtherColumn.NUMBERING.value)
            return
        more = "…" if len(places) > _MOST_PLACES else ""
        fault = Fault(
            message=sentence(
                "La colonne {column} n’a pas de titre, mais des cases y sont "
                "remplies : {places}{more}",
                column=column_letter(column),
                places=", ".join(places[:_MOST_PLACES]),
                more=more,
            ),
            remedy=sentence(
                "Donnez-lui un titre (la date et « matin » ou « après-midi » si "
                "c’est une demi-journée), ou laissez-la de côté."
            ),
            set_aside=column_letter(column),
        )
        self.problems.append(Problem.at(self.sheet.name, self.header, column, fault))

    def _is_numbering(self, column: int) -> bool:
        """Recognise a column of whole numbers that only go up, before the first title."""
        titled = [other for other, _ in filled(self.sheet.rows[self.header])]
        numbers = [text_of(self.sheet.cell(row, column)) for row in self._filled_below(column)]
        return (
            column < min(titled)
            and all(number.isdecimal() for number in numbers)
            and (values := list(map(int, numbers))) == sorted(set(values))
        )

    def _filled_below(self, column: int) -> list[int]:
        rows = range(self.header + 1, len(self.sheet.rows))
        return [
            row for row in rows if row != self.second and self.sheet.cell(row, column) is not None
        ]

    def _leave(self, column: int, cell: Cell, why: Sentence) -> None:
        letter = column_letter(column)
        self.set_aside.append(SetAside(sheet=self.sheet.name, place=letter, why=why))
        self.left_out.append(
            letter
            if cell is None
            else sentence("{title} ({column})", title=quoted(cell), column=letter)
        )


_CHECKS = {OtherColumn.TOTAL: Check.TOTAL, OtherColumn.DECISION: Check.DECISION}


def same_titles(sheet: Sheet, row: int, header: int) -> bool:
    """Check whether a row repeats the titles, the dates of the sessions included."""
    below, above = ([fold(text_of(cell)) for cell in sheet.rows[place]] for place in (row, header))
    length = max(len(below), len(above))
    below += [""] * (length - len(below))
    above += [""] * (length - len(above))
    return below == above


def _second_column(cell: Cell, first: int) -> Fault:
    return Fault(
        message=sentence(
            "{cell} dit la même chose que la colonne {column}.",
            cell=quoted(cell),
            column=column_letter(first),
        ),
        remedy=sentence("Gardez une seule de ces deux colonnes, ou changez le titre de l’autre."),
    )


def _require(sheet: Sheet, header: int, reading: _Reading) -> None:
    missing = [in_quotes(role.value) for role in _REQUIRED if role not in reading.person]
    if missing:
        raise WorkbookError(
            sentence("La liste des présences n’a pas de colonne {titles}.", titles=listed(missing)),
            remedy=_HOW_TO_HEAD,
            sheet=sheet.name,
            row=header + 1,
        )
    titles = [read_session_title(cell) for cell in sheet.rows[header]]
    if not reading.sessions and not any(titles):
        unread = [
            quoted(cell)
            for column, cell in filled(sheet.rows[header])
            if person_column(cell) is None and other_column(cell) is None
        ]
        message = sentence(
            "Aucune colonne de la liste des présences ne porte la date d’une séance du module."
        )
        if unread:
            message = sentence(
                "{message} Titres non compris : {titles}.",
                message=message,
                titles=listed(unread[:_MOST_PLACES]),
            )
        raise WorkbookError(
            message,
            remedy=sentence("Donnez pour titre à chaque colonne de présence la date de sa séance."),
            sheet=sheet.name,
            row=header + 1,
        )


def _sessions_without_column(
    sheet: Sheet, module: ModuleSheet, sessions: Mapping[Slot, int]
) -> Iterator[Problem]:
    for session in module.record.sessions:
        if session.slot not in sessions:
            same_day = [other for other in module.session_rows if other.day == session.day]
            when: object = text_of(session.day)
            if len(same_day) > 1:
                when = sentence(
                    "{day} ({part}, {start})",
                    day=when,
                    part=PART_WORDS[session.slot.part],
                    start=text_of(session.start),
                )
            yield Problem(
                sheet=module.sheet,
                row=module.session_rows[session.slot],
                column=module.day_column,
                message=sentence(
                    "La séance du {when} n’a pas de colonne dans « {sheet} ».",
                    when=when,
                    sheet=sheet.name,
                ),
                remedy=sentence(
                    "Ajoutez la colonne de cette séance, ou retirez la séance du module."
                ),
            )


def _summary(reading: _Reading) -> Iterator[Sentence]:
    yield sentence(
        "Présences lues dans « {sheet} », titres à la ligne {row}.",
        sheet=reading.sheet.name,
        row=reading.header + 1,
    )
    known = [
        sentence("{title} ({column})", title=PERSON_WORDS[role], column=column_letter(column))
        for role, column in reading.person.items()
    ]
    yield sentence(
        "Colonnes comprises : {titles}, et {count} séance(s).",
        titles=listed(known),
        count=len(reading.sessions),
    )
    if reading.left_out:
        yield sentence("Colonnes laissées de côté : {titles}.", titles=listed(reading.left_out))
