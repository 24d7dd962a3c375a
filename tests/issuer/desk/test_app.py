"""What every answer of the desk has, and what it answers at all."""

import re

import pytest

from tests.support.desk_routes import desk
from tests.support.desks import (
    TestDesk,
)

__all__ = ["desk"]  # pytest finds them here
pytestmark = pytest.mark.usefixtures("many_attempts")


def test_every_answer_carries_the_headers(desk: TestDesk) -> None:
    browser = desk.browser("ines")

    for path in (
        "/",
        "/connexion",
        "/nulle-part",
        "/static/desk.css",
        "/attestations/AC-2026-0001",
    ):
        headers = browser.get(path).headers
        assert headers["Content-Security-Policy"].startswith(
            "default-src 'none'; script-src 'self'"
        )
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert path.startswith("/static/") or headers["Cache-Control"] == "no-store"


def test_pages_hold_no_inline_code_and_no_foreign_address(desk: TestDesk) -> None:
    browser = desk.browser("ines")

    for path in ("/", "/chiffres", "/journal", "/attestations/AC-2026-0001", "/delivrances/1"):
        page = browser.get(path).text
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page)
        assert not re.search(r'(src|href|action)="(https?:)?//', page)


def test_only_the_own_host_is_answered(desk: TestDesk) -> None:
    answer = desk.app.test_client().get("/connexion", base_url="http://evil.example")

    assert answer.status_code == 400


def test_unknown_things_are_not_found(desk: TestDesk) -> None:
    browser = desk.browser("ines")

    for path in (
        "/attestations/AC-2026-9999",
        "/attestations/AC-2026-9999/page.png",
        "/attestations/AC-2026-9999/retirer",
        "/delivrances/99",
        "/delivrances/99/etat",
        "/module?code=rien",
        "/module/liste-de-signatures?code=rien",
        f"/classeurs/{'0' * 32}",
    ):
        assert browser.get(path).status_code == 404
    for path in (
        "/attestations/AC-2026-9999/telecharger",
        "/delivrances/99/reprendre",
        "/module/telecharger",
    ):
        assert browser.post(path).status_code == 404
    assert browser.post("/module/telecharger", code="AC-2026-10", kind="exe").status_code == 400
