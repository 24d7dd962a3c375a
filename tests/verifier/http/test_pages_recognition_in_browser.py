"""A recognition that did not cover the day of issue, on the page as officers see it."""

from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import expect

from tests.support.browser import NARROW, WIDE, axe_violations, open_browser, overflow
from tests.support.issuer_records import make_recognition, make_record, publish_record
from tests.support.served_cases import open_counter
from verifier.translations.catalogue import LANGUAGES, wording

ENDED = make_recognition(date(2020, 1, 1), date(2024, 12, 31))


def test_page_of_a_recognition_that_had_ended_has_no_violation(tmp_path: Path) -> None:
    with open_counter(tmp_path) as counter:
        publish_record(counter.world, make_record(ENDED, at=datetime.now(UTC)))
        with open_browser() as browser:
            for language, viewport in zip(LANGUAGES, (NARROW, WIDE) * 2, strict=True):
                page = browser.new_page(viewport=viewport)
                page.goto(f"{counter.address}/?lang={language}")
                page.fill("#text", counter.texts["genuine"])
                page.keyboard.press("Enter")
                said = page.get_by_text(wording(language).recognition.not_covered)
                expect(said).to_be_visible()
                assert axe_violations(page) == []
                assert overflow(page) == 0
                page.close()
