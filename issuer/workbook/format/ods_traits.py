"""What ODS says of cells beside their values: struck out, hidden, merged, in a symbol font.

Runs in the sandbox; calamine reads the values. ODF 1.3 part 3: tables are §9, cell styles §16.2,
``style:text-line-through-style`` §20.386. Styles that a document inherits from others are not
followed: LibreOffice writes what a person did to a cell into an automatic style of its own.
"""

import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as ET  # the child's limits hold; expat bounds expansion

from issuer.workbook.format.cells import Range, Trait
from issuer.workbook.format.xlsx_traits import SYMBOL_FONT, SheetTraits

_HIDDEN = frozenset({"collapse", "filter"})


def read_ods_traits(archive: zipfile.ZipFile, *, rows: int, columns: int) -> dict[str, SheetTraits]:
    """Return the traits by name of sheet; ``rows`` and ``columns`` bound what is looked at.

    Raises:
        ET.ParseError, KeyError, ValueError: a part is missing, or not what it should be.
    """
    styles: dict[str, frozenset[Trait]] = {}
    found: dict[str, SheetTraits] = {}
    reader: _TableReader | None = None
    with archive.open("content.xml") as stream:
        # Expat bounds how far entities unfold, and the child's limits hold for all else.
        for event, element in ET.iterparse(stream, events=("start", "end")):  # noqa: S314
            match event, _name(element):
                case "start", "table" if reader is None:
                    reader = _TableReader(styles, rows=rows, columns=columns)
                    found[_get(element, "name")] = reader.sheet
                case "end", "style":
                    styles[_get(element, "name")] = _style(element)
                case "end", "table":
                    reader = None
                case "end", "table-column" if reader is not None:
                    reader.read_column(element)
                case "end", "table-row" if reader is not None:
                    reader.read_row(element)
                    element.clear()
                case _:
                    pass
    return found


class _TableReader:
    """The rows of one sheet, as they come."""

    def __init__(self, styles: Mapping[str, frozenset[Trait]], *, rows: int, columns: int) -> None:
        self.sheet = SheetTraits()
        self._styles = styles
        self._rows, self._columns = rows, columns
        self._row = 0
        self._column_styles: list[str] = []

    def read_column(self, element: ET.Element) -> None:
        first = len(self._column_styles)
        count = min(_count(element, "number-columns-repeated"), self._columns - first)
        self._column_styles += [_get(element, "default-cell-style-name")] * count
        if _get(element, "visibility") in _HIDDEN:
            self.sheet.hidden_columns.update(range(first, first + count))

    def read_row(self, element: ET.Element) -> None:
        count = min(_count(element, "number-rows-repeated"), self._rows - self._row)
        is_hidden = _get(element, "visibility") in _HIDDEN
        if is_hidden:
            self.sheet.hidden_rows.update(range(self._row, self._row + count))
        column = 0
        for cell in element:
            if _name(cell) not in ("table-cell", "covered-table-cell"):
                continue
            width = min(_count(cell, "number-columns-repeated"), self._columns - column)
            for place in range(column, column + width):
                self._read_cell(cell, place, count, _get(element, "default-cell-style-name"))
            column += width
        self._row += count

    def _read_cell(self, cell: ET.Element, column: int, count: int, row_style: str) -> None:
        column_style = self._column_styles[column : column + 1]
        style = _get(cell, "style-name") or row_style or "".join(column_style)
        traits = set(self._styles.get(style, frozenset()))
        if len(cell):  # a text in pieces, of which one may be struck out; or a comment
            for part in cell.iter():
                if _name(part) == "annotation":
                    traits.add(Trait.COMMENT)
                elif _name(part) == "span":
                    traits |= self._styles.get(_get(part, "style-name"), frozenset())
        if _get(cell, "formula") and not _get(cell, "value-type") and not len(cell):
            traits.add(Trait.UNCOMPUTED)
        # What holds nothing says nothing: sheets end with a million styled and empty rows.
        if traits and (len(cell) or _get(cell, "value-type") or _get(cell, "formula")):
            for row in range(self._row, self._row + count):
                self.sheet.traits[row, column] = traits
        right = _count(cell, "number-columns-spanned") - 1
        below = _count(cell, "number-rows-spanned") - 1
        if right or below:
            merged = Range(self._row, column, self._row + below, column + right)
            self.sheet.merged.append(merged)


def _style(element: ET.Element) -> frozenset[Trait]:
    traits = set()
    for child in element:
        lines = (_get(child, "text-line-through-style"), _get(child, "text-line-through-type"))
        if any(line not in ("", "none") for line in lines):
            traits.add(Trait.STRUCK)
        if SYMBOL_FONT.search(_get(child, "font-name") + _get(child, "font-family")):
            traits.add(Trait.SYMBOL_FONT)
        if _name(child) == "table-cell-properties" and re.fullmatch(
            "#[0-9a-fA-F]{6}", _get(child, "background-color")
        ):
            traits.add(Trait.FILLED)
    return frozenset(traits)


def _count(element: ET.Element, name: str) -> int:
    return max(1, int(_get(element, name) or 1))


def _get(element: ET.Element, name: str) -> str:
    """Return an attribute by its name in whichever namespace."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
