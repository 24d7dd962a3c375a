"""Requests that bring too much, or none of what they say; no upload is written to a disk."""

import tempfile

import pytest
from flask.testing import FlaskClient

from tests.support.forgeries import (
    unsigned_copy,
)
from tests.support.hostile import HOSTILE
from tests.support.web import make_app, post_file, verdict_of
from tests.support.world import Issued, World


def test_upload_over_the_limit_is_refused_unread(client: FlaskClient) -> None:
    response = post_file(client, b"%PDF-1.7" + bytes(30_100_000))

    assert response.status_code == 413
    assert verdict_of(response) == ("cannot_check", None, "too-large")


def test_file_just_over_the_limit_is_too_large(client: FlaskClient) -> None:
    assert verdict_of(post_file(client, b"%PDF-1.7" + bytes(10_000_000))) == (
        "cannot_check",
        None,
        "too-large",
    )


def test_too_many_parts_are_refused(client: FlaskClient) -> None:
    response = client.post(
        "/check",
        data={f"field{number}": "x" for number in range(50)},
        content_type="multipart/form-data",
    )

    assert response.status_code == 413


def test_forms_that_are_not_read_to_their_end_count_too(world: World) -> None:
    client = make_app(world, checks_per_minute=2).test_client()
    fields = {f"field{number}": "x" for number in range(50)}

    said = [
        client.post("/check", data=fields, content_type="multipart/form-data").status_code
        for _ in range(3)
    ]

    assert said == [413, 413, 429]


@pytest.mark.parametrize(
    "body",
    [b"", b"--x", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data; name=\xff\r\n\r\n"],
)
def test_broken_form_is_no_server_error(client: FlaskClient, body: bytes) -> None:
    response = client.post("/check", data=body, content_type="multipart/form-data; boundary=x")

    assert response.status_code < 500


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "x" * 10_000,
        "<script>alert(1)</script>.pdf",
        "\u202efdp.exe",
        'a"b\\c.pdf',
        "a\0b.pdf",
    ],
)
def test_hostile_file_names_are_never_used(
    client: FlaskClient, issued: list[Issued], name: str
) -> None:
    response = post_file(client, issued[0].pdf, name)

    assert response.status_code == 200
    assert verdict_of(response) == ("genuine", "original", None)
    assert "alert(1)" not in response.text


def test_hostile_uploads_are_no_server_error(world: World) -> None:
    app = make_app(world, inspection_seconds=3)
    client = app.test_client()

    for name, make in HOSTILE.items():
        response = post_file(client, make(), "x.pdf")

        assert response.status_code in (200, 413), name
        assert verdict_of(response)[0] in ("unreadable", "cannot_check"), name


def test_upload_is_never_written_to_a_file(
    client: FlaskClient, issued: list[Issued], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)

    response = post_file(client, unsigned_copy(issued[0].pdf) + b"\n" * 2_000_000)

    assert verdict_of(response) == ("genuine", "copy", None)
