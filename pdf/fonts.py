"""The typeface of all that is printed here, in three weights: files and metrics that come along.

Source Sans 3 with a few letters of Noto Sans, as ``make fonts`` writes them (tests/setup/fonts.py).
"""

import json
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

from attestation.errors import ConfigurationError

FOLDER = Path(__file__).parent / "static_fonts"
METRICS = "metrics.json"


class Face(Enum):
    """A weight of the page's typeface; the value is the weight axis of the variable font."""

    LIGHT = 300
    REGULAR = 400
    SEMIBOLD = 600

    @property
    def font_name(self) -> str:
        """Name in the PDF; distinct for each weight, since reportlab keys its objects by it."""
        return f"SourceSans3-{self.name.title()}"

    @property
    def file(self) -> Path:
        """The TrueType file."""
        return FOLDER / f"{self.name.lower()}.ttf"


class Anchors(TypedDict):
    """Where letters take a mark, and where marks hold on (OpenType GPOS, mark to base)."""

    bases: Mapping[str, Sequence[Sequence[int] | None]]
    """By letter, a point for each class of marks."""
    marks: Mapping[str, tuple[int, Sequence[int]]]
    """By mark, its class and its own point."""


def text_width(text: str, *, face: Face, size: float, tracking: float = 0.0) -> float:
    """Measure ``text`` in points; ``tracking`` is added after each character."""
    advances = advance_widths(face)
    return sum(map(advances.__getitem__, text)) * size / 1000 + tracking * len(text)


@cache
def static_font(face: Face) -> bytes:
    """Return the TrueType file of ``face``.

    Raises:
        ConfigurationError: the program is not installed whole.
    """
    return _read(face.file)


def advance_widths(face: Face) -> Mapping[str, int]:
    """Map each character that the font has to its advance, in thousandths of the size.

    A combining mark has none: it stands on the letter before it.
    """
    advances: Mapping[str, int] = _metrics()[face.name]["advances"]
    return advances


def mark_anchors(face: Face) -> Sequence[Anchors]:
    """Return how marks stand on letters, in thousandths of the size."""
    anchors: Sequence[Anchors] = _metrics()[face.name]["anchors"]
    return anchors


@cache
def _metrics() -> dict[str, dict[str, Any]]:
    metrics: dict[str, dict[str, Any]] = json.loads(_read(FOLDER / METRICS))
    return metrics


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise ConfigurationError(
            "polices", f"{file.name} manque : réinstallez le programme"
        ) from None
