"""Attendance registers as coordinators make them: a plain value, styles included, to XLSX bytes."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

import xlsxwriter

from issuer.planning.plan import Outcome, Plan, plan_issue
from issuer.settings.issuer import IssueSettings
from issuer.workbook.answers import NO_ANSWERS, Answers
from issuer.workbook.format.spreadsheet_child import read_sheets
from issuer.workbook.model import AttendanceRecords
from issuer.workbook.reader import understand_sheets
from tests.support.documents import LETTERHEAD
from tests.support.issuers import ADDRESS
from tests.support.workbooks import TODAY, Rows, Value

DAYS = (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 6))

TITLES: tuple[Value, ...] = ("Nom", "Prénom", "Date de naissance", *DAYS)

MODULE: Rows = (
    ("Code", "AC-2026-03"),
    ("Intitulé", "Ateliers citoyens"),
    (),
    ("Date", "Début", "Fin", "Thème", "Mode"),
    *((day, time(9), time(13), f"Thème {n}", "présentiel") for n, day in enumerate(DAYS, 1)),
)

AUTUMN = datetime(2026, 11, 22, 12, tzinfo=UTC)

AWA: tuple[Value, ...] = ("Diallo", "Awa", date(1990, 5, 4))

NGO: tuple[Value, ...] = ("Ngoma", "Paul", date(1985, 1, 20))

LOP: tuple[Value, ...] = ("Lopez", "Ana", date(1999, 11, 30))


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A workbook of two sheets; places are rows and columns from 0."""

    rows: Sequence[Sequence[Value]]
    module: Sequence[Sequence[Value]] = MODULE
    styles: Mapping[tuple[int, int], Mapping[str, object]] = field(default_factory=dict)
    """xlsxwriter's formats, by cell."""
    merged: Iterable[tuple[int, int, int, int]] = ()
    hidden_rows: Iterable[int] = ()
    hidden_columns: Iterable[int] = ()
    comments: Iterable[tuple[int, int]] = ()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """The stored value of a formula in a cell: « #REF! », or empty where none was saved."""
    is_1904: bool = False
    more_sheets: Mapping[str, Rows] = field(default_factory=dict)

    def xlsx(self) -> bytes:
        """Write it."""
        stream = io.BytesIO()
        options = {"in_memory": True, "date_1904": self.is_1904}
        with xlsxwriter.Workbook(stream, options) as book:
            self._write(book, "Module", self.module, styled=False)
            self._write(book, "Présences", self.rows, styled=True)
            for name, rows in self.more_sheets.items():
                self._write(book, name, rows, styled=False)
        return stream.getvalue()

    def _write(self, book: xlsxwriter.Workbook, name: str, rows: Rows, *, styled: bool) -> None:
        sheet = book.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                style = dict(self.styles.get((row, column), {})) if styled else {}
                if isinstance(value, date | time):
                    style["num_format"] = "hh:mm" if isinstance(value, time) else "dd/mm/yyyy"
                    sheet.write_datetime(row, column, value, book.add_format(style))
                elif value is not None:
                    sheet.write(row, column, value, book.add_format(style))
        if not styled:
            return
        for (row, column), stored in self.formulas.items():
            sheet.write_formula(row, column, "=A1", None, stored)
        for place in self.merged:
            top, left = place[:2]
            held = rows[top][left]
            style = {"num_format": "dd/mm/yyyy"} if isinstance(held, date) else {}
            sheet.merge_range(*place, "", book.add_format(style))
            if isinstance(held, date):
                sheet.write_datetime(top, left, held, book.add_format(style))
            else:
                sheet.write(top, left, held)
        for row in self.hidden_rows:
            sheet.set_row(row, None, None, {"hidden": True})
        for column in self.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
        for row, column in self.comments:
            sheet.write_comment(row, column, "à vérifier")

    def records(self, answers: Answers = NO_ANSWERS) -> AttendanceRecords:
        """Read what was written, as the issuer does."""
        sheets = read_sheets(self.xlsx())
        return understand_sheets(sheets, None, understood=(), today=TODAY, answers=answers)

    def plan(
        self, answers: Answers = NO_ANSWERS, *, percent: int = 100, at: datetime = AUTUMN
    ) -> Plan:
        """Decide for each person."""
        return plan_issue(
            self.records(answers),
            held={},
            settings=IssueSettings(verifier=ADDRESS, required_percent=percent),
            letterhead=LETTERHEAD,
            at=at,
        )

    def outcomes(self, answers: Answers = NO_ANSWERS, *, percent: int = 100) -> dict[str, Outcome]:
        """Say by family name what issuing would do."""
        plan = self.plan(answers, percent=percent)
        return {person.family_name: person.outcome for person in plan.people}


def marked(*rows: str, legend: str | None = None) -> Register:
    people = (AWA, NGO, LOP)
    above = [(legend,)] if legend else []
    listed = [(*person, *marks) for person, marks in zip(people, rows, strict=False)]
    return Register(rows=[*above, TITLES, *listed])


HALVES = (
    *MODULE[:4],
    *((day, time(start), time(start + 3), None, None) for day in DAYS[:2] for start in (9, 13)),
)
