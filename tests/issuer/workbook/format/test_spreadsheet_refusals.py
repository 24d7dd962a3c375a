"""Files that are no workbook, or a trap: refused with their reason, within the limits."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issuer.workbook.errors import WorkbookError
from issuer.workbook.format import spreadsheet
from issuer.workbook.model import AttendanceRecords
from tests.support import workbooks
from tests.support.replaced_children import as_child
from tests.support.workbooks import (
    HEADER,
    MODULE_ROWS,
    person,
    read_bytes,
    replace_in_member,
    xlsx_bytes,
)

GOOD = xlsx_bytes({"Module": MODULE_ROWS, "Présences": [HEADER, person()]})

MODULE_SHEET = "xl/worksheets/sheet1.xml"

COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")


def hidden_far_cell() -> bytes:
    """Return a far cell that calamine sees, but not the pattern that looks for one."""
    return replace_in_member(workbooks.far_cell_xlsx(), MODULE_SHEET, b'<c r="XFD', b'<c r ="XFD')


def hidden_tall_sheet() -> bytes:
    """Return a sheet that is too tall, but not so tall that memory runs out."""
    lower = replace_in_member(GOOD, MODULE_SHEET, b'<c r="A1"', b'<c r ="A10500"')
    return replace_in_member(lower, MODULE_SHEET, b'<row r="1"', b'<row r="10500"')


def encrypted_ods() -> bytes:
    return workbooks.ods_archive("", manifest="<manifest:encryption-data/>")


def open_document_text() -> bytes:
    kind = b"application/vnd.oasis.opendocument.text"
    return workbooks.zip_bytes({"mimetype": kind, "content.xml": b""})


def tall_xlsx(rows: int) -> bytes:
    """Return a workbook with one filled column."""
    return workbooks.xlsx_bytes({"Présences": [["a"]] * rows})


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "vide"),
        (lambda: b"presque rien", "n’est pas un classeur"),
        (lambda: b"PK\x03\x04" + b"\0" * 100, "abîmé"),
        (lambda: GOOD[: len(GOOD) // 2], "abîmé"),
        (lambda: GOOD[:-1], "abîmé"),
        (lambda: workbooks.zip_bytes({"a": b"b"}, compression=14), "abîmé"),
        (lambda: workbooks.zip_bytes({str(n): b"" for n in range(2001)}), "déplie"),
        (workbooks.encrypted_xlsx, "mot de passe"),
        (workbooks.encrypted_xls, "mot de passe"),
        (workbooks.encrypted_zip, "mot de passe"),
        (encrypted_ods, "mot de passe"),
        (lambda: COMPOUND_FILE + b"\0" * 600, "abîmé"),
        (lambda: workbooks.zip_bytes({"word/document.xml": b"<w/>"}), "Word"),
        (lambda: workbooks.zip_bytes({"Index/Document.iwa": b""}), "Numbers"),
        (open_document_text, "Writer"),
        (lambda: COMPOUND_FILE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "Word"),
        (lambda: b"%PDF-1.7\n", "un PDF"),
        (lambda: b"\x89PNG\r\n", "une image"),
        (lambda: b"\xff\xd8\xff\xe0", "une image"),
        (lambda: b"{\\rtf1", "RTF"),
        (lambda: b"\r\n<HTML><table>", "une page web"),
        (lambda: b"<?xml version='1.0'?>", "du XML"),
        (lambda: tall_xlsx(10_001), "plus de 10000 lignes"),
        (workbooks.zip_bomb, "64 Mo"),
        (workbooks.lying_zip_bomb, "abîmé"),
        (workbooks.far_cell_xlsx, "XFD1048576"),
        (workbooks.far_cell_ods, "XFD1048576"),
        (hidden_far_cell, "mémoire"),
        (hidden_tall_sheet, "mémoire"),
    ],
)
def test_file_is_refused_with_its_reason(
    tmp_path: Path, make: Callable[[], bytes], words: str
) -> None:
    with pytest.raises(WorkbookError) as caught:
        read_bytes(tmp_path, make())

    assert words in caught.value.message
    assert caught.value.remedy


def test_bomb_is_a_small_file() -> None:
    assert len(workbooks.zip_bomb()) < 1_000_000


def test_child_that_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "BOUNDS", replace(spreadsheet.BOUNDS, seconds=0.0))

    with pytest.raises(WorkbookError, match="trop de temps"):
        read_bytes(tmp_path, GOOD)


def test_child_that_says_too_much_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "BOUNDS", replace(spreadsheet.BOUNDS, answer_bytes=100))

    with pytest.raises(WorkbookError, match="mémoire"):
        read_bytes(tmp_path, GOOD)


def test_child_that_dies_without_a_word_is_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_child(monkeypatch, "raise SystemExit(1)")

    with pytest.raises(WorkbookError, match="abîmé"):
        read_bytes(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import os; os.abort()", "mémoire"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "abîmé"),
    ],
)
def test_child_that_is_ended_by_its_library_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    as_child(monkeypatch, script)

    with pytest.raises(WorkbookError, match=words):
        read_bytes(tmp_path, GOOD)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    magic=st.sampled_from([b"PK\x03\x04", COMPOUND_FILE, b""]),
    noise=st.binary(max_size=200),
    place=st.integers(0, len(GOOD) - 1),
    flipped=st.integers(1, 255),
)
def test_no_bytes_raise_anything_but_a_workbook_error(
    tmp_path: Path, magic: bytes, noise: bytes, place: int, flipped: int
) -> None:
    mutant = bytearray(GOOD)
    mutant[place] ^= flipped

    for data in (magic + noise, bytes(mutant), GOOD[:place] + noise + GOOD[place:]):
        try:
            records = read_bytes(tmp_path, data)
        except WorkbookError:
            continue
        assert isinstance(records, AttendanceRecords)
