"""The page of the regimes in a real browser: typed, seen as what changes, kept, at both widths."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import NARROW, WIDE, axe_violations, open_browser, overflow, served
from tests.support.coordinator import Coordinator
from tests.support.regime_forms import FORM
from tests.support.served_desks import PASSWORD, deploy

PICTURES = Path(__file__).parents[3] / "var" / "pictures" / "desk"


def look(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert axe_violations(page) == []
        assert overflow(page) == 0
        page.screenshot(path=PICTURES / f"{name}-{size['width']}.png", full_page=True)


@pytest.mark.usefixtures("many_attempts")
def test_coordinator_declares_and_ends_a_regime(tmp_path: Path) -> None:
    deployed = deploy(tmp_path / "deployment")
    with open_browser() as browser, served(deployed.config, deployed.port):
        page = browser.new_context(viewport=WIDE, locale="fr-BE").new_page()
        ines = Coordinator(page=page, address=deployed.address, seen=lambda name: None)
        ines.sign_in(deployed.login, PASSWORD, deployed.one_time())
        page.get_by_role("link", name="Réglages").click()
        page.get_by_role("link", name="Régimes").click()
        look(page, "regimes-none")

        for name, typed in FORM.items():
            page.locator(f'[id="{name}"]').fill(typed)
        page.get_by_role("button", name="Voir ce qui change").click()
        expect(page.get_by_text("LOCAL : nouvelle fiche")).to_be_visible()
        look(page, "regimes-changes")
        page.get_by_role("button", name="Enregistrer ces régimes").click()
        expect(page.get_by_role("status")).to_contain_text("version 1")
        page.get_by_label("Dernier jour de LOCAL").fill("2020-01-01")
        page.get_by_role("button", name="Mettre fin").click()
        expect(page.get_by_role("alert")).to_be_visible()
        look(page, "regimes-problem")
