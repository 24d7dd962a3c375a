"""Passkeys as a browser meets them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from issuer.desk.auth import passkeys
from tests.support.browser import NARROW, WIDE, axe_violations, open_browser, overflow
from tests.support.desks import DESK_SETTINGS, PASSWORD, TestDesk, make_desk
from tests.support.passkey_desks import desk, names
from tests.support.ports import free_port
from tests.support.threaded_server import serving

__all__ = ["desk"]  # pytest finds them here
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("address", "is_possible"),
    [
        ("https://bureau.example.org", True),
        ("https://bureau.example.org:8443", True),
        ("http://localhost:8001", True),
        ("http://127.0.0.1:8001", False),
        ("https://[::1]:8001", False),
        ("http://bureau.example.org", False),
    ],
)
def test_passkeys_are_offered_where_browsers_have_them(
    desk: TestDesk, address: str, is_possible: bool
) -> None:
    settings = replace(desk.context.settings.desk, address=address)

    assert passkeys.are_possible(settings) is is_possible


def test_passkey_is_made_and_used_in_a_browser(tmp_path: Path) -> None:
    port = free_port()
    settings = DESK_SETTINGS.replace("127.0.0.1:8001", f"localhost:{port}")
    with ThreadPoolExecutor(1) as pool:
        desk = pool.submit(make_desk, tmp_path, settings=settings).result()
    desk.add_user("ines")
    with serving(desk.app, port), open_browser() as browser:
        page = browser.new_context(viewport=NARROW).new_page()
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "isUserVerified": True}
        options |= {"hasResidentKey": True, "hasUserVerification": True}
        device.send("WebAuthn.addVirtualAuthenticator", {"options": options})

        page.goto(f"http://localhost:{port}/connexion")
        page.fill("#login", "ines")
        page.fill("#password", PASSWORD)
        page.fill("#one_time", desk.one_time("ines"))
        page.get_by_role("button", name="Se connecter", exact=True).click()
        page.goto(f"http://localhost:{port}/compte")
        page.fill("#password", PASSWORD)
        page.get_by_role("button", name="Ajouter une clé d’accès").click()
        page.fill("#name", "téléphone")
        assert (overflow(page), axe_violations(page)) == (0, [])
        page.get_by_role("button", name="Faire la clé d’accès").click()
        expect(page.get_by_role("heading", name="Clés d’accès")).to_be_visible()
        assert (overflow(page), axe_violations(page)) == (0, [])
        assert names(desk) == ["téléphone"]
        page.get_by_role("button", name="Se déconnecter").click()
        desk.clock.turn(SECOND)

        page.reload()
        page.fill("#login", "ines")
        page.fill("#password", PASSWORD)
        page.set_viewport_size(WIDE)
        assert (overflow(page), axe_violations(page)) == (0, [])
        page.get_by_role("button", name="Avec une clé d’accès").click()

        expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()
        page.goto(f"http://localhost:{port}/compte")
        page.get_by_role("button", name="Retirer la clé téléphone").click()
        expect(page.get_by_role("heading", name="Clés d’accès")).to_have_count(0)
    assert names(desk) == []
    desk.register.dispose()
