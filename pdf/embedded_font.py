"""The letters of the page that travel with it: a subset of each face, as a composite font.

Every page carries the letters of French and what a page prints round them; only a letter beyond
those makes a subset of its own. So a batch shares its fonts, and they are made once.
"""

import hashlib
import io
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from reportlab.pdfbase.ttfonts import TTFontFile

from pdf.file import PdfFile, Reference, text_string
from pdf.fonts import Face, advance_widths, static_font

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FRENCH = "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒ"
_SIGNS = " &'()+,-./0123456789:\u00a0·°–—’«»"
_REPERTOIRE = {
    Face.LIGHT: " -'’" + _LETTERS + _FRENCH,  # the title, and given names
    Face.REGULAR: _LETTERS + _FRENCH + _SIGNS + "!%;?@",
    Face.SEMIBOLD: _LETTERS + _FRENCH + _SIGNS,
}
_SYMBOLIC = 4  # ISO 32000-1, table 123
_TAG_LETTERS = 6  # §9.6.4
_MAX_ENTRIES = 100  # of one bfrange section, Adobe technical note 5014
_LOW_BYTE = 0xFF  # the one byte in which a range may differ, of its glyphs as of its characters


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EmbeddedFont:
    """A subset of one face, ready to be put in a file; equal to itself alone."""

    face: Face
    glyphs: Mapping[str, str]
    """By character, the four hexadecimal digits that show it."""
    name: str
    program: bytes
    """The TrueType file; zlib."""
    program_bytes: int
    widths: str
    descriptor: str
    to_unicode: bytes
    """The CMap; zlib."""


def embedded_font(face: Face, characters: Iterable[str]) -> EmbeddedFont:
    """Return the subset of ``face`` that shows ``characters``; all of them are in the face."""
    return _subset(face, frozenset(characters).difference(_REPERTOIRE[face]))


def put_font(file: PdfFile, font: EmbeddedFont) -> Reference:
    """Put ``font`` in a file as a Type 0 font (ISO 32000-1 §9.7), glyphs by their own numbers."""
    program = file.add_stream(f"/Length1 {font.program_bytes}", font.program, is_deflated=True)
    descriptor = file.add(
        f"<</Type /FontDescriptor /FontName /{font.name} {font.descriptor} /FontFile2 {program}>>"
    )
    descendant = file.add(
        f"<</Type /Font /Subtype /CIDFontType2 /BaseFont /{font.name} "
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> "
        f"/CIDToGIDMap /Identity /FontDescriptor {descriptor} /W [{font.widths}]>>"
    )
    to_unicode = file.add_stream("", font.to_unicode, is_deflated=True)
    return file.add(
        f"<</Type /Font /Subtype /Type0 /BaseFont /{font.name} /Encoding /Identity-H "
        f"/DescendantFonts [{descendant}] /ToUnicode {to_unicode}>>"
    )


@lru_cache(maxsize=64)
def _subset(face: Face, beyond: frozenset[str]) -> EmbeddedFont:
    source = _source(face)
    characters = [*_REPERTOIRE[face], *sorted(beyond)]
    # reportlab's subsetter takes a millisecond, fontTools' fifty; glyph 0 is "missing".
    program = source.makeSubset([ord(character) for character in characters])
    glyphs: dict[str, str] = {}
    numbers: dict[int, int] = {0: 0}
    for character in characters:
        glyph = source.charToGlyph[ord(character)]
        glyphs[character] = f"{numbers.setdefault(glyph, len(numbers)):04X}"
    shown = {int(code, 16): character for character, code in reversed(glyphs.items())}
    advances = advance_widths(face)
    widths = " ".join(str(advances[shown[number]]) for number in sorted(shown))
    tag = hashlib.sha256("".join(characters).encode()).digest()[:_TAG_LETTERS]
    name = "".join(chr(ord("A") + byte % 26) for byte in tag) + f"+{face.font_name}"
    box = " ".join(str(round(edge)) for edge in source.bbox)
    return EmbeddedFont(
        face=face,
        glyphs=glyphs,
        name=name,
        program=zlib.compress(program, 9),
        program_bytes=len(program),
        widths=f"1 [{widths}]",
        descriptor=f"/Flags {_SYMBOLIC} /FontBBox [{box}] /ItalicAngle 0 "
        f"/Ascent {round(source.ascent)} /Descent {round(source.descent)} "
        f"/CapHeight {round(source.capHeight)} /StemV {round(source.stemV)}",
        to_unicode=zlib.compress(_cmap(shown), 9),
    )


@cache
def _source(face: Face) -> TTFontFile:
    return TTFontFile(io.BytesIO(static_font(face)))


def _cmap(shown: Mapping[int, str]) -> bytes:
    """Write the CMap from glyph numbers to characters (ISO 32000-1 §9.10.3), by runs of both."""
    runs: list[list[int]] = []
    for number in sorted(shown):
        if runs and _continues(runs[-1], number, shown):
            runs[-1].append(number)
        else:
            runs.append([number])
    rows = [f"<{run[0]:04X}> <{run[-1]:04X}> {_code(shown[run[0]])}" for run in runs]
    sections = "\n".join(
        f"{len(part)} beginbfrange\n" + "\n".join(part) + "\nendbfrange"
        for part in (
            rows[start : start + _MAX_ENTRIES] for start in range(0, len(rows), _MAX_ENTRIES)
        )
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{sections}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _continues(run: list[int], number: int, shown: Mapping[int, str]) -> bool:
    """Check whether glyph and character are those that come next, within one low byte."""
    before, character = ord(shown[run[-1]]), ord(shown[number])
    is_next = number == run[-1] + 1 and character == before + 1
    return is_next and bool(number & _LOW_BYTE) and bool(character & _LOW_BYTE)


def _code(character: str) -> str:
    return text_string(character).replace("<FEFF", "<")
