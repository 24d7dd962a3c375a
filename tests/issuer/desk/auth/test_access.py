import pytest
from flask import Flask
from werkzeug.routing import Rule

from issuer.desk.guard import ROLES_BY_ENDPOINT
from register import audit_log
from register.attestations import records
from register.database import reading
from tests.support.desk_routes import DECLARED, address, desk
from tests.support.desks import (
    PASSWORD,
    TestDesk,
)
from tests.support.sweeps import sweep

__all__ = ["desk"]  # pytest finds them here
POSTS = sorted(rule for method, rule in DECLARED if method == "POST")
FORGERIES = sweep(1_000, reduced=6 * len(POSTS))  # each kind of token at each of them
pytestmark = pytest.mark.usefixtures("many_attempts")


def rules(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]


def test_every_route_is_declared_with_method_and_role(desk: TestDesk) -> None:
    roles = desk.app.extensions[ROLES_BY_ENDPOINT]

    found = {(method, rule.rule): roles.get(rule.endpoint) for method, rule in rules(desk.app)}

    assert found == DECLARED


def test_no_route_answers_two_methods(desk: TestDesk) -> None:
    endpoints = [rule.endpoint for _, rule in rules(desk.app)]

    assert len(endpoints) == len(set(endpoints))


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
