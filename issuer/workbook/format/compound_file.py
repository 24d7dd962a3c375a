"""A compound file: checked before it is opened, and the stream that holds an old XLS.

Runs in the sandbox. Both kinds of password are recognised by their records, without decrypting; the
reader would only report an unknown format.
"""

import struct

from issuer.workbook.format.child_answer import Refusal, RefusedFileError

COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")  # [MS-CFB] 2.2

# The stream that holds an encrypted XLSX: [MS-OFFCRYPTO] 2.3.4.4; named in UTF-16 in the directory.
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_WORD_DOCUMENT = "WordDocument".encode("utf-16-le")  # [MS-DOC] 2.1.1
_WORKBOOK = "Workbook".encode("utf-16-le")  # [MS-XLS] 2.1.2
# BOF of the workbook globals: type 0x0809, 16 bytes, version 0x0600, globals 0x0005;
# [MS-XLS] 2.4.21.
_GLOBALS = bytes.fromhex("0908100000060500")
_BOF_BYTES = 20
_FILE_PASS = 0x2F  # [MS-XLS] 2.4.117; stands right after BOF, or after WriteProtect
_WRITE_PROTECT = 0x86
_RECORD_HEADER_BYTES = 4
_LAST_SECTOR = 0xFFFFFFFA  # [MS-CFB] 2.1: what is higher marks an end, or nothing


def inspect_compound_file(data: bytes) -> None:
    """Look for a password, and for a text instead of a workbook.

    Raises:
        RefusedFileError: there is one.
    """
    if _WORD_DOCUMENT in data and _WORKBOOK not in data:
        raise RefusedFileError(Refusal.TEXT_DOCUMENT)
    if _ENCRYPTED_PACKAGE in data or _has_file_pass(data):
        raise RefusedFileError(Refusal.PASSWORD)


def workbook_stream(data: bytes) -> bytes:
    """Return the stream « Workbook », by the tables of [MS-CFB] 2.2 to 2.6.

    Raises:
        RefusedFileError: there is none: Excel wrote « Book » until 1995.
        struct.error, LookupError, ValueError: the tables are not what they should be.
    """
    shift, mini_shift = struct.unpack_from("<HH", data, 0x1E)
    directory_start, cutoff, mini_fat_start = struct.unpack_from("<I4xII", data, 0x30)
    fat: list[int] = []
    for sector in _fat_sectors(data, shift):
        fat += struct.unpack(f"<{(1 << shift) // 4}I", _sector(data, sector, shift))

    def whole(start: int) -> bytes:
        return b"".join(_sector(data, one, shift) for one in _chain(fat, start))

    directory = whole(directory_start)
    entries = [directory[at : at + 128] for at in range(0, len(directory), 128)]
    for entry in entries:
        (length,) = struct.unpack_from("<H", entry, 64)
        if entry[: max(length - 2, 0)] != _WORKBOOK:
            continue
        start, size = struct.unpack_from("<II", entry, 116)
        if size >= cutoff:
            return whole(start)[:size]
        mini_fat = [one for (one,) in struct.iter_unpack("<I", whole(mini_fat_start))]
        mini = whole(struct.unpack_from("<I", entries[0], 116)[0])
        parts = (mini[one << mini_shift :][: 1 << mini_shift] for one in _chain(mini_fat, start))
        return b"".join(parts)[:size]
    raise RefusedFileError(Refusal.BEFORE_1997)


def _fat_sectors(data: bytes, shift: int) -> list[int]:
    start, count = struct.unpack_from("<II", data, 0x44)
    sectors = list(struct.unpack_from("<109I", data, 0x4C))
    for _ in range(count):  # of more than 7 MB
        *more, start = struct.unpack(f"<{(1 << shift) // 4}I", _sector(data, start, shift))
        sectors += more
    return [sector for sector in sectors if sector <= _LAST_SECTOR]


def _chain(table: list[int], start: int) -> list[int]:
    found: list[int] = []
    while start <= _LAST_SECTOR:
        found.append(start)
        if len(found) > len(table):
            raise ValueError("a chain without an end")
        start = table[start]
    return found


def _sector(data: bytes, number: int, shift: int) -> bytes:
    return data[(number + 1) << shift : (number + 2) << shift]


def _has_file_pass(data: bytes) -> bool:
    bof = data.find(_GLOBALS)
    if bof < 0:
        return False
    place = bof + _BOF_BYTES
    if _record_type(data, place) == _WRITE_PROTECT:  # has no content
        place += _RECORD_HEADER_BYTES
    return _record_type(data, place) == _FILE_PASS


def _record_type(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 2], "little")
