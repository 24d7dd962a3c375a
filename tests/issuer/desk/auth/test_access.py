import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from issuer.desk.auth.access import Role
from issuer.desk.guard import ROLES_BY_ENDPOINT
from register import audit_log
from register.attestations import records
from register.database import reading
from tests.support.desks import (
    PASSWORD,
    READERS_SEE_NAMES,
    TestDesk,
    desk_of,
    make_desk,
    workbook,
)
from tests.support.sweeps import sweep

PUBLIC, READER, NAMES, COORDINATOR = Role

# Every address of the desk: method, and who may ask. A new route must be added here on purpose.
DECLARED = {
    ("GET", "/static/<path:filename>"): PUBLIC,
    ("GET", "/healthz"): PUBLIC,
    ("GET", "/readyz"): PUBLIC,
    ("GET", "/connexion"): PUBLIC,
    ("POST", "/connexion"): PUBLIC,
    ("GET", "/connexion/fournisseur"): PUBLIC,
    ("GET", "/connexion/retour"): PUBLIC,
    ("POST", "/connexion/code"): PUBLIC,
    ("POST", "/deconnexion"): READER,
    ("GET", "/compte"): READER,
    ("POST", "/compte"): READER,
    ("POST", "/compte/facteur"): READER,
    ("POST", "/compte/facteur/garder"): READER,
    ("POST", "/compte/codes"): READER,
    ("POST", "/compte/sessions"): READER,
    ("POST", "/compte/cles"): READER,
    ("POST", "/compte/cles/garder"): READER,
    ("POST", "/compte/cles/retirer"): READER,
    ("GET", "/comptes"): COORDINATOR,
    ("POST", "/comptes"): COORDINATOR,
    ("POST", "/comptes/fermer"): COORDINATOR,
    ("GET", "/invitation/<token>"): PUBLIC,
    ("POST", "/invitation/<token>"): PUBLIC,
    ("GET", "/"): NAMES,
    ("GET", "/module"): NAMES,
    ("GET", "/module/liste-de-signatures"): NAMES,
    ("POST", "/module/telecharger"): NAMES,
    ("POST", "/module/imprimer"): NAMES,
    ("GET", "/impressions/<number>"): NAMES,
    ("GET", "/impressions/<number>/etat"): NAMES,
    ("GET", "/impressions/<number>/fichier.pdf"): NAMES,
    ("POST", "/module/choisies"): COORDINATOR,
    ("GET", "/module/retirer/<number>"): COORDINATOR,
    ("POST", "/module/retirer/<number>"): COORDINATOR,
    ("POST", "/module/oublier"): COORDINATOR,
    ("GET", "/modules/nouveau"): COORDINATOR,
    ("POST", "/modules/nouveau"): COORDINATOR,
    ("GET", "/modules/prevu"): COORDINATOR,
    ("GET", "/modules/prevu/liste"): COORDINATOR,
    ("POST", "/modules/prevu/classeur"): COORDINATOR,
    ("POST", "/modules/prevu/supprimer"): COORDINATOR,
    ("GET", "/modele.xlsx"): READER,
    ("GET", "/module/corriger"): COORDINATOR,
    ("POST", "/module/corriger"): COORDINATOR,
    ("GET", "/module/corriger/<number>"): COORDINATOR,
    ("GET", "/module/corriger/<number>/<attestation>.png"): COORDINATOR,
    ("POST", "/module/corriger/<number>"): COORDINATOR,
    ("POST", "/recherche"): NAMES,
    ("GET", "/recherche/<number>"): NAMES,
    ("GET", "/session"): READER,
    ("POST", "/session"): READER,
    ("GET", "/classeurs/nouveau"): COORDINATOR,
    ("POST", "/classeurs/nouveau"): COORDINATOR,
    ("GET", "/classeurs/<identifier>"): COORDINATOR,
    ("GET", "/classeurs/<identifier>/de-nouveau"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/de-nouveau"): COORDINATOR,
    ("GET", "/classeurs/<identifier>/<int:sheet>/<int:row>"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/<int:sheet>/<int:row>"): COORDINATOR,
    ("GET", "/classeurs/<identifier>/personnes/<int:row>"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/personnes/<int:row>"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/reponses"): COORDINATOR,
    ("GET", "/classeurs/<identifier>/lecture"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/lecture"): COORDINATOR,
    ("GET", "/classeurs/<identifier>/profil.json"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/clore"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/cases"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/retablir"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/abandonner"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/reprendre"): COORDINATOR,
    ("GET", "/classeurs/<identifier>/delivrer"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/delivrer"): COORDINATOR,
    ("GET", "/delivrances/<int:number>"): NAMES,
    ("GET", "/delivrances/<int:number>/etat"): NAMES,
    ("POST", "/delivrances/<int:number>/reprendre"): COORDINATOR,
    ("POST", "/delivrances/<int:number>/annuler"): COORDINATOR,
    ("GET", "/attestations/<number>"): NAMES,
    ("GET", "/attestations/<number>/page.png"): NAMES,
    ("POST", "/attestations/<number>/telecharger"): NAMES,
    ("GET", "/attestations/<number>/retirer"): COORDINATOR,
    ("POST", "/attestations/<number>/retirer"): COORDINATOR,
    ("GET", "/attestations/<number>/corriger"): COORDINATOR,
    ("POST", "/attestations/<number>/corriger"): COORDINATOR,
    ("POST", "/attestations/<number>/remplacer"): COORDINATOR,
    ("POST", "/attestations/<number>/annuler"): COORDINATOR,
    ("POST", "/attestations/<number>/maintenant"): COORDINATOR,
    ("POST", "/attestations/<number>/adresse"): COORDINATOR,
    ("GET", "/attestations/<number>/lien"): COORDINATOR,
    ("POST", "/attestations/<number>/lien"): COORDINATOR,
    ("POST", "/envois/essai"): COORDINATOR,
    ("POST", "/attestations/<number>/couper"): COORDINATOR,
    ("GET", "/envois"): NAMES,
    ("POST", "/envois"): COORDINATOR,
    ("GET", "/envois/confirmer"): COORDINATOR,
    ("GET", "/reglages"): COORDINATOR,
    ("POST", "/reglages"): COORDINATOR,
    ("GET", "/reglages/apercu.png"): COORDINATOR,
    ("POST", "/reglages/apercu"): COORDINATOR,
    ("POST", "/reglages/abandonner"): COORDINATOR,
    ("GET", "/reglages/regimes"): COORDINATOR,
    ("POST", "/reglages/regimes"): COORDINATOR,
    ("POST", "/reglages/regimes/fichier"): COORDINATOR,
    ("POST", "/reglages/regimes/fin"): COORDINATOR,
    ("POST", "/reglages/regimes/defaut"): COORDINATOR,
    ("POST", "/reglages/regimes/garder"): COORDINATOR,
    ("GET", "/chiffres"): READER,
    ("GET", "/chiffres/participants.svg"): READER,
    ("GET", "/chiffres/motifs.svg"): READER,
    ("POST", "/chiffres/telecharger"): READER,
    ("GET", "/journal"): READER,
    ("POST", "/journal/telecharger"): READER,
}
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
POSTS = sorted(rule for method, rule in DECLARED if method == "POST")
FORGERIES = sweep(1_000, reduced=6 * len(POSTS))  # each kind of token at each of them

pytestmark = pytest.mark.usefixtures("many_attempts")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> TestDesk:
    made = make_desk(tmp_path_factory.mktemp("desk"), settings=READERS_SEE_NAMES)
    made.add_user("ines")
    made.add_user("lecture", role="reader")
    made.issue(workbook())
    return made


@pytest.fixture(scope="module")
def discreet(desk: TestDesk) -> TestDesk:
    """The same desk as it is unless told otherwise."""
    settings = desk.context.settings
    plain = replace(settings, desk=replace(settings.desk, readers_see_names=False))
    made = desk_of(replace(desk.context, settings=plain), desk.clock)
    return replace(made, factors=desk.factors)


def rules(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]


def address(rule: str) -> str:
    rule = rule.replace("<path:filename>", "desk.css").replace("<number>", "AC-2026-0001")
    return re.sub(r"<int:\w+>", "1", rule).replace("<identifier>", "0" * 32)


def test_every_route_is_declared_with_method_and_role(desk: TestDesk) -> None:
    roles = desk.app.extensions[ROLES_BY_ENDPOINT]

    found = {(method, rule.rule): roles.get(rule.endpoint) for method, rule in rules(desk.app)}

    assert found == DECLARED


def test_no_route_answers_two_methods(desk: TestDesk) -> None:
    endpoints = [rule.endpoint for _, rule in rules(desk.app)]

    assert len(endpoints) == len(set(endpoints))


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


def test_thousand_forged_or_missing_tokens_change_nothing(desk: TestDesk) -> None:
    browser, other = desk.browser("ines"), desk.browser("ines")
    strangers = [None, "", "0", "x" * 91, other.token(), "Ijg.x.y"]
    with reading(desk.register) as session:
        before = (audit_log.last_sequence(session), records(session))

    acquire = 0
    for attempt in range(FORGERIES):
        rule = POSTS[attempt % len(POSTS)]
        token = strangers[attempt // len(POSTS) % len(strangers)]
        fields = {"reason": "erreur", "at_once": "1", "login": "ines", "password": PASSWORD}
        if token is not None:
            fields["csrf_token"] = token
        answer = browser.client.post(address(rule), data=fields)
        acquire += answer.status_code != 400

    with reading(desk.register) as session:
        after = (audit_log.last_sequence(session), records(session))
    assert (acquire, after) == (0, before)
    assert browser.get("/").status_code == 200


def test_route_without_a_role_is_served_to_nobody(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.add_user("ines")
    desk.app.add_url_rule("/oubliee", "forgotten", lambda: "secret")

    assert desk.browser().get("/oubliee").status_code == 404
    assert desk.browser("ines").get("/oubliee").status_code == 404


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
