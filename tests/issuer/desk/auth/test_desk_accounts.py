"""Accounts of the desk: closed at once, and given new secrets with the old ones."""

import pytest

from register import accounts
from register.database import writing
from tests.support.desks import PASSWORD, TestDesk
from tests.support.signed_in_desk import desk

__all__ = ["desk"]  # pytest finds them here
pytestmark = pytest.mark.usefixtures("many_attempts")


def test_disabled_account_is_out_at_once(desk: TestDesk) -> None:
    browser = desk.browser("ines")

    with writing(desk.register) as session:
        accounts.disable(session, "ines")

    assert browser.get("/").location == "/connexion"
    answer = desk.browser().sign_in("ines", PASSWORD, desk.one_time("ines"))
    assert answer.status_code == 403


def test_own_password_is_changed_with_the_old_one(desk: TestDesk) -> None:
    browser, new = desk.browser("ines"), "encore quatre mots au sort"

    wrong = browser.post("/compte", old="faux", new=new, again=new)
    short = browser.post("/compte", old=PASSWORD, new="court", again="court")
    other = browser.post("/compte", old=PASSWORD, new=new, again=new + "s")
    done = browser.post("/compte", old=PASSWORD, new=new, again=new)

    assert [wrong.status_code, short.status_code, other.status_code] == [422, 422, 422]
    assert done.status_code == 200
    assert browser.get("/").location == "/connexion"
    assert browser.sign_in("ines", new, desk.one_time("ines")).status_code == 303
