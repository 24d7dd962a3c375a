"""Tables for spreadsheets: CSV and XLSX in which no text can pass for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

Value = str | int | float
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # OWASP, CSV injection


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Write a table as CSV, separated by semicolons as a French Excel expects."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(headings)
    writer.writerows([_decimal_comma(neutral(cell)) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")  # Excel reads UTF-8 only with the mark


def to_xlsx(sheet_name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Write a table as XLSX, numbers as numbers and everything else as text."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet(sheet_name)
        bold = book.add_format({"bold": True})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, column, str(neutral(cell)))
                else:
                    sheet.write_number(line, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return stream.getvalue()


def neutral(cell: Value) -> Value:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell


def _decimal_comma(cell: Value) -> Value:
    return str(cell).replace(".", ",") if isinstance(cell, float) else cell
