"""The scanner page in a test's browser."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.served_cases import Counter
from verifier.http.app import DECODER_FILE


def require_decoder() -> None:
    """Skip the test where the set-up could not bundle the decoder."""
    if not DECODER_FILE.is_file():
        pytest.skip("the scanner's decoder is not here: verifier/http/decoder/build.sh needs npm")


def open_scanner(page: Page, counter: Counter) -> None:
    """Open the page, and start the camera as an officer does, until it looks."""
    page.goto(counter.address + "/scanner")
    page.locator(".start").click()
    page.locator("video").wait_for()


def result(page: Page) -> Locator:
    """Wait for the next result, and return its box."""
    found = page.locator(".shown .verdict")
    found.wait_for()
    return found


def said(page: Page, words: str) -> None:
    """Wait until the page says this, and nothing more."""
    expect(page.locator(".said-aloud")).to_have_text(words)


def scan_next(page: Page) -> None:
    """Ask for the next one."""
    page.locator(".next-scan").click()
