"""A desk whose module is to be corrected, and the pages that one goes through."""

import re
from pathlib import Path

import pytest

from register.attestations import Record, records
from register.database import reading
from register.tables.attestations import State
from tests.support.desks import DESK_SETTINGS, Browser, TestDesk, make_desk, workbook
from tests.support.mail_contexts import MAIL, REGISTER
from tests.support.workbooks import person

RULE = "required_percent = 66\n"
CODE = "AC-2026-10"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> TestDesk:
    settings = (DESK_SETTINGS + MAIL.format(port=9)).replace(REGISTER, database_url)
    made = make_desk(tmp_path, settings=settings.replace("[issue]\n", f"[issue]\n{RULE}"))
    made.add_user("ines")
    return made


def fields(page: str) -> dict[str, str]:
    """Return what stands in a page's form, as a browser would send it."""
    form = page[page.index('<form class="sheet') :]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_unchecked = 'type="checkbox"' in tag and " checked" not in tag
        if name and name[1] != "csrf_token" and not is_unchecked:
            found[name[1]] = value[1] if value else ""
    return found


def compared(ines: Browser, **typed: str) -> str:
    """Type a correction; return the address of the page with before and after."""
    kept = fields(ines.get("/module/corriger", code=CODE).text)
    answer = ines.post("/module/corriger", **(kept | {"reason": "module corrigé"} | typed))
    assert answer.status_code == 303, answer.text
    return answer.location


def asked(ines: Browser, comparison: str, **more: str) -> str:
    """Confirm what a comparison shows; return the address of the job."""
    digest = re.search(r'name="digest" value="(\w+)"', ines.get(comparison).text)
    assert digest
    answer = ines.post(comparison, digest=digest[1], **more)
    assert answer.status_code == 303, answer.text
    return answer.location


def in_force(desk: TestDesk) -> list[Record]:
    with reading(desk.register) as session:
        return [one for one in records(session) if one.state is State.ISSUED]


@pytest.fixture
def small(desk: TestDesk) -> TestDesk:
    desk.issue(workbook(person(), person(family_name="Autre", marks="PAP")))
    return desk
