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
from tests.support.refused_files import COMPOUND_FILE, GOOD, assert_refused
from tests.support.replaced_children import as_child
from tests.support.workbooks import (
    read_bytes,
)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "vide"),
        (lambda: b"presque rien", "n’est pas un classeur"),
        (lambda: b"%PDF-1.7\n", "un PDF"),
        (lambda: b"\x89PNG\r\n", "une image"),
        (lambda: b"\xff\xd8\xff\xe0", "une image"),
        (lambda: b"{\\rtf1", "RTF"),
        (lambda: b"\r\n<HTML><table>", "une page web"),
        (lambda: b"<?xml version='1.0'?>", "du XML"),
    ],
)
def test_file_of_another_kind_is_called_by_its_name(
    tmp_path: Path, make: Callable[[], bytes], words: str
) -> None:
    assert_refused(tmp_path, make(), words)


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
