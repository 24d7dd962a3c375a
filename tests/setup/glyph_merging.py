"""Letters of West African names that Source Sans 3 lacks, set into it from Noto Sans.

Hausa, Fula, Bambara and Ewe write Ƙ ƙ Ƴ ƴ Ɲ Ɖ Ƒ Ʋ. The two typefaces go together once the height of
their capitals is the same; the glyphs come last, so that no other glyph changes its number.
"""

import fontpkg
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

LETTERS = "ƘƙƳƴƝƉƑƲ"
_FAMILY = "noto-sans"


def merge_glyphs(font: TTFont, *, weight: int) -> None:
    """Add ``LETTERS`` to ``font``, a static one, at ``weight`` of the weight axis."""
    with TTFont(fontpkg.path(_FAMILY), recalcTimestamp=False) as lender:
        options = Options(layout_features=(), hinting=False)
        options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT"]
        subsetter = Subsetter(options)
        subsetter.populate(text=LETTERS + "H")
        subsetter.subset(lender)
        instantiateVariableFont(lender, {"wght": weight, "wdth": 100}, inplace=True)
        scale = _height(font, "H") / _height(lender, "H")
        glyphs = lender.getGlyphSet()
        for letter in LETTERS:
            name = f"uni{ord(letter):04X}"
            shape = DecomposingRecordingPen(glyphs)
            glyphs[lender.getBestCmap()[ord(letter)]].draw(shape)
            pen = TTGlyphPen(None)
            shape.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
            glyph = pen.glyph()
            glyph.recalcBounds(font["glyf"])
            font["glyf"][name] = glyph
            width = glyphs[lender.getBestCmap()[ord(letter)]].width
            font["hmtx"][name] = round(width * scale), glyph.xMin
            for table in font["cmap"].tables:
                if table.isUnicode():
                    table.cmap[ord(letter)] = name


def _height(font: TTFont, letter: str) -> int:
    glyph = font["glyf"][font.getBestCmap()[ord(letter)]]
    return int(glyph.yMax)
