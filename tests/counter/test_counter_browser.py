"""The counter in a real browser: Debian's chromium before gunicorn, with real documents."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import (
    NARROW,
    WIDE,
    axe_violations,
    overflow,
)
from tests.support.counters import Counter
from verifier.wording.catalogue import LANGUAGES, wording


def shown(page: Page) -> str | None:
    page.locator(".verdict").wait_for()
    return page.locator(".verdict").get_attribute("data-verdict")


def type_in(page: Page, counter: Counter, text: str) -> None:
    page.goto(counter.address + "/")
    page.fill("#text", text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def drop(page: Page, counter: Counter, *files: Path) -> None:
    page.goto(counter.address + "/")
    page.set_input_files("#file", files)
    page.click("form.uploads button")


def test_every_door_shows_every_verdict_and_axe_finds_nothing(
    browser: Browser, counter: Counter, tmp_path: Path
) -> None:
    covered: list[str] = []
    with browser.new_context(locale="fr-BE", viewport=NARROW) as context:
        page = context.new_page()
        for door, cases in (
            ("text", counter.texts),
            ("qr", counter.fragments),
            ("file", counter.files),
        ):
            for verdict, what in cases.items():
                match what:
                    case Path() as file:
                        drop(page, counter, file)
                    case text if door == "text":
                        type_in(page, counter, text)
                    case digits:
                        page.goto("about:blank")
                        page.goto(f"{counter.address}/v#{digits}")
                assert shown(page) == verdict, (door, verdict)
                assert "#" not in page.url
                assert axe_violations(page) == [], (door, verdict)
                assert overflow(page) <= 0
                page.screenshot(path=tmp_path / f"{door}-{verdict}.png", full_page=True)
                covered.append(f"{door}:{verdict}")
    print(f"doors x verdicts: {len(covered)}, axe violations: 0")
    assert len(covered) == len(counter.texts) + len(counter.fragments) + len(counter.files)


def test_pages_work_without_scripts(browser: Browser, counter: Counter) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        type_in(page, counter, counter.texts["genuine"])
        assert shown(page) == "genuine"
        drop(page, counter, counter.files["altered"])
        assert shown(page) == "altered"


@pytest.mark.parametrize("language", LANGUAGES)
def test_browser_language_decides_where_nobody_chose(
    browser: Browser, counter: Counter, language: str
) -> None:
    with browser.new_context(locale=f"{language}-BE", viewport=WIDE) as context:
        page = context.new_page()
        type_in(page, counter, counter.texts["genuine"])

        page.locator("[data-verdict]").wait_for()
        assert page.locator("h1").inner_text() == wording(language).verdicts["genuine"].heading
        page.get_by_role("button", name="Deutsch").click()
        page.locator("html[lang=de]").wait_for()


def test_home_and_developers_pages_have_no_violation_at_320_pixels(
    browser: Browser, counter: Counter
) -> None:
    for scheme in ("light", "dark"):
        with browser.new_context(
            viewport={"width": 320, "height": 640},
            color_scheme="dark" if scheme == "dark" else "light",
        ) as context:
            page = context.new_page()
            for path in ("/", "/developers", "/nowhere"):
                page.goto(counter.address + path)
                assert axe_violations(page) == [], (scheme, path)
                assert overflow(page) <= 0, path


def test_keyboard_alone_goes_from_the_field_to_the_verdict(
    browser: Browser, counter: Counter
) -> None:
    with browser.new_context(locale="fr-BE") as context:
        page = context.new_page()
        page.goto(counter.address + "/")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "text":
                break
        page.keyboard.type(counter.texts["genuine"])
        page.keyboard.press("Enter")

        assert shown(page) == "genuine"
        assert page.evaluate("document.activeElement.tagName") == "H1"


def test_verdict_prints_on_one_sheet(browser: Browser, counter: Counter, tmp_path: Path) -> None:
    from pypdf import PdfReader

    with browser.new_context(locale="fr-BE") as context:
        page = context.new_page()
        type_in(page, counter, counter.texts["genuine"])
        shown(page)
        page.pdf(path=tmp_path / "verdict.pdf", prefer_css_page_size=True)

    assert len(PdfReader(tmp_path / "verdict.pdf").pages) == 1


def test_verdict_is_forgotten_after_ten_idle_minutes(browser: Browser, counter: Counter) -> None:
    with browser.new_context(locale="fr-BE") as context:
        page = context.new_page()
        page.clock.install()
        type_in(page, counter, counter.texts["genuine"])
        shown(page)
        page.clock.fast_forward("09:10")
        page.get_by_text(wording("fr").page.forgetting).wait_for()
        page.clock.fast_forward("01:00")
        page.get_by_text(wording("fr").page.forgotten).wait_for()

        assert page.locator(".verdict").count() == 0


def test_nothing_is_asked_of_anybody_else(browser: Browser, counter: Counter) -> None:
    asked: list[str] = []
    with browser.new_context(locale="fr-BE") as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        drop(page, counter, counter.files["genuine"], counter.files["altered"])
        page.locator(".results").wait_for()

        assert context.cookies() == []
        assert page.locator(".verdict").count() == 2
    assert asked
    assert all(url.startswith(counter.address) for url in asked)
