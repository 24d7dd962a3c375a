"""Misuse of the web pages: no server error, nothing kept, nothing told."""

import re
import tempfile
from pathlib import Path

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.exceptions import BadRequest

from attestation.errors import RegisterError
from attestation.facts import Holder
from attestation.partial_date import PartialDate
from tests.support.forgeries import (
    unsigned_copy,
)
from tests.support.hostile import HOSTILE
from tests.support.web import make_app, post_file, verdict_of
from tests.support.world import Issued, World, make_world
from verifier.http import pages as views
from web.log import configure_logs

CANARY = "Zzyzxqanary"


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


def test_fault_of_ours_shows_nothing(
    client: FlaskClient, issued: list[Issued], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(f"about {CANARY}")

    monkeypatch.setattr(views, "check_text", fail)

    with capture_logs() as logs:
        response = client.post("/check", data={"text": issued[0].code})

    assert response.status_code == 500
    assert CANARY not in response.text
    assert "RuntimeError" not in response.text
    (entry,) = logs
    assert entry["error"] == "RuntimeError"
    assert CANARY not in str(entry)


def test_bad_request_has_a_page(app: Flask) -> None:
    with app.test_request_context("/"):
        response = app.make_response(app.handle_user_exception(BadRequest()))

    assert response.status_code == 400
    assert "Demande incomplète" in response.get_data(as_text=True)


def test_register_error_outside_a_check_has_a_page(app: Flask) -> None:
    with app.test_request_context("/"):
        response = app.make_response(app.handle_user_exception(RegisterError("x")))

    assert response.status_code == 503


def test_logs_hold_no_personal_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    world = make_world(tmp_path / "world")
    holder = Holder(
        family_name=CANARY, given_name="Qwxlogé", birth_date=PartialDate(year=1987, month=6, day=5)
    )
    (one,) = world.issue(holder)
    configure_logs()
    try:
        client = make_app(world).test_client()
        client.get("/?lang=en")
        client.get("/v")
        client.get(f"/{CANARY}")
        for data in ({"text": one.qr}, {"text": one.code}, {"text": CANARY}, {"fragment": CANARY}):
            client.post("/check", data=data)
        for upload in (one.pdf, one.pdf + b"x", unsigned_copy(one.pdf), b"x" + one.pdf[:900]):
            post_file(client, upload, f"{CANARY}.pdf")
        world.tamper("DROP TABLE status_list")
        client.post("/check", data={"text": one.code})
        client.get("/status/1")
    finally:
        structlog.reset_defaults()

    output = capsys.readouterr()
    logged = re.sub('"timestamp": "[^"]*"', "", output.out + output.err + caplog.text)
    assert logged.count('"event": "check"') == 9
    digits = one.qr.partition("#")[2]
    secrets = (CANARY, "Qwxlog", "1987", one.code, one.attestation.code, one.number, digits[:40])
    for secret in secrets:
        assert secret.lower() not in logged.lower()
