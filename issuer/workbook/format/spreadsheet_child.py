"""The child process that reads a spreadsheet into cells; ``runtime.sandbox`` confines it."""

import encodings.cp437  # noqa: F401  what zipfile would import for a name in an archive
import io
import math
import struct
import zipfile
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree as ET

import python_calamine as calamine

from issuer.workbook.format.archive import ZIP, inspect_archive
from issuer.workbook.format.cells import Cell, CellError, Sheet, Trait, clean_text
from issuer.workbook.format.child_answer import (
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_TEXT_CHARACTERS,
    Refusal,
    RefusedFileError,
    encode_refusal,
    encode_sheets,
)
from issuer.workbook.format.compound_file import (
    COMPOUND_FILE,
    inspect_compound_file,
    workbook_stream,
)
from issuer.workbook.format.ods_traits import read_ods_traits
from issuer.workbook.format.xls_traits import read_xls_traits
from issuer.workbook.format.xlsx_traits import SheetTraits, read_xlsx_traits
from runtime.sandbox.child import serve

_UNREADABLE = (
    calamine.CalamineError, OSError, LookupError, ValueError, struct.error, ET.ParseError,
)  # fmt: skip


def main() -> None:
    """Run as the child of whoever reads a workbook."""
    serve(answer_for)


def answer_for(data: bytes) -> bytes:
    """Answer with the cells, or with the reason why there are none."""
    try:
        return encode_sheets(read_sheets(data))
    except RefusedFileError as error:
        return encode_refusal(error)
    except MemoryError:
        return encode_refusal(RefusedFileError(Refusal.TOO_LARGE))


def read_sheets(data: bytes) -> list[Sheet]:
    """Return the visible sheets of a workbook; formulas as their stored values, macros never run.

    Raises:
        RefusedFileError: not a workbook, or one that is not to be read.
    """
    if len(data) > MAX_FILE_BYTES:
        raise RefusedFileError(Refusal.TOO_LARGE)
    if data.startswith(ZIP):
        inspect_archive(io.BytesIO(data))
    elif data.startswith(COMPOUND_FILE):
        inspect_compound_file(data)
    else:
        raise RefusedFileError(Refusal.NOT_A_WORKBOOK)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        traits = _read_traits(data)
        return [
            _with_traits(_read_sheet(workbook, sheet.name), traits.get(sheet.name))
            for sheet in workbook.sheets_metadata[:MAX_SHEETS]
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == calamine.SheetVisibleEnum.Visible
        ]
    except _UNREADABLE as error:
        raise RefusedFileError(Refusal.DAMAGED) from error


def _read_traits(data: bytes) -> dict[str, SheetTraits]:
    """Return by name of sheet what the file says beside the values."""
    if not data.startswith(ZIP):
        return read_xls_traits(workbook_stream(data), columns=MAX_COLUMNS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if "xl/workbook.xml" not in names:
            if "content.xml" not in names:
                return {}
            return read_ods_traits(archive, rows=MAX_ROWS, columns=MAX_COLUMNS)
        return read_xlsx_traits(archive, columns=MAX_COLUMNS)


def _with_traits(sheet: Sheet, beside: SheetTraits | None) -> Sheet:
    if beside is None:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for (row, column), code in beside.errors.items():
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = CellError(code)
    # A cell with a style only, in rows formatted ahead, says nothing.
    traits = {
        (row, column): frozenset(found)
        for (row, column), found in beside.traits.items()
        if row < len(rows)
        and column < len(rows[row])
        and (rows[row][column] is not None or Trait.UNCOMPUTED in found or Trait.COMMENT in found)
    }
    return Sheet(
        name=sheet.name,
        rows=tuple(map(tuple, rows)),
        traits=traits,
        merged=tuple(beside.merged),
        hidden_rows=frozenset(row for row in beside.hidden_rows if row < len(rows)),
        hidden_columns=frozenset(beside.hidden_columns),
        is_1904=beside.is_1904,
    )


def _read_sheet(workbook: calamine.CalamineWorkbook, name: str) -> Sheet:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
        raise RefusedFileError(Refusal.TOO_LARGE)
    rows = sheet.to_python(skip_empty_area=False)
    return Sheet(name=name, rows=tuple(tuple(map(_to_cell, row)) for row in rows))


def _to_cell(value: str | float | bool | date | time | timedelta) -> Cell:
    match value:
        case bool() | time():
            return value
        case str():
            whole = len(value) <= MAX_TEXT_CHARACTERS
            return clean_text(value if whole else value[:MAX_TEXT_CHARACTERS] + "…")
        case datetime():
            return value.date()
        case date():
            return value
        case timedelta() if timedelta() <= value < timedelta(days=1):
            minutes = value // timedelta(minutes=1)  # an hour in a cell formatted as [h]:mm
            return time(minutes // 60, minutes % 60)
        case timedelta():  # no hour of a day: a number, which is a fault wherever it stands
            return value / timedelta(days=1)
        case _:
            return float(value) if math.isfinite(value) else None  # an overflow is no value


if __name__ == "__main__":
    main()
