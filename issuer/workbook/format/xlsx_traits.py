"""What XLSX says of cells beside their values: struck out, hidden, merged, in a symbol font, wrong.

Runs in the sandbox; calamine reads the values. ECMA-376-1 chapter 18: styles are §18.8,
cells §18.3.1.4, merged cells §18.3.1.55, comments §18.7, the date system §18.2.28. What this
reads is turned into a closed set before it leaves the child. See ADR 0103.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree as ET  # the child's limits hold; expat bounds expansion

from issuer.workbook.format.cells import Range, Trait, cell_place

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SYMBOL_FONT = re.compile(r"dings|marlett|symbol", re.IGNORECASE)
_ERROR = re.compile(r"#[A-Z0-9/?!]{1,12}")
_TRUE = frozenset({"1", "true", "on"})


@dataclass(slots=True)
class SheetTraits:
    """One sheet's; rows and columns count from 0."""

    traits: dict[tuple[int, int], set[Trait]] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_1904: bool = False


def read_xlsx_traits(archive: zipfile.ZipFile, *, columns: int) -> dict[str, SheetTraits]:
    """Return the traits by name of sheet; ``columns`` bounds those that a range may name.

    Raises:
        ET.ParseError, KeyError, ValueError: a part is missing, or not what it should be.
    """
    members = set(archive.namelist())
    styles = _styles(archive) if "xl/styles.xml" in members else []
    targets = _relations(archive, "xl/workbook.xml")
    is_1904, found = False, {}
    for _, element in _elements(archive, "xl/workbook.xml"):
        match _name(element):
            case "workbookPr":
                is_1904 = element.get("date1904") in _TRUE
            case "sheet":
                part = targets.get(element.get(_RELATION, ""), "")
                if part in members and part.startswith("xl/worksheets/"):
                    found[element.get("name", "")] = _sheet(archive, part, styles, columns)
            case _:
                pass
    for traits in found.values():
        traits.is_1904 = is_1904
    return found


def _styles(archive: zipfile.ZipFile) -> list[frozenset[Trait]]:
    """Return for each cell format (§18.8.10) what it says."""
    fonts: list[set[Trait]] = []
    fills: list[set[Trait]] = []
    formats: list[frozenset[Trait]] = []
    for parents, element in _elements(archive, "xl/styles.xml"):
        match (parents[-1] if parents else "", _name(element)):
            case ("fonts", "font"):
                fonts.append(_font(element))
            case ("fills", "fill"):
                pattern = next((one for one in element.iter() if _name(one) == "patternFill"), None)
                plain = pattern is None or pattern.get("patternType", "none") in ("none", "gray125")
                fills.append(set() if plain else {Trait.FILLED})
            case ("cellXfs", "xf"):
                font, fill = int(element.get("fontId", 0)), int(element.get("fillId", 0))
                formats.append(frozenset(_at(fonts, font) | _at(fills, fill)))
            case _:
                pass
    return formats


def _font(element: ET.Element) -> set[Trait]:
    traits = set()
    for child in element:
        if _name(child) == "strike" and child.get("val", "1") in _TRUE:
            traits.add(Trait.STRUCK)
        if _name(child) == "name" and SYMBOL_FONT.search(child.get("val", "")):
            traits.add(Trait.SYMBOL_FONT)
    return traits


def _sheet(
    archive: zipfile.ZipFile, part: str, styles: list[frozenset[Trait]], columns: int
) -> SheetTraits:
    sheet = SheetTraits()
    for _, element in _elements(archive, part):
        match _name(element):
            case "c":
                _read_cell(sheet, element, styles)
            case "row" if element.get("hidden") in _TRUE:
                sheet.hidden_rows.add(int(element.get("r", 0)) - 1)
            case "col" if element.get("hidden") in _TRUE:
                first, last = int(element.get("min", 1)), int(element.get("max", 1))
                sheet.hidden_columns.update(range(first - 1, min(last, columns)))
            case "mergeCell":
                first_place, _, last_place = element.get("ref", "").partition(":")
                (top, left), (bottom, right) = cell_place(first_place), cell_place(last_place)
                sheet.merged.append(Range(top=top, left=left, bottom=bottom, right=right))
            case _:
                pass
    for target in _relations(archive, part).values():
        if re.fullmatch(r"xl/(?:comments/)?comments?[0-9]*\.xml", target):
            for _, element in _elements(archive, target):
                if _name(element) == "comment":
                    place = cell_place(element.get("ref", ""))
                    sheet.traits.setdefault(place, set()).add(Trait.COMMENT)
    return sheet


def _read_cell(sheet: SheetTraits, element: ET.Element, styles: list[frozenset[Trait]]) -> None:
    parts = {_name(child): child.text or "" for child in element}
    style = _at(styles, int(element.get("s", 0)))
    if not parts and not style:
        return
    place = cell_place(element.get("r", ""))
    if style:
        sheet.traits[place] = set(style)
    if element.get("t") == "e":
        error = parts.get("v", "")
        sheet.errors[place] = error if _ERROR.fullmatch(error) else "#N/A"
    # Of a formula that gives a text, an empty one is a value.
    elif "f" in parts and not parts.get("v") and element.get("t") != "str":
        sheet.traits.setdefault(place, set()).add(Trait.UNCOMPUTED)


def _at(items: Sequence[Set[Trait]], index: int) -> Set[Trait]:
    return items[index] if 0 <= index < len(items) else frozenset()


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the targets of a part's relationships (ECMA-376-2 §9.3), by identifier."""
    folder, name = posixpath.split(part)
    member = f"{folder}/_rels/{name}.rels"
    if member not in archive.namelist():
        return {}
    return {
        element.get("Id", ""): posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        for _, element in _elements(archive, member)
        if (target := element.get("Target"))
    }


def _elements(archive: zipfile.ZipFile, member: str) -> Iterator[tuple[list[str], ET.Element]]:
    """Yield each element when it is whole, with the names around it; those read are forgotten."""
    with archive.open(member) as stream:
        yield from _walk(stream)


def _walk(stream: IO[bytes]) -> Iterator[tuple[list[str], ET.Element]]:
    path: list[ET.Element] = []
    # Expat bounds how far entities unfold, and the child's limits hold for all else.
    for event, element in ET.iterparse(stream, events=("start", "end")):  # noqa: S314
        if event == "start":
            path.append(element)
            continue
        path.pop()
        yield [_name(parent) for parent in path[-1:]], element
        if _name(element) in ("row", "font", "fill", "xf", "comment"):
            element.clear()
            if path:
                path[-1].remove(element)


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
