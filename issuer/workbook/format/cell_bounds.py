"""Bounds on cells, because the grid up to a far cell would fill the memory.

Runs in the sandbox over the XML of a sheet, before the reader lays out its grid. Tags are found by
pattern; what a pattern misses, the sandbox's limits stop.
"""

import re
from collections.abc import Iterable

from issuer.workbook.format.cells import column_index, column_letter
from issuer.workbook.format.child_answer import MAX_COLUMNS, MAX_ROWS, Refusal, RefusedFileError

# A cell of XLSX that holds something; an empty one, styled only, is `<c r="A1" s="2"/>`.
# Attributes are few and short; without the bound, a page of `<c <c <c` would cost its square.
_XLSX_CELL = re.compile(
    rb"""<(?:\w{1,20}:)?c\s[^<>]{0,200}?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]{0,200}(?<!/)>"""
)
# ODS counts instead: rows and cells, each possibly « repeated » (ODF 1.3 part 3, §9.1.3, §9.1.4).
_ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(\s[^<>]{0,2000})?>")
_ODS_REPEATED = re.compile(rb"""table:number-(?:rows|columns)-repeated=["']([0-9]{1,7})["']""")


def refuse_far_xlsx_cells(pieces: Iterable[bytes]) -> None:
    """Look through the XML of one sheet, in pieces that cut no tag.

    Raises:
        RefusedFileError: a filled cell is beyond what is ever read.
    """
    for piece in pieces:
        for letters, digits in _XLSX_CELL.findall(piece):
            column = column_index(letters.decode("ascii"))
            _refuse_beyond(row=int(digits) - 1, column=column)


def refuse_far_ods_cells(pieces: Iterable[bytes]) -> None:
    """Look through the XML of all sheets, in pieces that cut no tag.

    Raises:
        RefusedFileError: a filled cell is beyond what is ever read.
    """
    next_row = column = 0
    for piece in pieces:
        for tag, attributes in _ODS_TAG.findall(piece):
            repeated = _ODS_REPEATED.search(attributes)
            count = int(repeated[1]) if repeated else 1
            if tag == b"table":
                next_row = 0
            elif tag == b"table-row":
                next_row, column = next_row + count, 0
            else:
                column += count
                if b"office:value-type" in attributes:
                    _refuse_beyond(row=next_row - 1, column=column - 1)


def _refuse_beyond(*, row: int, column: int) -> None:
    if row >= MAX_ROWS or column >= MAX_COLUMNS:
        place = f"{column_letter(column)}{row + 1}"
        raise RefusedFileError(Refusal.FAR_CELL, place=place)
