"""The guide in a real browser: opened from a page at its paragraph, readable at both widths."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import NARROW, WIDE, axe_violations, open_browser, overflow, served
from tests.support.coordinator import Coordinator
from tests.support.served_desks import PASSWORD, deploy

PICTURES = Path(__file__).parents[3] / "var" / "pictures" / "desk"


@pytest.mark.usefixtures("many_attempts")
def test_help_opens_beside_the_page_at_its_paragraph_in_the_language_of_the_page(
    tmp_path: Path,
) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    deployed = deploy(tmp_path / "deployment")
    with open_browser() as browser, served(deployed.config, deployed.port):
        page = browser.new_context(viewport=WIDE, locale="fr-BE").new_page()
        ines = Coordinator(page=page, address=deployed.address, seen=lambda name: None)
        ines.sign_in(deployed.login, PASSWORD, deployed.one_time())
        for language, name, heading in (
            ("fr", "Aide", "Les chiffres et le journal"),
            ("nl", "Hulp", "De cijfers en het logboek"),
        ):
            page.goto(f"{deployed.address}/journal?lang={language}")
            with page.expect_popup() as opened:
                page.get_by_role("link", name=name).click()
            guide = opened.value
            expect(guide.locator(":target")).to_have_text(heading)
            expect(guide.locator(":target")).to_be_in_viewport()
            expect(guide.locator("html")).to_have_attribute("lang", language)
            for size in (NARROW, WIDE):
                guide.set_viewport_size(size)
                assert axe_violations(guide) == []
                assert overflow(guide) == 0
                guide.screenshot(path=PICTURES / f"guide-{language}-{size['width']}.png")
            guide.close()
