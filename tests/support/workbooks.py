"""Workbooks for tests: small honest ones, and hostile ones, as files or bytes."""

import functools
import io
import re
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from attestation.slot import Slot
from issuer.workbook.format.cells import CellError
from issuer.workbook.model import AttendanceRecords, Participant, Problem
from issuer.workbook.reader import read_workbook

TODAY = date(2026, 11, 22)

DAYS = (date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 8))

SLOTS = tuple(Slot(day, time(9)) for day in DAYS)

Value = str | float | bool | date | time | CellError | None

Rows = Sequence[Sequence[Value]]

MODULE_ROWS: Rows = (
    ("Code", "AC-2026-10"),
    ("Intitulé", "Ateliers citoyens"),
    ("Organisateur", "La Passerelle asbl"),
    ("Lieu", "Bruxelles"),
    ("Langue", "français"),
    (),
    ("Date", "Début", "Fin", "Thème", "Mode"),
    *((day, time(9), time(13), "Santé", "présentiel") for day in DAYS),
)

HEADER: tuple[Value, ...] = ("Nom", "Prénom", "Date de naissance", "E-mail", "Motif", *DAYS)

PERSON: tuple[Value, ...] = ("Haile", "Tsegaye", date(1996, 2, 29), "t@example.org", "", *"PPP")


def person(**changed: Value) -> list[Value]:
    """Return a row that has no problem but what is ``changed``, by field; ``marks`` is one text."""
    fields = ("family_name", "given_name", "birth_date", "email", "reason")
    row = [changed.get(name, default) for name, default in zip(fields, PERSON, strict=False)]
    marks = changed.get("marks", "PPP")
    return [*row, *str(marks)]


def read_rows(
    folder: Path,
    *rows: Sequence[Value],
    header: Sequence[Value] = HEADER,
    module: Rows = MODULE_ROWS,
) -> AttendanceRecords:
    """Read a CSV pair with these rows under ``header``, the first of them being row 2."""
    (folder / "list.module.csv").write_bytes(csv_bytes(module))
    path = folder / "list.presences.csv"
    path.write_bytes(csv_bytes([header, *rows]))
    return read_workbook(path, module_path=None, today=TODAY)


def read_bytes(folder: Path, data: bytes, name: str = "list.xlsx") -> AttendanceRecords:
    """Read a workbook of these bytes."""
    path = folder / name
    path.write_bytes(data)
    return read_workbook(path, module_path=None, today=TODAY)


