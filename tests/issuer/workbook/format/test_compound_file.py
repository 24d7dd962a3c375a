"""A compound file is checked before it is opened: whole, of a workbook, without a password."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import workbooks
from tests.support.refused_files import COMPOUND_FILE, assert_refused


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (workbooks.encrypted_xlsx, "mot de passe"),
        (workbooks.encrypted_xls, "mot de passe"),
        (lambda: COMPOUND_FILE + b"\0" * 600, "abîmé"),
        (lambda: COMPOUND_FILE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "Word"),
    ],
)
def test_compound_file_is_refused_with_its_reason(
    tmp_path: Path, make: Callable[[], bytes], words: str
) -> None:
    assert_refused(tmp_path, make(), words)
