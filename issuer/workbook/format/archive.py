"""Checks of a zipped workbook before it is opened: whole, not too large, without a password.

Runs in the sandbox. XLSX and ODS are zip archives. The sandbox's limits would stop most of this
too, but without a reason that a coordinator can act on.
"""

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO

from issuer.workbook.format.cell_bounds import refuse_far_ods_cells, refuse_far_xlsx_cells
from issuer.workbook.format.child_answer import Refusal, RefusedFileError

ZIP = b"PK\x03\x04"  # XLSX, ODS: APPNOTE.TXT 4.3.7

MAX_UNFOLDED_BYTES = 64 * 1024 * 1024  # a list of 1,000 people unfolds to 1 MB
_MAX_MEMBERS = 2000
_CHUNK_BYTES = 256 * 1024
_MAX_TAG_BYTES = 4096  # a longer run without « < » is text, which no search here is about

_MAX_MIMETYPE_BYTES = 200
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."

_ENCRYPTED = 0x1  # general purpose bit 0: APPNOTE.TXT 4.4.4


def inspect_archive(file: BinaryIO) -> None:
    """Unfold every member once, and look through the sheets for cells far from any table.

    Sizes that the directory declares are only a first check. The second is exact: zipfile stops
    a member at its declared size and refuses it if the CRC then differs, so a directory that
    lies makes a damaged file.

    Raises:
        RefusedFileError: damaged, encrypted, too large when unfolded, or a cell too far away.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            unfolded = sum(member.file_size for member in members)
            if unfolded > MAX_UNFOLDED_BYTES or len(members) > _MAX_MEMBERS:
                raise RefusedFileError(Refusal.UNFOLDS_TOO_LARGE)
            _refuse_other_kinds(archive)
            for member in members:
                _inspect_member(archive, member)
    # zlib.error is raised as it is; NotImplementedError by compressions that zipfile lacks.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise RefusedFileError(Refusal.DAMAGED) from error


def _refuse_other_kinds(archive: zipfile.ZipFile) -> None:
    """Name what looks like a workbook from outside only: a text, slides, a file of Numbers."""
    names = archive.namelist()
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise RefusedFileError(Refusal.TEXT_DOCUMENT)
    if any(name.endswith(".iwa") for name in names):
        raise RefusedFileError(Refusal.NUMBERS)
    # OpenDocument says first of all what it is: ODF 1.3 part 2, §3.3.
    if names[:1] == ["mimetype"] and archive.getinfo("mimetype").file_size < _MAX_MIMETYPE_BYTES:
        kind = archive.read("mimetype")
        if kind.startswith(_OPEN_DOCUMENT) and not kind.startswith(_OPEN_DOCUMENT + b"spreadsheet"):
            raise RefusedFileError(Refusal.TEXT_DOCUMENT)


def _inspect_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise RefusedFileError(Refusal.PASSWORD)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RefusedFileError(Refusal.DAMAGED)
    with archive.open(member) as stream:
        pieces = _pieces_between_tags(stream)
        if member.filename.startswith("xl/worksheets/"):
            refuse_far_xlsx_cells(pieces)
        elif member.filename == "content.xml":
            refuse_far_ods_cells(pieces)
        # OpenDocument encrypts members by itself and says so only here: ODF 1.3 part 2, §3.4.
        elif member.filename == "META-INF/manifest.xml" and any(
            b"encryption-data" in piece for piece in pieces
        ):
            raise RefusedFileError(Refusal.PASSWORD)
        for _ in pieces:  # to the end, where zipfile compares the CRC
            pass


def _pieces_between_tags(stream: IO[bytes]) -> Iterator[bytes]:
    """Return the bytes of ``stream`` in large pieces, each ending just before a « < »."""
    rest = b""
    while chunk := stream.read(_CHUNK_BYTES):
        window = rest + chunk
        end = max(window.rfind(b"<"), len(window) - _MAX_TAG_BYTES)
        yield window[:end]
        rest = window[end:]
    yield rest
