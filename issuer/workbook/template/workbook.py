"""The empty workbook that a coordinator fills in: two sheets to fill, and one that explains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from issuer.settings.document_language import DocumentLanguage
from issuer.workbook.model import Mark
from issuer.workbook.parsing.headers import ModuleKey, PersonColumn, SessionColumn
from issuer.workbook.template.guide import write_guide
from issuer.workbook.template.styles import MARK_COLOURS, Styles, print_on_a4

SESSION_ROWS = 20  # a module has 13 sessions; nobody should have to add rows
PERSON_ROWS = 100
MODES = ("présentiel", "visioconférence", "hybride")

_SESSIONS_HEADER = len(ModuleKey) + 1  # row from 0: the keys, an empty row, the header
_FIRST_SESSION = _SESSIONS_HEADER + 1
_EARLIEST_SESSION = date(2016, 1, 1)  # the first modules: ateliers-citoyens.txt
_DAY_NOUGHT = date(1899, 12, 30)  # ECMA-376-1:2016 §18.17.4.1, as spreadsheets count days
_LATEST_SESSION = date(2099, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateContent:
    """What is known of a module already, and stands in its workbook; marks never do."""

    keys: Mapping[ModuleKey, str] = field(default_factory=dict)
    sessions: Sequence[tuple[date, time, time, str, str]] = ()
    """Day, start, end, theme and mode."""
    people: Sequence[tuple[str, str, str, str]] = ()
    """Family name, given name, birth date and e-mail."""


def write_template(target: Path | BinaryIO, content: TemplateContent | None = None) -> None:
    """Write the workbook as XLSX, empty or with what is known; the same bytes each time.

    Raises:
        OSError: ``target`` cannot be written.
    """
    try:
        with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
            # A date that is always the same: the file says nothing of when it was made.
            created = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
            book.set_properties({"title": "Module et présences", "created": created})
            styles = Styles.of(book)
            known = content or TemplateContent()
            _write_module(book, styles, known)
            _write_attendance(book, styles, known)
            write_guide(book, styles)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def _write_module(book: Workbook, styles: Styles, known: TemplateContent) -> None:
    sheet = book.add_worksheet("Module")
    for row, key in enumerate(ModuleKey):
        sheet.write(row, 0, key.value, styles.key)
        sheet.merge_range(row, 1, row, 4, known.keys.get(key, ""), styles.text)
    languages = [language.french_name for language in DocumentLanguage]
    row = list(ModuleKey).index(ModuleKey.DOCUMENT_LANGUAGE)
    sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": languages})
    for column, role in enumerate(SessionColumn):
        sheet.write(_SESSIONS_HEADER, column, role.value, styles.header)
    last = _FIRST_SESSION + max(SESSION_ROWS, len(known.sessions)) - 1
    formats = (styles.day, styles.hour, styles.hour, styles.text, styles.text)
    for row in range(_FIRST_SESSION, last + 1):
        for column, style in enumerate(formats):
            sheet.write_blank(row, column, None, style)
    for row, session in enumerate(known.sessions, start=_FIRST_SESSION):
        for column, (value, style) in enumerate(zip(session, formats, strict=True)):
            if isinstance(value, str):
                sheet.write_string(row, column, value, style)
            else:
                sheet.write_datetime(row, column, value, style)
    sheet.data_validation(
        _FIRST_SESSION,
        0,
        last,
        0,
        {
            "validate": "date",
            "criteria": "between",
            "minimum": _EARLIEST_SESSION,
            "maximum": _LATEST_SESSION,
            "error_title": "Date de la séance",
            "error_message": "Écrivez une date complète, par exemple 05/10/2026.",
        },
    )
    sheet.data_validation(
        _FIRST_SESSION,
        1,
        last,
        2,
        {
            "validate": "time",
            "criteria": "between",
            "minimum": time(0, 0),
            "maximum": time(23, 59),
            "error_title": "Heure",
            "error_message": "Écrivez une heure, par exemple 09:00.",
        },
    )
    sheet.data_validation(_FIRST_SESSION, 4, last, 4, {"validate": "list", "source": list(MODES)})
    for column, width in enumerate((14, 10, 10, 48, 18)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(_FIRST_SESSION, 0)
    print_on_a4(sheet, header_row=_SESSIONS_HEADER)
    sheet.activate()


def _write_attendance(book: Workbook, styles: Styles, known: TemplateContent) -> None:
    sheet = book.add_worksheet("Présences")
    for column, role in enumerate(PersonColumn):
        sheet.write(0, column, role.value, styles.header)
    sessions = max(SESSION_ROWS, len(known.sessions))
    first, last = len(PersonColumn), len(PersonColumn) + sessions - 1
    serials = [(session[0] - _DAY_NOUGHT).days for session in known.sessions]
    for offset in range(sessions):
        # The dates are typed once, on the sheet « Module », and stand here by themselves.
        source = f"Module!{xl_rowcol_to_cell(_FIRST_SESSION + offset, 0, True, True)}"
        sheet.write_formula(
            0,
            first + offset,
            f'=IF({source}="","",{source})',
            styles.day_header,
            serials[offset] if offset < len(serials) else "",
        )
    for row in range(1, max(PERSON_ROWS, len(known.people)) + 1):
        for column in range(first):
            # As text, the birth date too: in a date cell « 1995 » would become 17/06/1905.
            sheet.write_blank(row, column, None, styles.text)
        for column in range(first, last + 1):
            sheet.write_blank(row, column, None, styles.mark)
    for row, person in enumerate(known.people, start=1):
        for column, text in enumerate(person):
            sheet.write_string(row, column, text, styles.text)
    sheet.data_validation(
        1,
        first,
        PERSON_ROWS,
        last,
        {
            "validate": "list",
            "source": [mark.value for mark in Mark],
            "error_type": "warning",
            "error_title": "Marque de présence",
            "error_message": "P présent·e, A absent·e, E excusé·e, R rattrapé ailleurs.",
        },
    )
    for mark, colour in MARK_COLOURS.items():
        sheet.conditional_format(
            1,
            first,
            PERSON_ROWS,
            last,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{mark.value}"',
                "format": book.add_format({"bg_color": colour}),
            },
        )
    for column, width in enumerate((26, 26, 18, 30, 22, 18, 18)):
        sheet.set_column(column, column, width)
    sheet.set_column(first, last, 6.5)
    sheet.set_row(0, 72)  # points: a date standing upright
    sheet.freeze_panes(1, 2)
    print_on_a4(sheet, header_row=0)
