"""A desk that issued a module of which figures are kept."""

from pathlib import Path

import pytest

from tests.support.desks import TestDesk, make_desk, workbook
from tests.support.workbooks import person


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    desk = make_desk(tmp_path)
    desk.add_user("ines")
    desk.issue(
        workbook(
            person(reason="Nationalité"),
            person(family_name="Deux", reason="nationalite", marks="PRP"),
            person(family_name="Trois", reason="intérêt", marks="PAE"),
            person(family_name="Quatre"),
        )
    )
    return desk
