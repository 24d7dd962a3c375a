"""What a comparison of two pages says: a closed set of values, as plain as JSON.

``verifier.comparison`` compares pictures, ``verifier.text_comparison`` texts; ``verifier.check``
decides.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn, assert_never


class PageGap(StrEnum):
    """Why a page could not be compared with the issued one."""

    NOT_HELD = "not-held"
    """The register no longer holds the issued document."""
    NOT_LOCATED = "not-located"
    """The printed page could not be laid over the issued one."""
    OBLIQUE = "oblique"
    """Photographed from too far aside."""
    CUT_OFF = "cut-off"
    """Part of the printed page is not in the picture."""
    TOO_COARSE = "too-coarse"
    """Too few pixels, too blurred or too noisy: one changed digit could hide."""
    COVERED = "covered"
    """Something lies over the print: a stamp, handwriting, a shadow."""
    SEVERAL_PAGES = "several-pages"
    """The file has other pages than the issued one."""
    ACTIVE_CONTENT = "active-content"
    """Forms, scripts, layers, annotations, attachments: it may look different elsewhere."""
    DRAWN_DIFFERENTLY = "drawn-differently"
    """Two programs, or the screen and the printer, draw two different pages."""
    TOO_MUCH = "too-much"
    """The comparison went over its limits."""


class ZoneKind(StrEnum):
    """What differs in a zone."""

    FACT = "fact"
    """A line that states one of the signed facts."""
    PRINT = "print"
    """Any other mark of the issued page."""
    ADDITION = "addition"
    """Ink on paper that was blank, and touches no printed mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A rectangle of the issued page, in millimetres from its upper left corner."""

    page: int
    """From 1."""
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    kind: ZoneKind
    what: str
    """The line that stands there in the issued document; empty for an addition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePictures:
    """Both pages as they were compared: grey, a byte for each pixel, row by row from the top."""

    width: int
    height: int
    issued: bytes
    shown: bytes
    """The page that was handed in, laid over the issued one; a confined process drew it."""

    def __post_init__(self) -> None:
        if not len(self.issued) == len(self.shown) == self.width * self.height:
            raise ValueError("a byte for each pixel of both pages")


class PageName(StrEnum):
    """What the comparison came to, as programs read it."""

    IDENTICAL = "identical"
    DIFFERS = "differs"
    NOT_COMPARED = "not_compared"


class _NotABoolean:
    """Three cases, so a truth value would lose one."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError("a comparison is one of three values: match on it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identical(_NotABoolean):
    """Every mark of the issued page is there, and no other mark near them."""

    additions: tuple[Zone, ...] = ()
    """Single strokes that touch no print and say nothing: a staple, a hole of a punch."""
    pictures: PagePictures | None = field(default=None, repr=False, compare=False)
    """Where there are additions to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs(_NotABoolean):
    """The page shows something else than was issued."""

    zones: tuple[Zone, ...]
    """Never empty."""
    is_drawn: bool = False
    """A program drew the page that was compared; else it was scanned or photographed, and what
    differs may still be the scanner's doing."""
    pictures: PagePictures | None = field(default=None, repr=False, compare=False)

    @property
    def proves_change(self) -> bool:
        """Whether nothing but a change of the page explains it."""
        return self.is_drawn and any(zone.kind is not ZoneKind.ADDITION for zone in self.zones)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCompared(_NotABoolean):
    """Nothing is said about the page, and why."""

    reason: PageGap


Comparison = Identical | Differs | NotCompared


def page_name(comparison: Comparison | None) -> PageName | None:
    """Name the case; None where there was no page."""
    match comparison:
        case None:
            return None
        case Identical():
            return PageName.IDENTICAL
        case Differs():
            return PageName.DIFFERS
        case NotCompared():
            return PageName.NOT_COMPARED
        case _:
            assert_never(comparison)


def zones_of(comparison: Comparison | None) -> tuple[Zone, ...]:
    """Return the zones, where there are any."""
    match comparison:
        case Identical(additions=zones) | Differs(zones=zones):
            return zones
        case NotCompared() | None:
            return ()
        case _:
            assert_never(comparison)


def pictures_of(comparison: Comparison | None) -> PagePictures | None:
    """Return the pictures, where there is something to look at."""
    match comparison:
        case Identical(pictures=pictures) | Differs(pictures=pictures):
            return pictures
        case NotCompared() | None:
            return None
        case _:
            assert_never(comparison)
