"""The language of a page: the one in its address, else the browser's, else the first."""

import pytest
from flask import Flask

from web.language import add_links, page_language

LANGUAGES = ("fr", "nl", "en")


def language(address: str, accepted: str | None) -> str:
    headers = {} if accepted is None else {"Accept-Language": accepted}
    with Flask(__name__).test_request_context(address, headers=headers):
        return page_language(LANGUAGES, nearest={"prs": "fr", "de": "en"})


@pytest.mark.parametrize(
    ("address", "accepted", "expected"),
    [
        ("/", None, "fr"),
        ("/", "nl-BE,nl;q=0.9,fr;q=0.5", "nl"),
        ("/", "ja", "fr"),
        ("/", "de-DE", "en"),
        ("/", "prs;q=0.9,en;q=0.8", "fr"),
        ("/?lang=en", "nl", "en"),
        ("/?lang=xx", "nl", "nl"),
        ("/?lang=", None, "fr"),
        ("/?lang=fr&lang=nl", None, "fr"),
    ],
)
def test_address_counts_before_the_browser_and_the_browser_before_the_first(
    address: str, accepted: str | None, expected: str
) -> None:
    assert language(address, accepted) == expected


def test_links_carry_on_a_language_that_was_chosen_and_no_other() -> None:
    app = Flask(__name__)
    app.add_url_rule("/page", "page", lambda: "")
    add_links(app, LANGUAGES)
    link = app.jinja_env.globals["link"]

    with app.test_request_context("/?lang=nl", headers={"Accept-Language": "en"}):
        assert link("page") == "/page?lang=nl"  # type: ignore[operator]
    with app.test_request_context("/?lang=<b>", headers={"Accept-Language": "en"}):
        assert link("page") == "/page"  # type: ignore[operator]
