"""A page as a screen reader takes it: the structure tree walked, down to the letters.

It knows nothing of how we write pages: pypdf gives objects and operators, the fonts' own maps
give the characters.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.generic import ContentStream

_RANGE = re.compile(r"<([0-9A-F]{4})> <([0-9A-F]{4})> <([0-9A-F]+)>")
_BREAKS = (b"Tj", b"'", b'"', b"TJ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One element: what it is, and what is said of it."""

    path: tuple[str, ...]
    """Structure types from the document down to this one."""
    text: str
    alternative: str | None
    language: str | None


def read_aloud(pdf: bytes) -> list[Spoken]:
    """Return the elements that have content of their own, in the order of the structure tree."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"].get_object()
    content = marked_content(pdf)
    parents = root["/StructTreeRoot"]["/ParentTree"]["/Nums"][1]
    spoken = []
    for element, path in _leaves(root["/StructTreeRoot"]["/K"].get_object(), ()):
        number = element["/K"]
        # The way back, from content to element, must lead here too: ISO 32000-1 §14.7.4.4.
        assert parents[number].get_object() is element
        assert element["/Pg"].get_object()["/StructParents"] == 0
        spoken.append(
            Spoken(
                path=path,
                text=content.pop(number),
                alternative=element.get("/Alt"),
                language=_language(element),
            )
        )
    assert set(content) <= {None}, "content that no element holds"
    return spoken


def marked_content(pdf: bytes) -> dict[int | None, str]:
    """Return the text of the page by the number of its marked content; None for all else."""
    page: Any = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    maps = {name: _characters(font) for name, font in page["/Resources"]["/Font"].items()}
    texts: dict[int | None, str] = {}
    number: int | None = None
    font: dict[str, str] = {}
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"BDC":
            number = operands[1]["/MCID"]
            texts[number] = ""
        elif operator == b"EMC":
            number = None
        elif operator == b"Tf":
            font = maps[operands[0]]
        elif operator in _BREAKS:
            code = operands[0].original_bytes.hex().upper()
            shown = "".join(font[code[start : start + 4]] for start in range(0, len(code), 4))
            texts[number] = texts.get(number, "") + shown
    return texts


def _leaves(element: Any, above: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    path = (*above, str(element["/S"]).removeprefix("/"))
    kids = element["/K"]
    if isinstance(kids, int):
        yield element, path
        return
    for kid in kids:
        below = kid.get_object()
        assert below["/P"].get_object() is element
        yield from _leaves(below, path)


def _language(element: Any) -> str | None:
    while "/P" in element:
        if "/Lang" in element:
            return str(element["/Lang"])
        element = element["/P"].get_object()
    return None


def _characters(font: Any) -> dict[str, str]:
    cmap = font["/ToUnicode"].get_data().decode("ascii")
    characters = {}
    for first, last, text in _RANGE.findall(cmap):
        start, begin = int(first, 16), ord(bytes.fromhex(text).decode("utf-16-be"))
        for code in range(start, int(last, 16) + 1):
            characters[f"{code:04X}"] = chr(begin + code - start)
    return characters
