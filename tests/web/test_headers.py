"""Headers of every answer: nothing from elsewhere, nothing kept, nothing framed."""

from collections.abc import Callable

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from web.headers import add_headers, content_security_policy, permissions_policy


def client(*, is_secure: Callable[[], bool] = lambda: False) -> FlaskClient:
    app = Flask(__name__)

    def kept() -> Response:
        return Response(
            "x", headers={"Cache-Control": "public, max-age=60", "Referrer-Policy": "x"}
        )

    app.add_url_rule("/", "plain", lambda: "x")
    app.add_url_rule("/scan", "scan", lambda: "x")
    app.add_url_rule("/kept", "kept", kept)
    add_headers(
        app,
        own={"X-Robots-Tag": "noindex"},
        by_endpoint={"scan": {"Permissions-Policy": permissions_policy(camera="(self)")}},
        is_secure=is_secure,
    )
    return app.test_client()


@pytest.mark.parametrize("path", ["/", "/scan", "/nowhere"])
def test_every_answer_is_kept_by_nobody_framed_by_nobody_and_loads_its_own_alone(
    path: str,
) -> None:
    headers = client().get(path).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Robots-Tag"] == "noindex"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_page_may_have_a_header_of_its_own_and_a_view_chooses_last() -> None:
    asked = client()

    assert "camera=(self)" in asked.get("/scan").headers["Permissions-Policy"]
    assert "camera=()" in asked.get("/").headers["Permissions-Policy"]
    kept = asked.get("/kept").headers
    assert (kept["Cache-Control"], kept["Referrer-Policy"]) == ("public, max-age=60", "x")


def test_browsers_are_told_to_insist_on_tls_where_there_is_tls() -> None:
    assert "Strict-Transport-Security" not in client().get("/").headers
    assert "Strict-Transport-Security" in client(is_secure=lambda: True).get("/").headers


def test_directive_takes_the_place_of_the_one_of_its_name() -> None:
    policy = content_security_policy(img_src="'self' data:")

    assert "img-src 'self' data:;" in policy
    assert policy.count("img-src") == 1
