"""Source Sans 3 in the three weights the page uses, as static fonts made once and kept on disk.

The package holds one variable font; PDF knows no such thing, so fontTools pins its weight axis.
"""

import io
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import Enum
from functools import cache
from importlib.metadata import version
from pathlib import Path

import fontpkg
import platformdirs
from fontTools.ttLib import TTFont, TTLibError

from pdf.glyph_merging import merge_glyphs

_PACKAGE = "fontpkg-source-sans-3"
_FAMILY = "source-sans-3"
_RECIPE = 2  # part of the cache's key: raise it when ``_pin_weight`` makes other bytes
_LAST_CHARACTER = 0xFFFF  # the ToUnicode map that reportlab writes has four hexadecimal digits

# Kerning is left out: pinning its pairs takes 3.6 of 3.9 seconds, and reportlab cannot apply them.
# The anchors of combining marks stay, for ``combining``.
_LAYOUT_FEATURES = ("mark",)
_TABLES_LEFT_OUT = ("GSUB", "BASE", "DSIG", "gasp", "prep")


class Face(Enum):
    """A weight of the page's typeface; the value is the weight axis of the variable font."""

    LIGHT = 300
    REGULAR = 400
    SEMIBOLD = 600

    @property
    def font_name(self) -> str:
        """Name in the PDF; distinct for each weight, since reportlab keys its objects by it."""
        return f"SourceSans3-{self.name.title()}"


def text_width(text: str, *, face: Face, size: float, tracking: float = 0.0) -> float:
    """Measure ``text`` in points; ``tracking`` is added after each character."""
    advances = advance_widths(face)
    return sum(map(advances.__getitem__, text)) * size / 1000 + tracking * len(text)


@cache
def static_font(face: Face) -> bytes:
    """Return the TrueType file of ``face``, from the disk cache where it was made before."""
    name = f"{_FAMILY}-{version(_PACKAGE)}-{face.name.lower()}-{_RECIPE}.ttf"
    path = platformdirs.user_cache_path("attestation") / name
    return _cached(path, make=lambda: _pin_weight(face))


@cache
def advance_widths(face: Face) -> Mapping[str, int]:
    """Map each character that the font has to its advance, in thousandths of the size.

    A combining mark has none: it stands on the letter before it.
    """
    with TTFont(io.BytesIO(static_font(face)), lazy=True) as font:
        widths = font["hmtx"].metrics
        return {chr(code): widths[glyph][0] for code, glyph in font.getBestCmap().items()}


def _cached(path: Path, *, make: Callable[[], bytes]) -> bytes:
    """Read ``path``, or make it; a cache that cannot be read or written is no reason to stop."""
    with suppress(OSError, TTLibError):
        content = path.read_bytes()
        TTFont(io.BytesIO(content), lazy=True).close()
        return content
    content = make()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Renamed when whole: two processes may make it at once, and either may be killed.
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    return content


def _pin_weight(face: Face) -> bytes:
    # Once for a cache: whoever finds it filled is not made to wait for these.
    from fontTools.subset import Options, Subsetter
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(fontpkg.path(_FAMILY), recalcTimestamp=False)
    options = Options(
        layout_features=_LAYOUT_FEATURES,
        drop_tables=_TABLES_LEFT_OUT,
        hinting=False,  # for screens of few pixels; a page is printed, or shown on many
        notdef_outline=True,
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for c in font.getBestCmap() if c <= _LAST_CHARACTER])
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": face.value}, inplace=True)
    merge_glyphs(font, weight=face.value)
    font["name"].names = []
    for name_id, text in ((1, "Source Sans 3"), (2, face.name.title()), (6, face.font_name)):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    content = io.BytesIO()
    font.save(content)
    return content.getvalue()
