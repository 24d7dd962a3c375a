"""Pages of many PDF files in one file, written as they come, so that memory does not grow with it.

PDFium brings every file into one plain form, whichever program wrote it: objects outside streams,
at the places that a table names (ISO 32000-1 §7.5.4). From there a page and what it uses is copied;
an object that was written before, such as a font program, is only named again.
"""

import io
import re
from collections.abc import Callable, Iterable
from contextlib import closing
from hashlib import sha256
from itertools import pairwise
from typing import BinaryIO

from pypdfium2 import raw

from pdf.file import text_string
from pdf.raster import PdfDocument, opened

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_PAGES, _CATALOG, _INFO = 1, 2, 3
# Strings come first, so that what looks like a reference within one stays text.
_TOKENS = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f]*>|\b(\d+) 0 R\b", re.DOTALL)
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_TREE = re.compile(rb"/Pages (\d+) 0 R")
_PAGE = re.compile(rb"/Kids\[ (\d+) 0 R \]")


def join_first_pages(files: Iterable[bytes], output: BinaryIO, *, title: str, subject: str) -> int:
    """Write the first page of each file to ``output``, in that order; return the file's length.

    Annotations stay behind, a signature's field among them: its signature cannot live here.

    Raises:
        PdfiumError: one is no PDF.
    """
    joined = _Joined(output)
    pages = [joined.copy(_plain_form(content)) for content in files]
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    joined.put(_PAGES, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids))
    joined.put(_CATALOG, b"<</Type/Catalog/Pages %d 0 R>>" % _PAGES)
    joined.put(_INFO, f"<</Title{text_string(title)}/Subject{text_string(subject)}>>".encode())
    return joined.finish()


class _Joined:
    """The file in the making: where its objects stand, and which content has which number."""

    def __init__(self, output: BinaryIO) -> None:
        self._output, self._length = output, 0
        self._places = {_PAGES: 0, _CATALOG: 0, _INFO: 0}
        self._numbers: dict[bytes, int] = {}
        self._write(_HEADER)

    def put(self, number: int, content: bytes) -> None:
        """Write an object."""
        self._places[number] = self._length
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    def copy(self, source: "_PlainFile") -> int:
        """Write the page of ``source`` and what it uses; return the page's number."""
        numbers = {source.tree: _PAGES}

        def number_of(old: int) -> int:
            if old not in numbers:
                numbers[old] = self._add(source.rewritten(old, renumbered))
            return numbers[old]

        def renumbered(token: re.Match[bytes]) -> bytes:
            return token[0] if token[1] is None else b"%d 0 R" % number_of(int(token[1]))

        return number_of(source.page)

    def finish(self) -> int:
        """Write where the objects are; return the length of the file."""
        start, size = self._length, len(self._places) + 1
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for number in range(1, size):
            self._write(b"%010d 00000 n \n" % self._places[number])
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
            % (size, _CATALOG, _INFO, start)
        )
        return self._length

    def _add(self, content: bytes) -> int:
        digest = sha256(content).digest()
        if digest not in self._numbers:
            self._numbers[digest] = len(self._places) + 1
            self.put(self._numbers[digest], content)
        return self._numbers[digest]

    def _write(self, data: bytes) -> None:
        self._output.write(data)
        self._length += len(data)


class _PlainFile:
    """A file of one page as PDFium writes it."""

    def __init__(self, content: bytes) -> None:
        table = int(content[content.rindex(b"startxref") :].split()[1])
        rows, _, trailer = content[table:].partition(b"trailer")
        self._content = content
        self._places = [int(row[:10]) for row in rows.splitlines()[2:] if row]
        self._ends = dict(pairwise([*sorted(self._places), table]))
        self.tree = _number(_TREE, self._object(_number(_ROOT, trailer)))
        self.page = _number(_PAGE, self._object(self.tree))

    def rewritten(self, number: int, renumbered: Callable[[re.Match[bytes]], bytes]) -> bytes:
        """Return an object with other references; the data of a stream stays as it is."""
        head, stream, data = self._object(number).partition(b"stream\r\n")
        return _TOKENS.sub(renumbered, head) + stream + data

    def _object(self, number: int) -> bytes:
        place = self._places[number]
        _, _, content = self._content[place : self._ends[place]].partition(b" obj")
        return content[: content.rindex(b"endobj")].strip(b"\r\n")


def _plain_form(content: bytes) -> _PlainFile:
    with opened(content) as source, closing(PdfDocument.new()) as alone:
        alone.import_pages(source, [0])
        page = alone[0]
        while raw.FPDFPage_GetAnnotCount(page):
            raw.FPDFPage_RemoveAnnot(page, 0)
        stream = io.BytesIO()
        alone.save(stream)
    return _PlainFile(stream.getvalue())


def _number(pattern: re.Pattern[bytes], text: bytes) -> int:
    (number,) = pattern.findall(text)
    return int(number)
