"""Help: a page of the desk leads to the paragraph about it, which is there in each language."""

import re

import pytest

from issuer.desk.auth.access import Role
from issuer.desk.language import LOCALES
from tests.support.desk_routes import DECLARED, address, desk
from tests.support.desks import Browser, TestDesk

__all__ = ["desk"]  # pytest finds them here

WHOLE = {"/", "/aide"}
LINK = re.compile(r'href="/aide(?:#([a-z-]+))?"')
PAGES = [
    rule for (method, rule), role in DECLARED.items() if method == "GET" and role > Role.PUBLIC
]


@pytest.fixture(scope="module")
def signed_in(desk: TestDesk) -> Browser:
    return desk.browser("ines")


@pytest.mark.parametrize("rule", PAGES)
def test_each_page_leads_to_a_paragraph_that_is_there_in_each_language(
    signed_in: Browser, rule: str
) -> None:
    answer = signed_in.get(address(rule), code="AC-2026-10")
    if answer.mimetype != "text/html":
        return  # a picture, a file, or what a script asks

    (paragraph,) = LINK.findall(answer.text)

    assert bool(paragraph) == (rule not in WHOLE)
    for language in LOCALES if paragraph else ():
        guide = signed_in.client.get("/aide", headers={"Accept-Language": language}).text
        assert f'<html lang="{language}">' in guide
        assert f'<a href="#{paragraph}">' in guide
        assert f'id="{paragraph}"' in guide


def test_stranger_is_offered_no_help_that_nobody_would_open(desk: TestDesk) -> None:
    assert not LINK.search(desk.browser().get("/connexion").text)
