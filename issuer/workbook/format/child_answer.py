"""What the sandboxed child may answer about a spreadsheet: a grid of cells, or a refusal.

The answer is JSON, parsed strictly, because the child has handled hostile bytes. A
cell is null, a text, a number, a boolean, or a pair such as
``["date", "2026-03-02"]`` or ``["error", "#REF!"]``; what stands beside the values is a closed
set of traits.
"""

import json
import math
import re
from collections.abc import Iterable
from datetime import date, time
from enum import StrEnum

from issuer.workbook.format.cells import Cell, CellError, Range, Sheet, Trait, clean_text, visible

MAX_ROWS = 10_000
MAX_COLUMNS = 500
MAX_SHEETS = 50
MAX_TEXT_CHARACTERS = 1_000
MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_ANSWER_BYTES = 8 * 1024 * 1024  # 10,000 people with 20 sessions are 3 MB

_ERROR = re.compile(r"#[A-Z0-9/?!]{1,12}")
_PLACE = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")


class Refusal(StrEnum):
    """Why a spreadsheet is not read."""

    NOT_A_WORKBOOK = "not-a-workbook"
    TEXT_DOCUMENT = "text-document"
    NUMBERS = "numbers"
    """Of Apple's Numbers."""
    DAMAGED = "damaged"
    BEFORE_1997 = "before-1997"
    PASSWORD = "password"  # noqa: S105 (the word, not one of them)
    UNFOLDS_TOO_LARGE = "unfolds-too-large"
    FAR_CELL = "far-cell"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"


class RefusedFileError(Exception):
    """The file is refused for one of the reasons above; never leaves this package."""

    def __init__(self, refusal: Refusal, *, place: str | None = None) -> None:
        """Say why, and for a far cell its address."""
        super().__init__(refusal.value)
        self.refusal = refusal
        self.place = place


def encode_refusal(error: RefusedFileError) -> bytes:
    """Write a refusal."""
    return json.dumps({"refused": error.refusal.value, "place": error.place}).encode()


def encode_sheets(sheets: Iterable[Sheet]) -> bytes:
    """Write the sheets, without the empty ends of rows and sheets.

    Raises:
        RefusedFileError: more than the parent would read.
    """
    content = [
        [sheet.name, _trim([_encode_row(row) for row in sheet.rows]), _encode_traits(sheet)]
        for sheet in sheets
    ]
    answer = json.dumps({"sheets": content}, ensure_ascii=False, separators=(",", ":")).encode()
    if len(answer) > MAX_ANSWER_BYTES:
        raise RefusedFileError(Refusal.TOO_LARGE)
    return answer


def decode_answer(answer: bytes) -> tuple[Sheet, ...]:
    """Read what the child wrote.

    Raises:
        RefusedFileError: the refusal that it wrote, or DAMAGED for anything not of the format.
    """
    try:
        content = json.loads(answer)
        if not isinstance(content, dict):
            raise TypeError("an answer is an object")
        if "refused" in content:
            raise _decode_refusal(content)
        return tuple(_decode_sheet(*parts) for parts in content["sheets"])
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise RefusedFileError(Refusal.DAMAGED) from error


def _encode_row(row: Iterable[Cell]) -> list[object]:
    return _trim([_encode_cell(cell) for cell in row])


def _encode_cell(cell: Cell) -> object:
    match cell:
        case date():
            return ["date", cell.isoformat()]
        case time():
            return ["time", cell.isoformat("minutes")]
        case CellError():
            return ["error", cell.code]
        case _:
            return cell


def _trim(items: list[object]) -> list[object]:
    while items and items[-1] in (None, []):
        items.pop()
    return items


def _decode_refusal(content: dict[str, str | None]) -> RefusedFileError:
    place = content.get("place")
    known = isinstance(place, str) and _PLACE.fullmatch(place)
    return RefusedFileError(Refusal(content["refused"] or ""), place=place if known else None)


def _encode_traits(sheet: Sheet) -> dict[str, object]:
    """Write what stands beside the values: each trait as runs of row, first and last column."""
    runs: dict[str, list[list[int]]] = {}
    for (row, column), traits in sorted(sheet.traits.items()):
        for trait in sorted(traits):
            known = runs.setdefault(trait.value, [])
            if known and known[-1][0] == row and known[-1][2] == column - 1:
                known[-1][2] = column
            else:
                known.append([row, column, column])
    content: dict[str, object] = {"traits": runs} if runs else {}
    if sheet.merged:
        content["merged"] = [list(one) for one in sheet.merged]
    for key, hidden in (("rows", sheet.hidden_rows), ("columns", sheet.hidden_columns)):
        if hidden:
            content[f"hidden_{key}"] = sorted(hidden)
    return content | ({"is_1904": True} if sheet.is_1904 else {})


def _decode_sheet(name: object, rows: object, more: object = None) -> Sheet:
    """Read a sheet; one kept by an earlier program has no third part."""
    if not isinstance(name, str) or not isinstance(rows, list):
        raise TypeError("a sheet is a name and rows")
    cells = tuple(tuple(map(_decode_cell, row)) for row in rows)
    if more is None:
        return Sheet(name=visible(name), rows=cells)
    if not isinstance(more, dict):
        raise TypeError("what stands beside the values is an object")
    return Sheet(
        name=visible(name),
        rows=cells,
        traits=_decode_traits(more.get("traits", {})),
        merged=tuple(Range(*map(_whole, one)) for one in more.get("merged", ())),
        hidden_rows=frozenset(map(_whole, more.get("hidden_rows", ()))),
        hidden_columns=frozenset(map(_whole, more.get("hidden_columns", ()))),
        is_1904=more.get("is_1904", False) is True,
    )


def _decode_traits(
    runs: dict[str, list[list[int]]],
) -> dict[tuple[int, int], frozenset[Trait]]:
    traits: dict[tuple[int, int], frozenset[Trait]] = {}
    for name, places in runs.items():
        trait = Trait(name)
        for row, first, last in places:
            if not 0 <= _whole(row) < MAX_ROWS or _whole(first) < 0 or _whole(last) >= MAX_COLUMNS:
                raise ValueError("a cell beyond what is read")
            for column in range(first, last + 1):
                place = row, column
                traits[place] = traits.get(place, frozenset()) | {trait}
    return traits


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a place")
    return value


def _decode_cell(value: object) -> Cell:
    match value:
        case None | bool():
            return value
        case str():
            return clean_text(value)
        case int() | float() if math.isfinite(value):
            return float(value)
        case ["date", str(text)]:
            return date.fromisoformat(text)
        case ["error", str(text)] if _ERROR.fullmatch(text):
            return CellError(text)
        case ["time", str(text)]:
            return time.fromisoformat(text).replace(tzinfo=None)
        case _:
            raise TypeError("not a cell")