def csv_bytes(rows: Rows, *, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """Write ``rows`` as CSV, each field in quotation marks."""
    lines = (delimiter.join('"' + _text(v).replace('"', '""') + '"' for v in row) for row in rows)
    return "\r\n".join(lines).encode(encoding)


def xlsx_bytes(sheets: Mapping[str, Rows], *, hidden: Iterable[str] = ()) -> bytes:
    """Write ``sheets`` with dates, hours, numbers and booleans as such."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        hour = book.add_format({"num_format": "hh:mm"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if isinstance(value, date | time):
                        style = day if isinstance(value, date) else hour
                        sheet.write_datetime(row, column, value, style)
                    elif value is not None:
                        sheet.write(row, column, value)
    return buffer.getvalue()


def ods_bytes(sheets: Mapping[str, Rows]) -> bytes:
    """Write ``sheets`` as LibreOffice does, with the empty rest of each sheet repeated."""
    tables = []
    for name, rows in sheets.items():
        lines = []
        for row in rows:
            cells = "".join(map(_ods_cell, row))
            rest = f'<table:table-cell table:number-columns-repeated="{16384 - len(row)}"/>'
            lines.append(f"<table:table-row>{cells}{rest}</table:table-row>")
        lines.append(
            f'<table:table-row table:number-rows-repeated="{1048576 - len(rows)}">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        )
        tables.append(f'<table:table table:name="{escape(name)}">{"".join(lines)}</table:table>')
    return ods_archive("".join(tables))


def ods_archive(tables: str, *, manifest: str = "", styles: str = "") -> bytes:
    """Zip the XML of some tables, with their own styles, into an ODS."""
    context = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{context}:office:1.0" xmlns:table="{context}:table:1.0" '
        f'xmlns:text="{context}:text:1.0" xmlns:style="{context}:style:1.0" '
        f'xmlns:fo="{context}:xsl-fo-compatible:1.0" office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>"
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    entries = (
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f"{manifest}</manifest:file-entry>"
    )
    return zip_bytes(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": (
                f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{context}:manifest:1.0">'
                f"{entries}</manifest:manifest>"
            ).encode(),
        }
    )


def zip_bytes(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zip ``members``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def replace_in_member(workbook: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return ``workbook`` with ``old`` replaced in one member, which must hold it."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    assert old in members[name]
    members[name] = members[name].replace(old, new)
    return zip_bytes(members)


def fill_template(template: bytes, sheet_number: int, cells: Mapping[str, Value]) -> bytes:
    """Write ``cells``, by address, into the template's XML as a spreadsheet program would."""
    member = f"xl/worksheets/sheet{sheet_number}.xml"
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    xml = members[member].decode()
    for address, value in cells.items():
        if isinstance(value, str):
            content, kind = f"<is><t>{escape(value)}</t></is>", ' t="inlineStr"'
        else:
            content, kind = f"<v>{_serial(value)}</v>", ""
        # An empty cell, or one with a formula, of which the stored value is renewed.
        pattern = rf'<c r="{address}" s="(\d+)"(?: t="str")?(?:/>|>(<f>.*?</f>)<v></v></c>)'
        replacement = rf'<c r="{address}" s="\1"{kind}>\g<2>{content}</c>'
        xml, replaced = re.subn(pattern, replacement, xml)
        assert replaced == 1, address
    members[member] = xml.encode()
    return zip_bytes(members)


@functools.cache
def zip_bomb() -> bytes:
    """Return 147 MB of empty rows in an XLSX of less than 1 MB."""
    head = b'<?xml version="1.0"?><worksheet><sheetData>'
    bomb = head + b'<row r="1"></row>' * (147_000_000 // 17)
    return _with_sheet(bomb)


def lying_zip_bomb() -> bytes:
    """Return the same bomb, its directory saying that it unfolds to 1,000 bytes."""
    data = bytearray(zip_bomb())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = struct.pack("<I", archive.getinfo("xl/worksheets/sheet1.xml").file_size)
    place = data.rindex(size)  # in the central directory, after the local header
    data[place : place + 4] = struct.pack("<I", 1_000)
    return bytes(data)


def far_cell_xlsx() -> bytes:
    """Return a workbook with one cell in the last corner that a spreadsheet has."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Module")
        sheet.write(0, 0, "Code")
        sheet.write(1_048_575, 16_383, "x")
    return buffer.getvalue()


def far_cell_ods() -> bytes:
    """Return the same as ODS, where the cell is reached by repeating empty ones."""
    empty = '<table:table-cell table:number-columns-repeated="16383"/>'
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    return ods_archive(
        '<table:table table:name="Module"><table:table-row table:number-rows-repeated="1048575">'
        f"{empty}</table:table-row><table:table-row>{empty}{cell}</table:table-row></table:table>"
    )


def xls_bytes(
    name: str,
    rows: Sequence[Sequence[str | float]],
    *,
    about_book: bytes = b"",
    about_sheet: bytes = b"",
    formats: Mapping[tuple[int, int], int] | None = None,
    stream: str = "Workbook",
) -> bytes:
    """Write one sheet as XLS, in records of [MS-XLS].

    Args:
        name: of the sheet.
        rows: its cells.
        about_book: records after BOF of the globals, such as fonts, formats or a password.
        about_sheet: records before the cells.
        formats: by row and column, from 0, which of the XF records a cell has.
        stream: name of the stream.
    """
    formats = formats or {}
    sheet = xls_record(0x809, "HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6) + about_sheet
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            style = formats.get((row, column), 0)
            if isinstance(value, str):
                cell = xls_record(0x204, "HHHHB", row, column, style, len(value), 1)
                text = value.encode("utf-16-le")
                sheet += cell[:2] + struct.pack("<H", len(cell) - 4 + len(text)) + cell[4:] + text
            else:
                sheet += xls_record(0x203, "HHHd", row, column, style, value)
    head = xls_record(0x809, "HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6) + about_book
    start = len(head) + 12 + len(name) + 4  # after BoundSheet8 and EOF
    head += xls_record(
        0x85, f"IBBBB{len(name)}s", start, 0, 0, len(name), 0, name.encode("latin-1")
    )
    end = xls_record(0x0A, "")
    return _compound_file({stream: head + end + sheet + end})


def encrypted_xls() -> bytes:
    """Return an XLS with a password: WriteProtect, then FilePass."""
    return xls_bytes(
        "Module", [["x"]], about_book=xls_record(0x86, "") + xls_record(0x2F, "H52x", 1)
    )


def encrypted_xlsx() -> bytes:
    """Return the outside of an XLSX with a password: a compound file with its two streams."""
    return _compound_file({"EncryptionInfo": b"", "EncryptedPackage": b""})


def xls_record(kind: int, layout: str, *values: object) -> bytes:
    """Write one record of [MS-XLS]: type, length, fields."""
    content = struct.pack(f"<{layout}", *values)
    return struct.pack("<HH", kind, len(content)) + content


def _compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Write [MS-CFB] version 3: the FAT in sector 0, the directory in sector 1, then streams."""
    free, end, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat, body = [fat_sector, end], b""
    directory = _directory_entry("Root Entry", kind=5, child=1, right=free, start=end, length=0)
    for number, (name, content) in enumerate(streams.items(), 1):
        length = -(-max(len(content), 4096) // 512) * 512  # shorter ones lie elsewhere
        right = number + 1 if number < len(streams) else free
        directory += _directory_entry(
            name, kind=2, child=free, right=right, start=len(fat), length=length
        )
        body += content.ljust(length, b"\0")
        fat += [*range(len(fat) + 1, len(fat) + length // 512), end]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6xIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1)
    header += struct.pack("<IIIIII", 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    fat += [free] * (128 - len(fat))
    return header + struct.pack("<128I", *fat) + directory.ljust(512, b"\0") + body


def small_compound_file(name: str, content: bytes) -> bytes:
    """Write [MS-CFB] with one stream of less than 4096 bytes, in pieces of 64 (2.6)."""
    free, end, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    pieces, sectors = -(-len(content) // 64), -(-len(content) // 512)
    fat = [fat_sector, end, end, *range(4, 3 + sectors), end]
    directory = _directory_entry(
        "Root Entry", kind=5, child=1, right=free, start=3, length=sectors * 512
    ) + _directory_entry(name, kind=2, child=free, right=free, start=0, length=len(content))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6xIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1)
    header += struct.pack("<IIIIII", 0, 4096, 2, 1, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    mini_fat = [*range(1, pieces), end]
    tables = [one + [free] * (128 - len(one)) for one in (fat, mini_fat)]
    written = [struct.pack("<128I", *one) for one in tables]
    body = content.ljust(sectors * 512, b"\0")
    return header + written[0] + directory.ljust(512, b"\0") + written[1] + body


def _directory_entry(
    name: str, *, kind: int, child: int, right: int, start: int, length: int
) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    siblings = struct.pack("<III", 0xFFFFFFFF, right, child)
    return head + siblings + bytes(36) + struct.pack("<IQ", start, length)


def encrypted_zip() -> bytes:
    """Return a workbook of which the directory says that each member is encrypted."""
    header = b"PK\x01\x02"
    first, *entries = xlsx_bytes({"Module": [["Code"]]}).split(header)
    # General purpose flags are 4 bytes after the signature: APPNOTE.TXT 4.3.12.
    return first + b"".join(header + entry[:4] + b"\x01\x00" + entry[6:] for entry in entries)


def _with_sheet(xml: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes({"Module": [["Code"]]}))) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = xml
    return zip_bytes(members)


def _ods_cell(value: Value) -> str:
    match value:
        case None | "":
            return "<table:table-cell/>"
        case str():
            kind, content = 'office:value-type="string"', escape(value)
        case date():
            kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
            content = _text(value)
        case time():
            kind = f'office:value-type="time" office:time-value="PT{value:%HH%MM%SS}"'
            content = _text(value)
        case _:
            kind, content = f'office:value-type="float" office:value="{value}"', _text(value)
    return f"<table:table-cell {kind}><text:p>{content}</text:p></table:table-cell>"


def _serial(value: Value) -> float:
    match value:
        case date():
            return (value - date(1899, 12, 30)).days
        case time():
            return (value.hour * 60 + value.minute) / 1440
        case _:
            return float(str(value))


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case date():
            return f"{value:%d/%m/%Y}"
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


def only_person(records: AttendanceRecords) -> Participant:
    (row,) = records.people
    assert isinstance(row, Participant)
    return row


def only_problem(records: AttendanceRecords) -> Problem:
    (problem,) = records.problems
    assert problem.remedy
    return problem
