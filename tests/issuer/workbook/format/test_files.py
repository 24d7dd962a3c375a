"""A file on disk is known by its content, and what is no file of ours is refused."""

import os
from pathlib import Path

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.reader import read_workbook
from tests.support.workbooks import (
    HEADER,
    MODULE_ROWS,
    TODAY,
    Rows,
    ods_bytes,
    person,
    read_bytes,
    xlsx_bytes,
)

SHEETS: dict[str, Rows] = {
    "Module": MODULE_ROWS,
    "Présences": [HEADER, person(), person(family_name="Bah", birth_date=1995.0, marks="PPA")],
}


def test_content_decides_and_not_the_name(tmp_path: Path) -> None:
    assert len(read_bytes(tmp_path, ods_bytes(SHEETS), "list.xlsx").people) == 2
    assert len(read_bytes(tmp_path, xlsx_bytes(SHEETS), "list.csv").people) == 2


@pytest.mark.parametrize(
    ("path", "words"),
    [("nothing.xlsx", "n’existe pas"), (".", "dossier"), ("a\0b", "ouvert"), ("pipe", "classeur")],
)
def test_path_that_is_no_file_is_refused(tmp_path: Path, path: str, words: str) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(WorkbookError, match=words):
        read_workbook(tmp_path / path, module_path=None, today=TODAY)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").touch(mode=0)

    with pytest.raises(WorkbookError, match="ouvert"):
        read_workbook(tmp_path / "a.xlsx", module_path=None, today=TODAY)
