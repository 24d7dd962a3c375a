"""Source Sans 3 for the receipt: two weights pinned out of the package's variable font, once."""

import io
from enum import Enum
from functools import cache
from threading import Lock

import fontpkg
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont as PageFont

from pdf.glyph_merging import merge_glyphs

_FAMILY = "source-sans-3"
_making = Lock()
_LAST_CHARACTER = 0xFFFF  # the ToUnicode map that reportlab writes has four hexadecimal digits


class Face(Enum):
    """A weight of the typeface; the value is the weight axis of the variable font."""

    REGULAR = 400
    SEMIBOLD = 600

    @property
    def font_name(self) -> str:
        """Name in the PDF."""
        return f"SourceSans3-Receipt-{self.name.title()}"


def register_fonts() -> frozenset[str]:
    """Make the typeface known to reportlab; return the characters that it has."""
    with _making:  # the first receipt of a process may be two at once
        return _register()


@cache
def _register() -> frozenset[str]:
    characters: set[str] = set()
    for face in Face:
        content = _pin_weight(face)
        registerFont(PageFont(face.font_name, io.BytesIO(content)))
        with TTFont(io.BytesIO(content), lazy=True) as font:
            characters.update(chr(code) for code in font.getBestCmap())
    return frozenset(characters)


def _pin_weight(face: Face) -> bytes:
    with TTFont(fontpkg.path(_FAMILY), recalcTimestamp=False) as font:
        # Without kerning, which reportlab cannot apply: it takes nine tenths of the time.
        options = Options(layout_features=(), hinting=False, notdef_outline=True)
        options.drop_tables += ["GSUB", "GPOS", "BASE", "DSIG", "gasp", "prep"]
        subsetter = Subsetter(options)
        subsetter.populate(
            unicodes=[code for code in font.getBestCmap() if code <= _LAST_CHARACTER]
        )
        subsetter.subset(font)
        instantiateVariableFont(font, {"wght": face.value}, inplace=True)
        merge_glyphs(font, weight=face.value)
        # reportlab names a font's object by its PostScript name: one for each weight.
        font["name"].names = []
        for name_id, text in ((1, "Source Sans 3"), (2, face.name.title()), (6, face.font_name)):
            font["name"].setName(text, name_id, 3, 1, 0x409)
        content = io.BytesIO()
        font.save(content)
    return content.getvalue()
