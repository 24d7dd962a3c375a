"""``make fonts``: the static fonts of the page and their metrics, out of variable ones.

PDF knows no variable font, so fontTools pins the weight axis. The result is in the repository,
because it takes seconds and needs packages that the program does not run with.
"""

import io
import json
from collections.abc import Mapping
from typing import Any

import fontpkg
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from pdf.fonts import FOLDER, METRICS, Face
from tests.setup.glyph_merging import merge_glyphs

_FAMILY = "source-sans-3"
# SIL Open Font License §3: what is changed may not bear the reserved name « Source ».
_NEW_FAMILY = "Attestation Sans"
_LAST_CHARACTER = 0xFFFF  # the ToUnicode map that reportlab writes has four hexadecimal digits
_MARK_TO_BASE = 4  # OpenType GPOS lookup type


def build(face: Face) -> tuple[bytes, dict[str, Any]]:
    """Return the TrueType file of ``face``, and its advances and anchors."""
    font = _pin_weight(face)
    characters: dict[str, list[str]] = {}
    for code, glyph in font.getBestCmap().items():
        characters.setdefault(glyph, []).append(chr(code))
    widths = font["hmtx"].metrics
    metrics = {
        "advances": {
            chr(code): widths[glyph][0] for code, glyph in sorted(font.getBestCmap().items())
        },
        "anchors": [
            _anchors(table, characters)
            for lookup in font["GPOS"].table.LookupList.Lookup
            if lookup.LookupType == _MARK_TO_BASE
            for table in lookup.SubTable
        ],
    }
    del font["GPOS"]
    content = io.BytesIO()
    font.save(content)
    return content.getvalue(), metrics


def _pin_weight(face: Face) -> TTFont:
    font = TTFont(fontpkg.path(_FAMILY), recalcTimestamp=False)
    options = Options(
        layout_features=("mark",),  # without kerning, which reportlab cannot apply
        drop_tables=("GSUB", "BASE", "DSIG", "gasp", "prep"),
        hinting=False,  # for screens of few pixels; a page is printed, or shown on many
        notdef_outline=True,
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for c in font.getBestCmap() if c <= _LAST_CHARACTER])
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": face.value}, inplace=True)
    merge_glyphs(font, weight=face.value)
    font["name"].names = []
    weight = face.name.title()
    name = f"{_NEW_FAMILY.replace(' ', '')}-{weight}"
    for name_id, text in ((1, _NEW_FAMILY), (2, weight), (6, name)):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    return font


def _anchors(table: Any, characters: Mapping[str, list[str]]) -> dict[str, Any]:
    """Read a MarkBasePos subtable (OpenType 1.9, GPOS lookup type 4, format 1)."""
    bases = {
        character: [
            None if anchor is None else (anchor.XCoordinate, anchor.YCoordinate)
            for anchor in record.BaseAnchor
        ]
        for glyph, record in zip(table.BaseCoverage.glyphs, table.BaseArray.BaseRecord, strict=True)
        for character in characters.get(glyph, ())
    }
    marks = {
        character: (record.Class, (record.MarkAnchor.XCoordinate, record.MarkAnchor.YCoordinate))
        for glyph, record in zip(table.MarkCoverage.glyphs, table.MarkArray.MarkRecord, strict=True)
        for character in characters.get(glyph, ())
    }
    return {"bases": bases, "marks": marks}


def write_metrics(metrics: Mapping[str, object]) -> str:
    """Write the metrics of all faces as they are kept."""
    return json.dumps(metrics, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    every = {}
    for one in Face:
        program, every[one.name] = build(one)
        one.file.write_bytes(program)
    (FOLDER / METRICS).write_text(write_metrics(every), encoding="utf-8")
