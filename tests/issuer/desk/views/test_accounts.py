"""Accounts in the browser."""

import pytest

from tests.support.desks import Browser, TestDesk

pytestmark = pytest.mark.usefixtures("many_attempts")


def test_account_is_closed_by_somebody_else(desk: TestDesk, ines: Browser) -> None:
    desk.add_user("omar")
    omar = desk.browser("omar")

    assert ines.post("/comptes/fermer", login="ines").status_code == 409
    assert ines.post("/comptes/fermer", login="omar").status_code == 303

    assert omar.get("/").status_code == 303
    assert "fermé" in ines.get("/comptes").text


def test_sessions_are_seen_and_ended(desk: TestDesk, ines: Browser) -> None:
    other = desk.browser("ines")
    page = ines.get("/compte").text
    assert page.count("depuis le") == 2
    assert page.count("(celle-ci)") == 1

    ines.post("/compte/sessions")

    assert other.get("/").status_code == 303
    assert ines.get("/compte").text.count("depuis le") == 1
