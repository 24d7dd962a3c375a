"""A zipped workbook that is damaged, locked, another program's or a bomb is refused unopened."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import workbooks
from tests.support.refused_files import GOOD, assert_refused


def encrypted_ods() -> bytes:
    return workbooks.ods_archive("", manifest="<manifest:encryption-data/>")


def open_document_text() -> bytes:
    kind = b"application/vnd.oasis.opendocument.text"
    return workbooks.zip_bytes({"mimetype": kind, "content.xml": b""})


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"PK\x03\x04" + b"\0" * 100, "abîmé"),
        (lambda: GOOD[: len(GOOD) // 2], "abîmé"),
        (lambda: GOOD[:-1], "abîmé"),
        (lambda: workbooks.zip_bytes({"a": b"b"}, compression=14), "abîmé"),
        (lambda: workbooks.zip_bytes({str(n): b"" for n in range(2001)}), "déplie"),
        (workbooks.encrypted_zip, "mot de passe"),
        (encrypted_ods, "mot de passe"),
        (lambda: workbooks.zip_bytes({"word/document.xml": b"<w/>"}), "Word"),
        (lambda: workbooks.zip_bytes({"Index/Document.iwa": b""}), "Numbers"),
        (open_document_text, "Writer"),
        (workbooks.zip_bomb, "64 Mo"),
        (workbooks.lying_zip_bomb, "abîmé"),
    ],
)
def test_archive_is_refused_with_its_reason(
    tmp_path: Path, make: Callable[[], bytes], words: str
) -> None:
    assert_refused(tmp_path, make(), words)


def test_bomb_is_a_small_file() -> None:
    assert len(workbooks.zip_bomb()) < 1_000_000
