"""The counter in a real browser: Debian's chromium before gunicorn, with real documents."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Browser, Page, expect

from attestation.formats.qr_text import PATH
from attestation.verdict.verdicts import VerdictName
from tests.support.browser import (
    NARROW,
    WIDE,
    axe_violations,
    overflow,
)
from tests.support.cameras import hold_cards, show_card
from tests.support.issuers import ADDRESS
from tests.support.scanners import open_scanner
from tests.support.served_cases import Counter
from tests.support.sweeps import sweep
from verifier.check import check_fragment, check_text
from verifier.http.app import DECODER_FILE
from verifier.translations.catalogue import LANGUAGES, wording

Pair = tuple[str, str]
Record = Callable[[str, object], None]

DOORS = ("text", "qr", "file", "scanner")
VERDICTS = get_args(VerdictName)
IMPOSSIBLE = {(channel, "altered") for channel in ("text", "qr", "scanner")}
"""test_no_text_can_be_altered says why."""
PICTURES = Path(__file__).parents[3] / "var" / "pictures" / "counter"
"""Each verdict as each door shows it, at both widths; made anew by each run."""


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
    browser: Browser, counter: Counter, record_property: Record
) -> None:
    covered: set[Pair] = set()
    violations: list[str] = []
    with browser.new_context(locale="fr-BE", viewport=NARROW) as context:
        hold_cards(context)
        page = context.new_page()
        for channel, verdict, take in ways_in(page, counter):
            take()
            assert shown(page) == verdict, (channel, verdict)
            assert "#" not in page.url
            if sweep(True, reduced=verdict not in {seen for _, seen in covered}):
                violations += [f"{channel}, {verdict}: {found}" for found in axe_violations(page)]
                for viewport in (WIDE, NARROW):
                    page.set_viewport_size(viewport)
                    assert overflow(page) <= 0, (channel, verdict, viewport)
                    photograph(page, f"{verdict}-{channel}-{viewport['width']}")
            covered.add((channel, verdict))

    record_property(
        "figure",
        f"counter: {len(covered)} of {len(DOORS) * len(VERDICTS)} doors x verdicts"
        f" ({len(IMPOSSIBLE)} cannot be), axe violations: {len(violations)}",
    )
    assert violations == []
    scanner = set() if DECODER_FILE.is_file() else {("scanner", verdict) for verdict in VERDICTS}
    assert covered == set(product(DOORS, VERDICTS)) - IMPOSSIBLE - scanner


def ways_in(page: Page, counter: Counter) -> Iterator[tuple[str, str, Callable[[], None]]]:
    for verdict, text in counter.texts.items():
        yield "text", verdict, partial(type_in, page, counter, text)
    for verdict, digits in counter.fragments.items():
        yield "qr", verdict, partial(follow, page, counter, digits)
    for verdict, file in counter.files.items():
        yield "file", verdict, partial(drop, page, counter, file)
    if DECODER_FILE.is_file():
        for verdict, digits in counter.fragments.items():
            yield "scanner", verdict, partial(scan, page, counter, digits)


def follow(page: Page, counter: Counter, digits: str) -> None:
    page.goto("about:blank")
    page.goto(f"{counter.address}/v#{digits}")


def scan(page: Page, counter: Counter, digits: str) -> None:
    open_scanner(page, counter)
    show_card(page, f"{ADDRESS}{PATH}{digits}")


def photograph(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def test_no_text_can_be_altered(counter: Counter) -> None:
    """Why three pairs cannot be: only a page can say something else than what was signed."""
    code, digits = counter.good.code, counter.fragments["genuine"]
    for place in range(0, len(digits), 7):
        other = f"{digits[:place]}{(int(digits[place]) + 1) % 10}{digits[place + 1 :]}"
        assert check_fragment(counter.verifier, other).verdict.name in ("not_ours", "unreadable")
    for place, symbol in enumerate(code):
        if symbol != "-":
            other = f"{code[:place]}{'Z' if symbol != 'Z' else 'Y'}{code[place + 1 :]}"
            assert check_text(counter.verifier, other).verdict.name in ("not_ours", "unreadable")


def test_pages_work_without_scripts(browser: Browser, counter: Counter) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for verdict, text in counter.texts.items():
            type_in(page, counter, text)
            assert shown(page) == verdict
        for verdict, file in counter.files.items():
            drop(page, counter, file)
            assert shown(page) == verdict


@pytest.mark.parametrize("language", LANGUAGES)
def test_browser_language_decides_where_nobody_chose(
    browser: Browser, counter: Counter, language: str
) -> None:
    with browser.new_context(locale=f"{language}-BE", viewport=WIDE) as context:
        page = context.new_page()
        type_in(page, counter, counter.texts["genuine"])

        page.locator("[data-verdict]").wait_for()
        expect(page.locator("h1")).to_have_text(wording(language).verdicts["genuine"].heading)
        page.get_by_role("button", name="Deutsch").click()
        page.locator("html[lang=de]").wait_for()


@pytest.mark.parametrize("language", sweep(LANGUAGES, reduced=("nl",)))
def test_every_verdict_has_no_violation_in_every_language(
    browser: Browser, counter: Counter, language: str
) -> None:
    found: list[str] = []
    with browser.new_context(locale=f"{language}-BE") as context:
        page = context.new_page()
        for verdict, file in counter.files.items():
            drop(page, counter, file)
            assert shown(page) == verdict
            assert page.get_attribute("html", "lang") == language
            for viewport in (WIDE, NARROW):
                page.set_viewport_size(viewport)
                found += [f"{verdict} {viewport}: {one}" for one in axe_violations(page)]
                assert overflow(page) <= 0, (verdict, viewport)
    assert found == []


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
        expect(page.locator("h1")).to_be_focused()  # some time after it is there


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

        expect(page.locator(".verdict")).to_have_count(0)


def test_nothing_is_asked_of_anybody_else(browser: Browser, counter: Counter) -> None:
    asked: list[str] = []
    with browser.new_context(locale="fr-BE") as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        drop(page, counter, counter.files["genuine"], counter.files["altered"])
        page.locator(".results").wait_for()

        assert context.cookies() == []
        expect(page.locator(".verdict")).to_have_count(2)
        assert axe_violations(page) == []
    assert asked
    assert all(url.startswith(counter.address) for url in asked)
