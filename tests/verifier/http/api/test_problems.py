"""Misuse is a problem (RFC 9457), and never a verdict."""

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from verifier.http.api.problems import PROBLEM_TYPE
from verifier.http.api.schema import MAX_AT_ONCE
from verifier.http.uploads import MAX_FILES

PATH = "/api/v1/verifications"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b"null",
        b'{"qr": 1}',
        b'{"number": "AC-2026-0001"}',
        b'{"qr": "x", "code": "y"}',
        b'{"code": "\xff"}',
        json.dumps([{"code": "x"}] * (MAX_AT_ONCE + 1)).encode(),
        json.dumps({"qr": "x" * 4001}).encode(),
    ],
)
def test_misuse_is_a_problem_and_never_a_verdict(client: FlaskClient, body: bytes) -> None:
    answer = client.post(PATH, data=body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.content_type == PROBLEM_TYPE
    assert answer.get_json()["status"] == 400


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("GET", PATH, {}, 405),
        ("POST", PATH, {"data": b"x", "content_type": "text/plain"}, 415),
        ("POST", PATH, {"data": {"other": (io.BytesIO(b"x"), "a")}}, 400),
        ("POST", PATH, {"data": {"text": "x"}, "content_type": "multipart/form-data"}, 400),
        ("POST", PATH, {"data": b"[" * 200_000, "content_type": "application/json"}, 413),
        ("GET", "/api/v2/verifications", {}, 404),
        ("POST", "/healthz", {}, 405),
    ],
)
def test_each_misuse_has_its_status(
    client: FlaskClient, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    answer = client.open(path, method=method, **options)

    assert answer.status_code == status
    assert answer.content_type == PROBLEM_TYPE


def test_too_many_files_are_a_problem(client: FlaskClient) -> None:
    files = [(io.BytesIO(b"x"), "a") for _ in range(MAX_FILES + 1)]

    assert client.post(PATH, data={"file": files}).status_code == 400
