"""Before each request: who asks, and whether they may."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.desk_routes import COORDINATOR, DECLARED, NAMES, PUBLIC, READER, address, desk
from tests.support.desks import (
    TestDesk,
    desk_of,
    make_desk,
)

__all__ = ["desk"]  # pytest finds them here

BY_PROVIDER = {
    ("GET", "/connexion/fournisseur"),
    ("GET", "/connexion/retour"),
    ("POST", "/connexion/code"),
}

ONES_OWN = {
    "/recherche/<number>",
    "/impressions/<number>",
    "/impressions/<number>/etat",
    "/impressions/<number>/fichier.pdf",
}
"""What is shown to whoever asked for it, and to nobody else."""

pytestmark = pytest.mark.usefixtures("many_attempts")


@pytest.fixture(scope="module")
def discreet(desk: TestDesk) -> TestDesk:
    """The same desk as it is unless told otherwise."""
    settings = desk.context.settings
    plain = replace(settings, desk=replace(settings.desk, readers_see_names=False))
    made = desk_of(replace(desk.context, settings=plain), desk.clock)
    return replace(made, factors=desk.factors)


@pytest.mark.parametrize(("method", "rule"), DECLARED)
def test_stranger_sees_the_way_in_and_nothing_else(desk: TestDesk, method: str, rule: str) -> None:
    browser = desk.browser()
    fields = {"csrf_token": browser.token("/connexion")} if method == "POST" else {}

    answer = browser.client.open(address(rule), method=method, data=fields)

    if (method, rule) in BY_PROVIDER:
        assert answer.status_code == 404  # this desk has none
    elif rule == "/invitation/<token>":
        assert answer.status_code == 404  # nobody was invited
    elif DECLARED[method, rule] is PUBLIC:
        assert answer.status_code in (200, 403)
    else:
        assert (answer.status_code, answer.location) == (303, "/connexion")


@pytest.mark.parametrize(
    ("method", "rule"), [key for key, role in DECLARED.items() if role >= NAMES]
)
def test_reader_sees_nobodys_name_and_acts_on_nothing(
    discreet: TestDesk, method: str, rule: str
) -> None:
    browser = discreet.browser("lecture")
    fields = {"csrf_token": browser.token()} if method == "POST" else {}

    answer = browser.client.open(address(rule), method=method, data=fields)

    if rule == "/":  # where everybody arrives
        assert (answer.status_code, answer.location) == (303, "/chiffres")
    else:
        assert answer.status_code == 403


def test_figures_and_log_name_nobody_and_lead_to_no_page_that_does(discreet: TestDesk) -> None:
    browser = discreet.browser("lecture")

    for place in ("/chiffres", "/journal", "/compte"):
        page = browser.get(place)
        assert page.status_code == 200
        assert "Ağaoğlu" not in page.text
        assert 'href="/envois"' not in page.text
        assert 'href="/module?' not in page.text


@pytest.mark.parametrize(
    ("method", "rule"), [key for key, role in DECLARED.items() if role is COORDINATOR]
)
def test_reader_may_look_but_not_act(desk: TestDesk, method: str, rule: str) -> None:
    browser = desk.browser("lecture")
    fields = {"csrf_token": browser.token()} if method == "POST" else {}

    answer = browser.client.open(address(rule), method=method, data=fields)

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("method", "rule"),
    [
        key
        for key, role in DECLARED.items()
        if role in (READER, NAMES) and key[0] == "GET" and key[1] not in ONES_OWN
    ],
)
def test_reader_may_look(desk: TestDesk, method: str, rule: str) -> None:
    answer = desk.browser("lecture").get(address(rule), code="AC-2026-10")

    assert answer.status_code == 200


def test_route_without_a_role_is_served_to_nobody(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.add_user("ines")
    desk.app.add_url_rule("/oubliee", "forgotten", lambda: "secret")

    assert desk.browser().get("/oubliee").status_code == 404
    assert desk.browser("ines").get("/oubliee").status_code == 404
