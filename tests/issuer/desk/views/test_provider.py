"""Sign-in by a real provider."""

from pathlib import Path

from playwright.sync_api import expect

from tests.support.browser import NARROW, WIDE, axe_violations, open_browser, overflow, served
from tests.support.provider import SETTINGS, real_provider, write_secret
from tests.support.served_desks import deploy

INES = "ines@passages.example"


def test_coordinator_comes_in_by_a_real_provider(tmp_path: Path) -> None:
    claims = {"sub": "u-1", "email": INES, "email_verified": True}
    stranger = {"sub": "u-2", "email": "otto@passages.example", "email_verified": True}
    with real_provider(claims, stranger) as issuer, open_browser() as chromium:
        deployed = deploy(tmp_path, login=INES, more=SETTINGS.format(issuer=issuer))
        write_secret(tmp_path)
        with served(deployed.config, deployed.port):
            page = chromium.new_context(viewport=WIDE, locale="fr-BE").new_page()
            for who, is_known in (("u-2", False), ("u-1", True)):
                page.goto(deployed.address)
                page.get_by_role("link", name="Se connecter avec le compte de la maison").click()
                page.get_by_role("button", name=who).click()
                if not is_known:
                    expect(page.get_by_text("aucun compte du bureau")).to_be_visible()
            expect(page.get_by_role("heading", name="Encore un code")).to_be_visible()
            for size in (NARROW, WIDE):
                page.set_viewport_size(size)
                assert axe_violations(page) == []
                assert overflow(page) == 0
            page.get_by_label("Code de l’application").fill(deployed.one_time())
            page.get_by_role("button", name="Se connecter").click()
            expect(page.get_by_role("heading", name="Modules")).to_be_visible()
