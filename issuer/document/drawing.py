"""A composed sheet as a content stream, with each element's marks marked as its content.

Operators are those of ISO 32000-1 annex A; marked content is §14.6, its place in the structure
§14.7.4. What no element holds is an artifact, which is not read aloud.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from issuer.document.sheet import PAGE_HEIGHT, Box, Element, Fill, Picture, Sheet, Symbol, Text
from pdf.colour import Colour
from pdf.embedded_font import EmbeddedFont
from pdf.fonts import Face
from pdf.mark_positioning import place_marks

LOGO_NAME = "Logo"
SYMBOL_NAME = "Symbol"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """An element as it was drawn: its marked content's number, or what is below it."""

    element: Element
    content: int | None
    below: tuple["Tagged", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The content stream, and how its marked content hangs together."""

    stream: bytes
    structure: tuple[Tagged, ...]


def draw_sheet(sheet: Sheet, fonts: Mapping[Face, EmbeddedFont]) -> Drawing:
    """Draw ``sheet``; ``fonts`` hold every character of it."""
    pen = _Pen(fonts)
    structure = []
    for one in sheet.content:
        if isinstance(one, Element):
            structure.append(pen.element(one))
        else:
            pen.ornament(one)
    return Drawing(stream=pen.stream(), structure=tuple(structure))


def font_resource(face: Face) -> str:
    """Return the name of ``face`` in the page's resources."""
    return f"F{face.value}"


class _Pen:
    """Collects operators; each piece of marked content starts from the default state."""

    def __init__(self, fonts: Mapping[Face, EmbeddedFont]) -> None:
        self._fonts = tuple(fonts.values())
        self._operators: list[str] = []
        self._contents = 0

    def stream(self) -> bytes:
        return "\n".join(self._operators).encode("ascii")

    def element(self, element: Element) -> Tagged:
        if element.elements:
            below = tuple([self.element(one) for one in element.elements])
            return Tagged(element=element, content=None, below=below)
        content = self._contents
        self._contents += 1
        marks = _draw_marks(element, self._fonts)
        self._operators.append(f"/{element.role} <</MCID {content}>> BDC\n{marks}\nEMC")
        return Tagged(element=element, content=content, below=())

    def ornament(self, fill: Fill) -> None:
        self._operators.append(f"/Artifact BMC\n{_fill(fill)}\nEMC")


@lru_cache(maxsize=1024)  # on a batch's pages nearly all elements are the same
def _draw_marks(element: Element, fonts: Sequence[EmbeddedFont]) -> str:
    """Draw an element's marks, the text last."""
    by_face = {font.face: font for font in fonts}
    operators: list[str] = []
    shown: list[str] = []
    for mark in element.marks:
        match mark:
            case Fill():
                operators.append(_fill(mark))
            case Picture():
                operators.append(_image(mark.box, LOGO_NAME))
            case Symbol():
                operators.append(f"{_rgb(mark.colour)} rg\n{_image(mark.box, SYMBOL_NAME)}")
            case Text():
                shown.extend(_show(mark, by_face[mark.face]))
    if shown:
        operators += ["BT", *shown, "ET"]
    return "\n".join(operators)


def _show(mark: Text, font: EmbeddedFont) -> Iterator[str]:
    yield (
        f"/{font_resource(mark.face)} {_n(mark.size)} Tf {_n(mark.tracking)} Tc "
        f"{_rgb(mark.colour)} rg"
    )
    for run in place_marks(mark.text, face=mark.face):
        left = mark.left + run.right * mark.size + run.characters_before * mark.tracking
        up = PAGE_HEIGHT - mark.baseline + run.up * mark.size
        shown = "".join([font.glyphs[character] for character in run.text])
        yield f"1 0 0 1 {_n(left)} {_n(up)} Tm <{shown}> Tj"


def _fill(mark: Fill) -> str:
    box = mark.box
    return (
        f"{_rgb(mark.colour)} rg {_n(box.left)} {_n(PAGE_HEIGHT - box.bottom)} "
        f"{_n(box.width)} {_n(box.height)} re f"
    )


def _image(box: Box, name: str) -> str:
    return (
        f"q {_n(box.width)} 0 0 {_n(box.height)} {_n(box.left)} "
        f"{_n(PAGE_HEIGHT - box.bottom)} cm /{name} Do Q"
    )


def _rgb(colour: Colour) -> str:
    return f"{colour.red:.3g} {colour.green:.3g} {colour.blue:.3g}"


def _n(number: float) -> str:
    """Write a number to the hundredth, as short as it can be."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
