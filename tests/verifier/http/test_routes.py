"""Every route of the web pages: method, limit, headers; what is published."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from tests.support.web import make_app, verdict_of
from tests.support.world import Issued, World, make_world
from verifier.http.app import ENDPOINTS

POSTS = {"check", "document", "receipt", "verifications", "source_evidence", "source_document"}


def test_status_list_is_published_as_the_issuer_signed_it(
    client: FlaskClient, world: World, issued: list[Issued]
) -> None:
    response = client.get("/status/1")

    assert response.status_code == 200
    assert response.content_type == "application/statuslist+cwt"
    assert response.data == world.verifier.register.status_list(1)
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert response.headers["Access-Control-Allow-Origin"] == "*"

    again = client.get("/status/1", headers={"If-None-Match": response.headers["ETag"]})

    assert again.status_code == 304
    assert again.data == b""


@pytest.mark.parametrize("number", ["2", "0", "-1", "1000001", "9" * 40, "x"])
def test_other_status_lists_are_not_there(client: FlaskClient, number: str) -> None:
    assert client.get(f"/status/{number}").status_code == 404


def test_status_list_near_its_end_is_kept_no_longer(own_world: World) -> None:
    client = make_app(own_world).test_client()

    own_world.wait(timedelta(days=30) - timedelta(seconds=20))
    near = client.get("/status/1")
    own_world.wait(timedelta(days=1))
    past = client.get("/status/1")

    assert near.headers["Cache-Control"] == "public, max-age=20"
    assert past.headers["Cache-Control"] == "public, max-age=0"


@pytest.mark.parametrize("token", [b"", b"\xd2\x84", b"nonsense"])
def test_list_that_nobody_signed_is_not_served(own_world: World, token: bytes) -> None:
    client = make_app(own_world).test_client()
    own_world.tamper("UPDATE status_list SET token = :token", token=token)

    response = client.get("/status/1")

    assert response.status_code == 503
    assert verdict_of(response) == ("cannot_check", None, "register-down")


def test_list_of_a_stranger_is_not_served(own_world: World, tmp_path: Path) -> None:
    other = make_world(tmp_path / "other")
    other.issue(Holder(family_name="A", given_name=None, birth_date=PartialDate(year=1990)))
    client = make_app(own_world).test_client()
    own_world.tamper(
        "UPDATE status_list SET token = :token", token=other.verifier.register.status_list(1)
    )

    assert client.get("/status/1").status_code == 503


def test_routes_are_those_that_are_listed(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == ENDPOINTS
    for rule in app.url_map.iter_rules():
        expected = {"POST"} if rule.endpoint in POSTS else {"GET", "HEAD"}
        assert rule.methods == expected, rule


def test_route_that_is_not_listed_is_refused(world: World) -> None:
    app = make_app(world)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")

    response = app.test_client().get("/forgotten")

    assert response.status_code == 404
    assert "secret" not in response.text


def _responses(client: FlaskClient, app: Flask) -> Iterator[tuple[str, TestResponse]]:
    for rule in app.url_map.iter_rules():
        path = rule.rule
        path = path.replace("<path:filename>", "verifier.css")
        path = re.sub("<int[^>]*>", "1", path)
        send = client.post if rule.endpoint in POSTS else client.get
        yield rule.endpoint, send(path)
    yield "404", client.get("/nowhere")
    yield "405", client.get("/check")
    yield "405", client.options("/")
    yield "405", client.delete("/v")
    yield "413", client.post("/check", data={"text": "x" * 200_000})


def test_every_answer_has_the_headers(client: FlaskClient, app: Flask) -> None:
    for endpoint, response in _responses(client, app):
        response.close()
        headers = response.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, endpoint
        scanner = endpoint == "scanner"
        assert ("wasm-unsafe-eval" in policy) == scanner, endpoint
        assert "unsafe" not in policy.replace("wasm-unsafe-eval", "")
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        camera = "camera=(self)" if scanner else "camera=()"
        assert camera in headers["Permissions-Policy"].split(", ")
        assert "Set-Cookie" not in headers
        public = endpoint in ("static", "status_list", "trust_bundle")
        assert headers["Cache-Control"].startswith("public" if public else "no-store"), endpoint
        resource = "cross-origin" if endpoint in ("status_list", "trust_bundle") else "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == resource
        assert "Strict-Transport-Security" not in headers
        if endpoint.isdigit():
            assert response.status_code == int(endpoint)
            assert "Traceback" not in response.text


def test_method_that_is_not_allowed_names_those_that_are(client: FlaskClient) -> None:
    assert client.get("/check").headers["Allow"] == "POST"


def test_tls_is_asked_for_where_there_is_tls(world: World) -> None:
    app = make_app(world, proxies=1)

    response = app.test_client().get("/", headers={"X-Forwarded-Proto": "https"})

    assert "max-age=" in response.headers["Strict-Transport-Security"]


def test_forwarded_headers_count_only_behind_a_proxy(client: FlaskClient) -> None:
    response = client.get("/", headers={"X-Forwarded-Proto": "https"})

    assert "Strict-Transport-Security" not in response.headers


def test_checks_are_limited_by_network(world: World) -> None:
    app = make_app(world, checks_per_minute=3)
    client = app.test_client()

    def check_from(address: str) -> int:
        return client.post(
            "/check", data={"text": "x"}, environ_base={"REMOTE_ADDR": address}
        ).status_code

    assert [check_from("192.0.2.1") for _ in range(4)] == [200, 200, 200, 429]
    assert check_from("192.0.2.2") == 200
    # One subscriber's IPv6 addresses are one visitor; something odd is one, too.
    assert [check_from(f"2001:db8::{n}") for n in range(1, 5)] == [200, 200, 200, 429]
    assert check_from("2001:db8:1::1") == 200
    assert check_from("") == 200
    refused = client.post(
        "/check", data={"text": "ABCD"}, environ_base={"REMOTE_ADDR": "192.0.2.1"}
    )
    assert "Trop de vérifications" in refused.text
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    # What was typed goes along, so that one button asks again.
    assert '<input type="hidden" name="text" value="ABCD">' in refused.text
    asked = client.post(
        "/api/v1/verifications", json=[{"code": "x"}] * 4, environ_base={"REMOTE_ADDR": "192.0.2.1"}
    )
    assert asked.status_code == 429
    assert 1 <= int(asked.headers["Retry-After"]) <= 60


@pytest.mark.usefixtures("issued")  # who has issued has a list
def test_pages_are_limited_too(world: World) -> None:
    client = make_app(world, pages_per_minute=2).test_client()

    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 429]
    assert [client.get("/status/1").status_code for _ in range(3)] == [200, 200, 429]


def test_page_that_was_answered_gets_its_scripts_and_its_stylesheet(world: World) -> None:
    client = make_app(world, pages_per_minute=1).test_client()
    page = client.get("/").text

    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)

    assert len(files) >= 3
    for file in files * 3:
        with client.get(file) as answer:
            assert answer.status_code == 200
    assert {client.get("/healthz").status_code for _ in range(3)} == {200}
