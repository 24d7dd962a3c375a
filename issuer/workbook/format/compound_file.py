"""Checks of a compound file before it is opened: an old XLS, or an encrypted workbook.

Runs in the sandbox. Both kinds of password are recognised by their records, without decrypting; the
reader would only report an unknown format.
"""

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


def inspect_compound_file(data: bytes) -> None:
    """Look for a password, and for a text instead of a workbook.

    Raises:
        RefusedFileError: there is one.
    """
    if _WORD_DOCUMENT in data and _WORKBOOK not in data:
        raise RefusedFileError(Refusal.TEXT_DOCUMENT)
    if _ENCRYPTED_PACKAGE in data or _has_file_pass(data):
        raise RefusedFileError(Refusal.PASSWORD)


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
