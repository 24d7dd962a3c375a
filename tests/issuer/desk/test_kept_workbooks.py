"""Workbooks that wait at the desk come back as they were, and not for ever."""

import re
from datetime import timedelta

import pytest

from tests.support.desks import Browser, TestDesk, workbook
from tests.support.workbooks import (
    person,
)

pytestmark = pytest.mark.usefixtures("many_attempts")


def test_abandoned_workbook_comes_back_as_it_was(desk: TestDesk, ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(marks="P?P")))
    ines.post(f"{preview}/1/2", **{"cell-G": "A"})
    before = ines.get(preview).text
    assert "Abandonner ce classeur" in before

    ines.post(f"{preview}/abandonner")

    assert "abandonné le" in ines.get("/").text
    gone = ines.get(preview)
    assert gone.status_code == 409
    assert "Abandonné par vous" in gone.text
    assert ines.post(f"{preview}/reprendre").location == preview
    assert re.sub(r'value="[^"]*"', "", ines.get(preview).text) == re.sub(
        r'value="[^"]*"', "", before
    )
    assert ines.post(f"{preview}/reprendre").status_code == 404


def test_another_tab_says_who_issued_and_when(desk: TestDesk, ines: Browser) -> None:
    desk.add_user("omar")
    omar = desk.browser("omar")
    preview = ines.read_upload(workbook(person()))
    job = ines.issue(preview)

    shown = omar.get(preview)

    assert shown.status_code == 409
    assert "Déjà délivré par ines le" in shown.text
    assert f'href="{job}"' in shown.text


def test_workbook_put_aside_is_forgotten_after_a_day(ines: Browser, desk: TestDesk) -> None:
    preview = ines.read_upload(workbook())
    ines.post(f"{preview}/abandonner")
    assert "presences.xlsx" in ines.get("/").text

    desk.clock.turn(timedelta(hours=25))
    desk.work()

    later = desk.browser("ines")
    assert later.get(preview).status_code == 404
    assert "presences.xlsx" not in later.get("/").text


def test_workbook_that_nobody_touches_is_forgotten_after_a_day(desk: TestDesk) -> None:
    preview = desk.browser("ines").read_upload(workbook())

    desk.clock.turn(timedelta(hours=25))
    desk.work()

    assert desk.browser("ines").get(preview).status_code == 404
