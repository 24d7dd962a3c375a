"""An e-mail address is optional; a missing one is no problem."""

from pathlib import Path

import pytest

from tests.support.workbooks import (
    only_person,
    person,
    read_rows,
)


@pytest.mark.parametrize("text", ["", "-", "/", "néant", "Aucune", "pas de mail"])
def test_no_email_is_no_problem(tmp_path: Path, text: str) -> None:
    assert only_person(read_rows(tmp_path, person(email=text))).email is None
