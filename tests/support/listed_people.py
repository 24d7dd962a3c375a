"""A desk with a module of which some people have no right."""

import re
from pathlib import Path

import pytest

from tests.support.desks import DESK_SETTINGS, TestDesk, make_desk, workbook
from tests.support.mail_contexts import MAIL
from tests.support.workbooks import person

PEOPLE = (
    person(email="un@example.org"),
    person(family_name="Abad", given_name="Zoé", email="deux@example.org"),
    person(family_name="Łukasiewicz", given_name="Ewa", marks="PAP"),
    person(family_name="Benali", given_name="Sami", birth_date="31/02/1988"),
)


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    made = make_desk(tmp_path, settings=DESK_SETTINGS + MAIL.format(port=1))
    made.add_user("ines")
    made.issue(workbook(*PEOPLE))
    return made


def names_on(page: str) -> list[str]:
    return re.findall(r"<td>(Haile|Abad|Łukasiewicz|Benali)", page)
