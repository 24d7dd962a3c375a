"""A whole sheet held before chromium's fake camera: guided, photographed and compared."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.support.browser import NARROW, WIDE, axe_violations, overflow
from tests.support.cameras import film_of_sheet
from tests.support.forgeries import draw_over, over_name
from tests.support.scanners import require_decoder, result
from tests.support.served_cases import Counter
from tests.verifier.http.test_camera import before_the_camera
from verifier.translations.catalogue import wording

WORDS = wording("fr").photograph


def tab_to(page: Page, name: str) -> None:
    """Walk to a button by keyboard alone."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"{name} is not reached by keyboard")


def test_filmed_sheet_is_photographed_by_itself_and_identical(
    counter: Counter, tmp_path: Path
) -> None:
    require_decoder()
    film = film_of_sheet(counter.good.pdf, tmp_path / "sheet.y4m")
    with before_the_camera(film) as page:
        page.goto(counter.address + "/scanner")
        assert result(page).get_attribute("data-sign") == "to_compare"

        tab_to(page, WORDS.here)
        page.keyboard.press("Enter")

        page.locator(".shown [data-sign=genuine]").wait_for()
        expect(page.locator(":focus")).to_have_text(
            wording("fr").verdicts["genuine-identical"].heading
        )
        assert page.locator(".session li").count() == 1, "one paper, one line"
        assert axe_violations(page) == []


@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["360", "1280"])
def test_guide_is_heard_left_by_keyboard_and_sends_nothing(
    counter: Counter, tmp_path: Path, viewport: ViewportSize
) -> None:
    require_decoder()
    film = film_of_sheet(counter.good.pdf, tmp_path / "sheet.y4m")
    with before_the_camera(film) as page:
        posted: list[str] = []
        page.on(
            "request", lambda one: posted.append(one.post_data or "") if one.post_data else None
        )
        page.set_viewport_size(viewport)
        page.goto(counter.address + "/scanner")
        result(page)
        page.evaluate("whiteOf = () => 20")  # somebody puts out the light
        page.locator(".here button").click()

        expect(page.locator(".shoot")).to_be_focused()
        expect(page.locator(".said-aloud")).to_have_text(WORDS.dark)
        assert axe_violations(page) == []
        assert overflow(page) <= 0
        assert [one.split("=")[0] for one in posted] == ["fragment"], "no picture of the counter"
        tab_to(page, WORDS.cancel)
        page.keyboard.press("Enter")

        assert result(page).get_attribute("data-sign") == "to_compare"


def test_filmed_sheet_of_another_name_is_shown_and_never_green(
    counter: Counter, tmp_path: Path
) -> None:
    require_decoder()
    forged = draw_over(counter.good.pdf, over_name(counter.good, "Jean DUPONT"))
    with before_the_camera(film_of_sheet(forged, tmp_path / "forged.y4m")) as page:
        page.goto(counter.address + "/scanner")
        result(page)
        page.locator(".here button").click()
        page.locator(".shoot").click()

        page.locator(".shown .zones").wait_for()
        assert result(page).get_attribute("data-sign") == "to_compare"
        assert axe_violations(page) == []
