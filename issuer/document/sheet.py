"""What stands on a page and where: the marks between composing a page and drawing it.

Distances are in points from the upper left corner; only the writer converts them for PDF. A page is
a plain value, so a test can ask whether two marks overlap, and another writer can draw the same
page. Marks with a meaning belong to elements, in reading order; the others are decoration.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from issuer.document.qr_mask import QUIET_ZONE_MODULES
from issuer.document.qr_symbol import QrSymbol
from issuer.settings.logo import Logo
from pdf.colour import Colour
from pdf.fonts import Face, text_width

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89  # A4, ISO 216
MILLIMETRE = 72 / 25.4

# Of the em, for Source Sans 3: the tallest accented capital, and the deepest descender.
ASCENT, DESCENT = 0.92, 0.28


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle, by its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line, or a part of one, in one face and size."""

    text: str
    left: float
    baseline: float
    face: Face
    size: float
    colour: Colour
    tracking: float = 0.0
    language: str | None = None
    """BCP 47, where it is not that of the element around it."""

    @property
    def width(self) -> float:
        """The advance of the text; a space that ends it needs no room."""
        text = self.text.removesuffix(" ")
        return text_width(text, face=self.face, size=self.size, tracking=self.tracking)

    @property
    def box(self) -> Box:
        """The place that letters of this face and size can take."""
        return Box(
            left=self.left,
            top=self.baseline - ASCENT * self.size,
            width=self.width,
            height=(ASCENT + DESCENT) * self.size,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A filled rectangle: a rule, a panel, a background."""

    box: Box
    colour: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The organisation's logo."""

    box: Box
    logo: Logo


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """The QR symbol."""

    box: Box
    """The symbol itself, without its quiet zone."""
    qr: QrSymbol
    colour: Colour

    @property
    def quiet_zone(self) -> Box:
        """The symbol with the four empty modules around it."""
        margin = QUIET_ZONE_MODULES * self.box.width / self.qr.side
        return Box(
            left=self.box.left - margin,
            top=self.box.top - margin,
            width=self.box.width + 2 * margin,
            height=self.box.height + 2 * margin,
        )


Mark = Text | Fill | Picture | Symbol


class Role(StrEnum):
    """What an element is to a reader; the values are structure types (ISO 32000-1 §14.8.4)."""

    TITLE = "H1"
    HEADING = "H2"
    PARAGRAPH = "P"
    LIST = "L"
    ITEM = "LI"
    LABEL = "Lbl"
    BODY = "LBody"
    FIGURE = "Figure"
    SPAN = "Span"
    """Words in one language, beside some in another."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Element:
    """A part of the page that means something: marks, or smaller elements.

    Compared by identity, so that one on all pages of a batch is found in a cache without comparing
    what it holds.
    """

    role: Role
    marks: tuple[Mark, ...] = ()
    elements: tuple["Element", ...] = ()
    alternative: str | None = None
    """What is said in place of a figure."""
    language: str | None = None
    """BCP 47, where it is not the document's."""

    def __post_init__(self) -> None:
        """Refuse an element that is both, and a figure of which nothing can be said."""
        if bool(self.marks) == bool(self.elements):
            raise ValueError("an element holds marks, or elements")
        if (self.alternative is None) == (self.role is Role.FIGURE):
            raise ValueError("a figure, and nothing else, has an alternative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A composed page."""

    content: tuple[Element | Fill, ...]
    """In reading order; a fill that no element holds is ornament."""
    left_out: int = 0
    """Sessions of which the page has no room to list the theme; it says how many."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks, in the same order."""
        return tuple(_marks(self.content))


def paragraph(marks: Iterable[Mark], *, role: Role = Role.PARAGRAPH) -> Element:
    """Hold ``marks`` together as one paragraph, or heading."""
    return _in_languages(role, tuple(marks))


def labelled(
    label: Iterable[Mark], body: Iterable[Mark], *, language: str | None = None
) -> Element:
    """Hold a label, if there is one, and what it stands for together, as an item of a list."""
    parts = ((Role.LABEL, tuple(label)), (Role.BODY, tuple(body)))
    return Element(
        role=Role.ITEM,
        elements=tuple(_in_languages(role, marks) for role, marks in parts if marks),
        language=language,
    )


def _in_languages(role: Role, marks: tuple[Mark, ...]) -> Element:
    """Hold ``marks`` together, each language's own in an element that names it."""
    runs = [(language, tuple(run)) for language, run in groupby(marks, key=_language)]
    if len(runs) == 1:
        return Element(role=role, marks=marks, language=runs[0][0])
    spans = [Element(role=Role.SPAN, marks=run, language=language) for language, run in runs]
    return Element(role=role, elements=tuple(spans))


def _language(mark: Mark) -> str | None:
    return mark.language if isinstance(mark, Text) else None


def _marks(content: Iterable[Element | Fill]) -> Iterator[Mark]:
    for one in content:
        if isinstance(one, Element):
            yield from one.marks
            yield from _marks(one.elements)
        else:
            yield one
