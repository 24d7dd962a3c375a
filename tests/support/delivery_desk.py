"""A desk with a module whose attestations are to be sent."""

import re
from pathlib import Path

import pytest

from tests.support.desks import READERS_SEE_NAMES, Browser, TestDesk, make_desk, workbook
from tests.support.mail_contexts import MAIL
from tests.support.mail_server import Post
from tests.support.workbooks import person

CODE = "AC-2026-10"

PEOPLE = (
    person(email="un@example.org"),
    person(family_name="Deux", given_name="D", email="deux@example.org"),
    person(family_name="Trois", given_name="T", email="trois@example.org"),
    person(family_name="Quatre", given_name="Q", email=None),
)


@pytest.fixture
def desk(server: tuple[Post, int], tmp_path: Path) -> TestDesk:
    made = make_desk(tmp_path, settings=READERS_SEE_NAMES + MAIL.format(port=server[1]))
    made.add_user("ines")
    made.issue(workbook(*PEOPLE))
    return made


def send_all(browser: Browser, stage: str = "not-sent") -> str:
    page = browser.get("/envois/confirmer", module=CODE, etat=stage).text
    wanted = re.search(r'name="wanted" value="([^"]+)"', page)
    assert wanted, page
    answer = browser.post("/envois", wanted=wanted[1], module=CODE)
    assert (answer.status_code, answer.location) == (303, f"/envois?module={CODE}")
    return wanted[1]
