"""A file that another library wrote, laid out as one of ours, so that it can be signed here."""

import io

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, PdfObject, StreamObject

from pdf.file import PdfFile, Reference, deflate, text_string

_OF_STREAMS = frozenset({"/Length", "/Filter"})


def rewrite(pdf: bytes, *, language: str) -> bytes:
    """Lay ``pdf`` out anew: the same objects under the same numbers, and a language.

    Args:
        pdf: a file of one page without gaps in its numbers, as reportlab writes it.
        language: of its text (ISO 32000-1 §14.9.2).
    """
    reader = PdfReader(io.BytesIO(pdf))
    root = _reference(reader.trailer.raw_get("/Root"))
    page = _reference(reader.pages[0].indirect_reference)
    file = PdfFile()
    for number in range(1, int(_text(reader.trailer.raw_get("/Size")))):
        found = reader.get_object(number)
        match found:
            case StreamObject():
                file.add_stream(_entries(found), deflate(found.get_data()), is_deflated=True)
            case DictionaryObject() if Reference(f"{number} 0 R") == page:
                file.put_plain(file.reserve(), f"<<{_entries(found, first='/Type')}>>")
            case DictionaryObject() if Reference(f"{number} 0 R") == root:
                entries = f"{_entries(found)} /Lang {text_string(language)}"
                file.put_plain(file.reserve(), f"<<{entries}>>")
            case _:
                file.add(_text(found))
    return file.finish(root=root, info=_reference(reader.trailer.raw_get("/Info")))


def _reference(found: PdfObject | None) -> Reference:
    if not isinstance(found, IndirectObject):
        raise TypeError("an object that stands by itself")
    return Reference(f"{found.idnum} 0 R")


def _entries(dictionary: DictionaryObject, *, first: str = "") -> str:
    """Write the entries of a dictionary, ``first`` before the others."""
    names = sorted(map(str, dictionary), key=lambda name: name != first)
    return " ".join(
        f"{name} {_text(dictionary.raw_get(name))}" for name in names if name not in _OF_STREAMS
    )


def _text(found: PdfObject | None) -> str:
    if found is None:
        raise ValueError("a file with a gap")
    stream = io.BytesIO()
    found.write_to_stream(stream)
    return stream.getvalue().decode("ascii")
