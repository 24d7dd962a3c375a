"""Rows of people: what is understood, and each problem at its cell with a remedy."""

from pathlib import Path

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.model import Participant, RefusedRow
from tests.support.workbooks import HEADER, MODULE_ROWS, person, read_rows


def test_problem_of_one_row_leaves_the_others_alone(tmp_path: Path) -> None:
    records = read_rows(tmp_path, person(marks="P?P"), person(family_name="Wahyuni"))

    assert [type(row) for row in records.people] == [RefusedRow, Participant]


def test_list_of_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="vide"):
        read_rows(tmp_path, (), ("Total",))


def test_nothing_invisible_reaches_the_screen(tmp_path: Path) -> None:
    hidden = "\u202e\x1b[31m"
    module = [*MODULE_ROWS[:3], ("Lieu", f"Brux\u00adelles{hidden}"), *MODULE_ROWS[4:]]
    header = (*HEADER, f"Notes{hidden}")

    records = read_rows(
        tmp_path,
        person(reason=f"inté\u00adrêt{hidden}"),
        person(marks=hidden[:1] * 3, family_name=hidden, email=hidden),
        header=header,
        module=module,
    )

    assert records.module.place == "Bruxelles[31m"
    assert isinstance(records.people[0], Participant)
    assert records.people[0].reason == "intérêt[31m"
    assert "\u202e" not in repr(records)
    assert "\x1b" not in repr(records)
    assert "\\x1b" not in repr(records)
    assert "\\u202e" not in repr(records)
