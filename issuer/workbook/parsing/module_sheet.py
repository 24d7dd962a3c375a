"""The sheet « Module »: the module's code, title and sessions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date

from attestation.facts import MAX_MODULE_CODE_CHARACTERS, MAX_TITLE_CHARACTERS
from attestation.name import fold
from attestation.slot import Slot
from issuer.words.sentence import Sentence, sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import (
    Fault,
    Sheet,
    column_letter,
    filled,
    invisible_character,
    readable,
    rows_left_out,
    text_of,
)
from issuer.workbook.model import ModuleRecord, Notice, Place, Problem, Session
from issuer.workbook.parsing.dates import parse_day, parse_time
from issuer.workbook.parsing.document_languages import find_document_language
from issuer.workbook.parsing.headers import ModuleKey, SessionColumn, module_key, session_column
from issuer.workbook.parsing.module_facts import Written, parse_mode, read_written_facts

_HEADER_ROWS = 50  # title rows and keys are few; a table that starts lower is something else

_FILL_IN = sentence(
    "Remplissez la feuille « Module » comme dans le modèle (attest-issuer template)."
)

# Alone or in brackets, so that a theme may speak of a contract that is annulled.
_CANCELLED = re.compile(
    r"(?:^|[(\[–—-])\s*(?:séance\s+|cours\s+)?"
    r"(?:annul[ée]e?|cancell?ed|geannuleerd|afgelast|supprimée?)\s*(?:$|[)\]!])",
    re.IGNORECASE,
)

_REQUIRED = {
    ModuleKey.CODE: MAX_MODULE_CODE_CHARACTERS,
    ModuleKey.TITLE: MAX_TITLE_CHARACTERS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleSheet:
    """The module, with what is needed to point back at its sheet."""

    record: ModuleRecord
    sheet: str
    session_rows: Mapping[Slot, int]
    """Row of each session, from 1."""
    cancelled_rows: Mapping[Slot, int]
    """Row of each session that was not held, from 1; the record has none of them."""
    day_column: str
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    understood: tuple[Sentence, ...]

    def without(self, slots: Set[Slot]) -> "ModuleSheet":
        """Return the module without some sessions, which were not held after all."""
        kept = tuple(one for one in self.record.sessions if one.slot not in slots)
        return replace(
            self,
            record=replace(self.record, sessions=kept),
            session_rows={s: row for s, row in self.session_rows.items() if s not in slots},
            cancelled_rows={
                **self.cancelled_rows,
                **{s: row for s, row in self.session_rows.items() if s in slots},
            },
            understood=(*self.understood, *_cancelled_said(slots)),
        )


def find_sessions_header(sheet: Sheet) -> int | None:
    """Return the row (from 0) that heads the list of sessions, if this sheet has one."""
    for row, cells in enumerate(sheet.rows[:_HEADER_ROWS]):
        columns = {session_column(cell) for cell in cells} - {None}
        if SessionColumn.DAY in columns and len(columns) >= 2:
            return row
    return None


def parse_module_sheet(sheet: Sheet, *, today: date) -> ModuleSheet:
    """Understand the module's sheet.

    Raises:
        WorkbookError: no code, no title, no list of sessions, or not one session in it that can
            be understood: nothing could be said about anybody.
    """
    header = find_sessions_header(sheet)
    if header is None:
        raise WorkbookError(
            sentence(
                "La liste des séances est introuvable : aucune ligne n’a les titres "
                "« Date », « Début » et « Fin »."
            ),
            remedy=_FILL_IN,
            sheet=sheet.name,
        )
    columns = _find_columns(sheet, header)
    fields, ignored = _read_fields(sheet, before=header)
    code, title = (_required(sheet, fields, key, limit) for key, limit in _REQUIRED.items())
    facts, unknown = read_written_facts(fields)
    found: dict[Slot, tuple[int, Session]] = {}
    problems = list(unknown)
    for row in range(header + 1, len(sheet.rows)):
        if _holds_no_session(sheet, row, columns):
            continue
        match _read_session(sheet, row, columns):
            case Session() as session:
                if other := _overlapping(session, found.values()):
                    problems.append(_twice_at_once(sheet, row, columns, other))
                else:
                    found[session.slot] = (row + 1, session)
                    problems += _unknown_mode(sheet, row, columns, session)
            case refused:
                problems += refused
    cancelled = {slot: row for slot, (row, one) in found.items() if _is_cancelled(one)}
    found = {slot: one for slot, one in found.items() if slot not in cancelled}
    if not found:
        raise _no_session(sheet, header, problems)
    document_language = find_document_language(sheet, before=header)
    if isinstance(document_language, Problem):
        problems.insert(0, document_language)
        document_language = None
    record = ModuleRecord(
        code=code,
        title=title,
        organiser=_optional(fields, ModuleKey.ORGANISER),
        place=_optional(fields, ModuleKey.PLACE),
        language=_optional(fields, ModuleKey.LANGUAGE),
        document_language=document_language,
        sessions=tuple(found[slot][1] for slot in sorted(found)),
        facts=facts,
    )
    return ModuleSheet(
        record=record,
        sheet=sheet.name,
        session_rows={slot: row for slot, (row, _) in found.items()},
        cancelled_rows=cancelled,
        day_column=column_letter(columns[SessionColumn.DAY]),
        problems=tuple(problems),
        notices=tuple(_not_yet_held(sheet, found, today)),
        understood=(
            _summary(sheet, record),
            *rows_left_out(sheet.name, ignored, sentence("titre ou clé inconnue")),
            *_cancelled_said(cancelled),
        ),
    )


def _find_columns(sheet: Sheet, header: int) -> dict[SessionColumn, int]:
    columns: dict[SessionColumn, int] = {}
    for column, cell in filled(sheet.rows[header]):
        if role := session_column(cell):
            columns.setdefault(role, column)
    for role in (SessionColumn.START, SessionColumn.END):
        if role not in columns:
            raise WorkbookError(
                sentence("La liste des séances n’a pas de colonne « {title} ».", title=role.value),
                remedy=sentence(
                    "Ajoutez les colonnes « Début » et « Fin » : l’attestation dit les heures."
                ),
                sheet=sheet.name,
                row=header + 1,
            )
    return columns


def _read_fields(sheet: Sheet, *, before: int) -> tuple[dict[ModuleKey, Written], list[int]]:
    """Return the values that stand to the right of their keys, and what was left out."""
    fields: dict[ModuleKey, Written] = {}
    ignored: list[int] = []
    for row, cells in enumerate(sheet.rows[:before], 1):
        columns = [column for column, _ in filled(cells)]
        texts = [text_of(cell) for _, cell in filled(cells)]
        if len(texts) == 1 and ":" in texts[0]:  # « Code : AC-2026-03 » in one cell
            texts = [part.strip() for part in texts[0].split(":", 1)]
        key = module_key(texts[0]) if texts else None
        if key is None or key in fields:
            ignored += [row] if texts else []
        elif len(texts) > 1 and texts[1]:
            column = column_letter(columns[:2][-1])
            place = Place(sheet=sheet.name, row=row, column=column)
            fields[key] = Written(text=texts[1], place=place)
    return fields, ignored


def _holds_no_session(sheet: Sheet, row: int, columns: Mapping[SessionColumn, int]) -> bool:
    """Recognise empty and total rows; the total may stand in any column."""
    if all(sheet.cell(row, column) is None for column in columns.values()):
        return True
    first = next(text_of(cell) for _, cell in filled(sheet.rows[row]))
    return fold(first).startswith("total")


def _read_session(
    sheet: Sheet, row: int, columns: Mapping[SessionColumn, int]
) -> Session | list[Problem]:
    day = parse_day(sheet.cell(row, columns[SessionColumn.DAY]))
    start = parse_time(sheet.cell(row, columns[SessionColumn.START]))
    end = parse_time(sheet.cell(row, columns[SessionColumn.END]))
    if isinstance(day, Fault) or isinstance(start, Fault) or isinstance(end, Fault):
        read = {SessionColumn.DAY: day, SessionColumn.START: start, SessionColumn.END: end}
        return [
            _problem(sheet, row, columns[role], fault)
            for role, fault in read.items()
            if isinstance(fault, Fault)
        ]
    if end <= start:
        fault = Fault(
            message=sentence(
                "La séance finit à {end}, mais commence à {start}.",
                end=text_of(end),
                start=text_of(start),
            ),
            remedy=sentence("Corrigez l’heure de début ou de fin."),
        )
        return [_problem(sheet, row, columns[SessionColumn.END], fault)]
    theme, mode = (
        readable(sheet.cell(row, columns[role])) if role in columns else None
        for role in (SessionColumn.THEME, SessionColumn.MODE)
    )
    held = None if mode is None else parse_mode(mode)
    if isinstance(held, Fault):
        held = None
    return Session(day=day, start=start, end=end, theme=theme, mode=mode, held=held)


def _unknown_mode(
    sheet: Sheet, row: int, columns: Mapping[SessionColumn, int], session: Session
) -> Iterator[Problem]:
    if session.mode is None or session.held is not None or _is_cancelled(session):
        return
    if isinstance(fault := parse_mode(session.mode), Fault):
        yield _problem(sheet, row, columns[SessionColumn.MODE], fault)


def _is_cancelled(session: Session) -> bool:
    return any(_CANCELLED.search(text) for text in (session.theme, session.mode) if text)


def _cancelled_said(slots: Iterable[Slot]) -> Iterator[Sentence]:
    for slot in sorted(slots):
        yield sentence(
            "Séance du {day} annulée : elle ne compte pas dans le module.", day=text_of(slot.day)
        )


def _overlapping(session: Session, found: Iterable[tuple[int, Session]]) -> int | None:
    """Return the row of a session that was not over when this one began, or the reverse."""
    for row, other in found:
        if session.day == other.day and session.start < other.end and other.start < session.end:
            return row
    return None


def _twice_at_once(
    sheet: Sheet, row: int, columns: Mapping[SessionColumn, int], first_row: int
) -> Problem:
    column = columns[SessionColumn.DAY]
    day = text_of(sheet.cell(row, column))
    fault = Fault(
        message=sentence(
            "La séance du {day} a lieu en même temps que celle de la ligne {row}.",
            day=day,
            row=first_row,
        ),
        remedy=sentence("Corrigez les heures, ou gardez une seule de ces deux lignes."),
    )
    return _problem(sheet, row, column, fault)


def _problem(sheet: Sheet, row: int, column: int, fault: Fault) -> Problem:
    return Problem(
        sheet=sheet.name,
        row=row + 1,
        column=column_letter(column),
        message=fault.message,
        remedy=fault.remedy,
    )


def _no_session(sheet: Sheet, header: int, problems: list[Problem]) -> WorkbookError:
    if problems:
        first = problems[0]
        return WorkbookError(
            sentence("Aucune séance du module n’a pu être lue."),
            remedy=first.remedy,
            sheet=first.sheet,
            row=first.row,
            column=first.column,
        )
    return WorkbookError(
        sentence("Le module n’a aucune séance : la liste sous les titres est vide."),
        remedy=_FILL_IN,
        sheet=sheet.name,
        row=header + 1,
    )


def _required(
    sheet: Sheet, fields: Mapping[ModuleKey, Written], key: ModuleKey, max_characters: int
) -> str:
    value = fields[key].text if key in fields else None
    if value is None:
        raise WorkbookError(
            sentence("La ligne « {key} » du module manque ou est vide.", key=key.value),
            remedy=sentence(
                "Écrivez « {key} » dans une case et sa valeur dans celle de droite.", key=key.value
            ),
            sheet=sheet.name,
        )
    if len(value) > max_characters or invisible_character(value):
        raise WorkbookError(
            sentence(
                "« {key} » du module est trop long ou contient un caractère invisible.",
                key=key.value,
            ),
            remedy=sentence("Retapez-le en {most} caractères au plus.", most=max_characters),
            sheet=sheet.name,
        )
    return value


def _optional(fields: Mapping[ModuleKey, Written], key: ModuleKey) -> str | None:
    return readable(fields[key].text) if key in fields else None


def _not_yet_held(
    sheet: Sheet, found: Mapping[Slot, tuple[int, Session]], today: date
) -> Iterator[Notice]:
    for slot, (row, _) in sorted(found.items()):
        if slot.day > today:
            message = sentence("La séance du {day} n’a pas encore eu lieu.", day=text_of(slot.day))
            yield Notice(sheet=sheet.name, row=row, message=message)


def _summary(sheet: Sheet, record: ModuleRecord) -> Sentence:
    return sentence(
        "Module lu dans « {sheet} » : {code}, {count} séance(s) du {first} au {last}.",
        sheet=sheet.name,
        code=record.code,
        count=len(record.sessions),
        first=text_of(record.first_day),
        last=text_of(record.last_day),
    )
