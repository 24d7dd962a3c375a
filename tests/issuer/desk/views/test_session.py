"""Signing in and out, and how long a session lasts."""

from datetime import timedelta

import pytest

from issuer.audit.log import AuditAction
from tests.support.desks import PASSWORD, Browser, TestDesk
from tests.support.signed_in_desk import actions, desk

__all__ = ["desk"]  # pytest finds them here
pytestmark = pytest.mark.usefixtures("many_attempts")


def test_session_ends_when_nobody_clicks(desk: TestDesk) -> None:
    browser = desk.browser("ines")

    for _ in range(3):
        desk.clock.turn(timedelta(minutes=29))
        assert browser.get("/").status_code == 200
    desk.clock.turn(timedelta(minutes=31))

    assert browser.get("/").location == "/connexion"


def test_session_ends_after_ten_hours_in_any_case(desk: TestDesk) -> None:
    browser = desk.browser("ines")

    for _ in range(30):
        desk.clock.turn(timedelta(minutes=20))
        browser.get("/")

    desk.clock.turn(timedelta(minutes=1))
    assert browser.get("/").location == "/connexion"


def test_signing_out_ends_the_session_in_the_register(desk: TestDesk) -> None:
    browser = desk.browser("ines")
    cookie = browser.client.get_cookie("bureau", domain="127.0.0.1")
    assert cookie is not None

    assert browser.post("/deconnexion").location == "/connexion"
    browser.client.set_cookie("bureau", cookie.value, domain="127.0.0.1")

    assert browser.get("/").location == "/connexion"
    assert actions(desk)[-1] is AuditAction.SIGNED_OUT


def test_cookies_are_hidden_from_scripts_and_other_sites(desk: TestDesk) -> None:
    browser = desk.browser()

    answer = browser.sign_in("ines", PASSWORD, desk.one_time("ines"))

    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and "SameSite=Strict" in cookie for cookie in cookies)
    assert PASSWORD not in "".join(cookies)


def test_session_says_how_long_it_lasts_and_one_click_prolongs_it(
    desk: TestDesk, ines: Browser
) -> None:
    idle = int(desk.context.settings.desk.idle.total_seconds())
    assert ines.get("/session").json == {"left": idle}
    desk.clock.turn(timedelta(minutes=20))
    assert ines.get("/session").json == {"left": idle - 1200}  # asking prolongs nothing
    assert 'data-left="/session"' in ines.get("/compte").text
    desk.clock.turn(timedelta(minutes=20))

    assert ines.post("/session").status_code == 204

    assert ines.get("/session").json == {"left": idle}
