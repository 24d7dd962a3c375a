"""Files that are no workbook, or a trap, and what whoever brings one is told."""

from pathlib import Path

import pytest

from issuer.workbook.errors import WorkbookError
from tests.support.workbooks import HEADER, MODULE_ROWS, person, read_bytes, xlsx_bytes

GOOD = xlsx_bytes({"Module": MODULE_ROWS, "Présences": [HEADER, person()]})
COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")


def assert_refused(folder: Path, data: bytes, words: str) -> None:
    """Check that a file is refused for a reason that has these words, with a remedy."""
    with pytest.raises(WorkbookError) as caught:
        read_bytes(folder, data)

    assert words in caught.value.message
    assert caught.value.remedy
