"""What XLS says of cells beside their values: struck out, hidden, merged, in a symbol font, wrong.

Runs in the sandbox; calamine reads the values. Records are those of [MS-XLS] §2.4, in the
substreams of §2.1.7; what they say is what ``xlsx_traits`` reads in elements.
"""

import struct
from collections.abc import Iterator, Sequence
from enum import IntEnum

from issuer.workbook.format.cells import Range, Trait
from issuer.workbook.format.xlsx_traits import SYMBOL_FONT, SheetTraits

_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_STRUCK_OUT, _ROW_HIDDEN, _COLUMN_HIDDEN = 0x08, 0x20, 0x01
_NO_FONT = 4  # §2.5.129: no font has this index, the fifth is 5
_HEADER_BYTES = 4
_IS_ERROR = 2  # of a formula's value that is no number, §2.5.133


class _Record(IntEnum):
    FORMULA = 0x06
    EOF = 0x0A
    NOTE = 0x1C
    DATE_MODE = 0x22
    FONT = 0x31
    COLUMNS = 0x7D
    SHEET = 0x85
    SEVERAL_NUMBERS = 0xBD
    RICH_TEXT = 0xD6
    FORMAT = 0xE0
    MERGED = 0xE5
    SHARED_TEXT = 0xFD
    NUMBER = 0x0203
    TEXT = 0x0204
    BOOLEAN_OR_ERROR = 0x0205
    ROW = 0x0208
    SHORT_NUMBER = 0x027E
    BOF = 0x0809


_VALUES = frozenset({
    _Record.FORMULA, _Record.RICH_TEXT, _Record.SHARED_TEXT, _Record.NUMBER, _Record.TEXT,
    _Record.BOOLEAN_OR_ERROR, _Record.SHORT_NUMBER,
})  # fmt: skip
_Formats = Sequence[frozenset[Trait]]


def read_xls_traits(workbook: bytes, *, columns: int) -> dict[str, SheetTraits]:
    """Return the traits by name of sheet.

    Args:
        workbook: the stream « Workbook » of the file.
        columns: bounds those that a record may name.

    Raises:
        struct.error, LookupError, ValueError: a record is not what it should be.
    """
    is_1904 = False
    fonts: list[frozenset[Trait]] = []
    formats: list[frozenset[Trait]] = []
    places: dict[str, int] = {}
    for kind, content in _records(workbook, 0):
        match kind:
            case _Record.DATE_MODE:
                is_1904 = content[0] == 1
            case _Record.FONT:
                fonts.append(_font(content))
            case _Record.FORMAT:
                formats.append(_format(content, fonts))
            case _Record.SHEET:
                (places[_text(content[6:])],) = struct.unpack_from("<I", content)
            case _:
                pass
    found = {name: _sheet(workbook, place, formats, columns) for name, place in places.items()}
    for sheet in found.values():
        sheet.is_1904 = is_1904
    return found


def _records(workbook: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Yield type and content of the records of one substream, without those embedded in it."""
    depth = 0
    while place < len(workbook):
        kind, length = struct.unpack_from("<HH", workbook, place)
        place += _HEADER_BYTES
        depth += {_Record.BOF: 1, _Record.EOF: -1}.get(kind, 0)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, workbook[place : place + length]
        place += length


def _font(content: bytes) -> frozenset[Trait]:
    (flags,) = struct.unpack_from("<H", content, 2)
    struck = {Trait.STRUCK} if flags & _STRUCK_OUT else set()
    symbols = {Trait.SYMBOL_FONT} if SYMBOL_FONT.search(_text(content[14:])) else set()
    return frozenset(struck | symbols)


def _format(content: bytes, fonts: Sequence[frozenset[Trait]]) -> frozenset[Trait]:
    (font,) = struct.unpack_from("<H", content)
    (colours,) = struct.unpack_from("<I", content, 14)
    filled = {Trait.FILLED} if colours >> 26 else set()
    place = font if font < _NO_FONT else font - 1
    return (fonts[place] if place < len(fonts) else frozenset()) | filled


def _sheet(workbook: bytes, place: int, formats: _Formats, columns: int) -> SheetTraits:
    sheet = SheetTraits()
    for kind, content in _records(workbook, place):
        match kind:
            case _Record.ROW:
                row, flags = struct.unpack_from("<H10xH", content)
                if flags & _ROW_HIDDEN:
                    sheet.hidden_rows.add(row)
            case _Record.COLUMNS:
                first, last, flags = struct.unpack_from("<HH4xH", content)
                if flags & _COLUMN_HIDDEN:
                    sheet.hidden_columns.update(range(first, min(last + 1, columns)))
            case _Record.MERGED:
                for top, bottom, left, right in struct.iter_unpack("<4H", content[2:]):
                    sheet.merged.append(Range(top=top, left=left, bottom=bottom, right=right))
            case _Record.NOTE:
                row, column = struct.unpack_from("<HH", content)
                sheet.traits.setdefault((row, column), set()).add(Trait.COMMENT)
            case _Record.SEVERAL_NUMBERS:
                row, first = struct.unpack_from("<HH", content)
                for number, (style, _) in enumerate(struct.iter_unpack("<HI", content[4:-2])):
                    _add(sheet, row, first + number, style, formats)
            case _ if kind in _VALUES:
                _read_value(sheet, kind, content, formats)
            case _:
                pass
    return sheet


def _read_value(sheet: SheetTraits, kind: int, content: bytes, formats: _Formats) -> None:
    row, column, style = struct.unpack_from("<HHH", content)
    _add(sheet, row, column, style, formats)
    if kind == _Record.BOOLEAN_OR_ERROR and content[7]:
        sheet.errors[row, column] = _ERRORS[content[6]]
    if kind == _Record.FORMULA and content[12:14] == b"\xff\xff" and content[6] == _IS_ERROR:
        sheet.errors[row, column] = _ERRORS[content[8]]


def _add(sheet: SheetTraits, row: int, column: int, style: int, formats: _Formats) -> None:
    if style < len(formats) and formats[style]:
        sheet.traits.setdefault((row, column), set()).update(formats[style])


def _text(content: bytes) -> str:
    """Return a ShortXLUnicodeString (§2.5.240)."""
    count, is_wide = content[0], content[1] & 1
    if is_wide:
        return content[2 : 2 + 2 * count].decode("utf-16-le")
    return content[2 : 2 + count].decode("latin-1")
