"""A report for the dossier in a real browser: asked for, downloaded, and brought back."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.support.browser import NARROW, WIDE, axe_violations, overflow
from tests.support.served_cases import Counter
from verifier.translations.catalogue import wording

WORDS = wording("fr").receipt


def downloaded(page: Page, folder: Path) -> Path:
    page.get_by_label(WORDS.dossier).fill("2026/NAT/17")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=WORDS.download).click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def check_file(page: Page, counter: Counter, file: Path) -> None:
    page.goto(f"{counter.address}/?lang=fr")
    page.locator("#file").set_input_files(file)
    page.locator("form.uploads button").click()
    page.locator(".verdict").wait_for()
    page.wait_for_load_state()  # without scripts it is a page of its own, and comes bit by bit


@pytest.mark.parametrize("has_script", [True, False])
def test_report_is_downloaded_and_known_again(
    browser: Browser, counter: Counter, tmp_path: Path, has_script: bool
) -> None:
    with browser.new_context(
        locale="fr-BE", java_script_enabled=has_script, accept_downloads=True
    ) as context:
        page = context.new_page()
        page.goto(f"{counter.address}/?lang=fr")
        page.locator("#text").fill(counter.texts["genuine"])
        page.keyboard.press("Enter")
        page.locator(".verdict").wait_for()

        file = downloaded(page, tmp_path)

        assert file.name.startswith(f"rapport-{counter.good.number}-")
        (sheet,) = PdfReader(file).pages
        assert "2026/NAT/17" in sheet.extract_text()
        expect(page.locator("[data-verdict=genuine]")).to_have_count(
            1
        )  # the verdict is still there
        check_file(page, counter, file)
        expect(page.locator("[data-report=unchanged]")).to_have_count(1)
        expect(page.locator("h1")).to_have_text(WORDS.seen_heading)
        file.write_bytes(file.read_bytes() + b"\n")
        check_file(page, counter, file)
        expect(page.locator("[data-report=changed]")).to_have_count(1)
        expect(page.locator("[data-verdict]")).to_have_count(0)


def test_pages_about_reports_have_no_violation(
    browser: Browser, counter: Counter, tmp_path: Path
) -> None:
    for viewport, scheme in ((NARROW, "light"), (WIDE, "dark")):
        with browser.new_context(
            locale="fr-BE",
            viewport=viewport,
            color_scheme="dark" if scheme == "dark" else "light",
            accept_downloads=True,
        ) as context:
            page = context.new_page()
            check_file(page, counter, counter.files["genuine"])
            assert axe_violations(page) == []
            file = downloaded(page, tmp_path)
            for content in (file.read_bytes(), file.read_bytes() + b"\n"):
                file.write_bytes(content)
                check_file(page, counter, file)
                expect(page.locator("[data-report]")).to_have_count(1)
                assert axe_violations(page) == []
                assert overflow(page) <= 0


def test_report_is_reached_by_the_keyboard(browser: Browser, counter: Counter) -> None:
    with browser.new_context(locale="fr-BE", accept_downloads=True) as context:
        page = context.new_page()
        check_file(page, counter, counter.files["withdrawn"])
        field = page.get_by_label(WORDS.dossier)
        for _ in range(20):
            page.keyboard.press("Tab")
            if field.evaluate("one => one === document.activeElement"):
                break
        page.keyboard.type("A 7")
        with page.expect_download() as waiting:
            page.keyboard.press("Enter")

        assert waiting.value.suggested_filename.endswith(".pdf")
