"""Whether a PDF file can only be seen one way: one page, nothing that acts, nothing said twice.

What two programs could show differently is not compared at all, however it looks here.
"""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from attestation.verdict.comparison_results import PageGap

_OBJECT = re.compile(
    rb"(?<![0-9])([0-9]{1,10})[\x00\t\n\f\r ]+[0-9]{1,5}[\x00\t\n\f\r ]+obj(?![a-z])"
)
_MOST_OBJECTS = 20_000
_MOST_STREAM = 2_000_000
# ISO 32000-1: 7.7.2, 8.9.5.4 (alternate images), 8.11 (layers), 12.6 (actions), 12.7.8 (XFA) ...
_ACTIVE_KEYS = frozenset(
    {
        "/AA",
        "/Alternates",
        "/Collection",
        "/JS",
        "/JavaScript",
        "/OC",
        "/OCProperties",
        "/OPI",
        "/OpenAction",
        "/RichMedia",
        "/XFA",
    }
)
_ACTIVE_VALUES = {"/Subtype": frozenset({"/PS"}), "/S": frozenset({"/Launch", "/JavaScript"})}


def gap_in_structure(data: bytes, document: pdfium.PdfDocument) -> PageGap | None:
    """Return why the file might look different in another program; None where it cannot."""
    if len(document) != 1:
        return PageGap.SEVERAL_PAGES
    if pdfium_c.FPDF_GetFormType(document) not in (0, 1):
        return PageGap.ACTIVE_CONTENT
    if pdfium_c.FPDFDoc_GetJavaScriptActionCount(document) != 0:
        return PageGap.ACTIVE_CONTENT
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        objects = list(_objects(reader))
    except MemoryError:
        raise
    except Exception:
        return PageGap.DRAWN_DIFFERENTLY
    if _says_twice(data, objects):
        return PageGap.DRAWN_DIFFERENTLY
    if any(_acts(one) for _, one in objects) or _has_foreign_parts(reader):
        return PageGap.ACTIVE_CONTENT
    return None


def _objects(reader: PdfReader) -> Iterator[tuple[int, Any]]:
    numbers = {number for table in reader.xref.values() for number in table}
    numbers |= set(reader.xref_objStm)
    if len(numbers) > _MOST_OBJECTS:
        raise PdfReadError("too many objects")
    for number in sorted(numbers):
        yield number, IndirectObject(number, 0, reader).get_object()


def _says_twice(data: bytes, objects: list[tuple[int, Any]]) -> bool:
    """Check whether one object number stands for two objects, wherever they are hidden."""
    if not data.startswith(b"%PDF-"):
        return True
    numbers = [int(found[1]) for found in _OBJECT.finditer(data)]
    for _, one in objects:
        if isinstance(one, StreamObject) and one.get("/Type") == "/ObjStm":
            numbers += _in_stream(one)
    return len(numbers) != len(set(numbers))


def _in_stream(stream: StreamObject) -> list[int]:
    """Read the object numbers of an object stream (ISO 32000-1, 7.5.7)."""
    content = stream.get_data()
    if len(content) > _MOST_STREAM:
        raise zlib.error("too long")
    head = content[: int(str(stream["/First"]))].split()
    return [int(number) for number in head[::2]]


def _acts(one: Any) -> bool:
    if isinstance(one, DictionaryObject):
        return (
            not _ACTIVE_KEYS.isdisjoint(one)
            or any(one.get(key) in values for key, values in _ACTIVE_VALUES.items())
            or any(_acts(value) for value in one.values() if not isinstance(value, IndirectObject))
        )
    if isinstance(one, ArrayObject):
        return any(_acts(value) for value in one if not isinstance(value, IndirectObject))
    return False


def _has_foreign_parts(reader: PdfReader) -> bool:
    """Check whether there are annotations or fields beyond the signature, or files beyond ours."""
    page = reader.pages[0]
    for annotation in page.get("/Annots", ArrayObject()) or ():
        one = annotation.get_object()
        if one.get("/Subtype") == "/Link":
            continue
        if one.get("/Subtype") != "/Widget" or _field_type(one) != "/Sig" or _has_size(one):
            return True
    form = reader.root_object.get("/AcroForm")
    fields = form.get_object().get("/Fields", ()) if form is not None else ()
    if any(_field_type(field.get_object()) != "/Sig" for field in fields):
        return True
    names = reader.attachments
    return len(names) > 1 or any(len(content) > 700 for file in names.values() for content in file)


def _field_type(one: DictionaryObject) -> object:
    parent = one.get("/Parent")
    return one.get("/FT") or (parent.get_object().get("/FT") if parent is not None else None)


def _has_size(one: DictionaryObject) -> bool:
    left, bottom, right, top = (float(side) for side in one.get("/Rect", (0, 0, 0, 0)))
    return left != right and bottom != top
