"""The web pages: every verdict at every form, the headers of every route, and nothing kept."""

import io
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.exceptions import BadRequest
from werkzeug.test import TestResponse

from attestation.errors import RegisterError
from attestation.facts import Holder
from attestation.partial_date import PartialDate
from tests.support.forgeries import (
    draw_over,
    encoded,
    picture_of,
    spot_of,
    together,
    unsigned_copy,
    visible,
)
from tests.support.hostile import HOSTILE
from tests.support.world import Issued, World, make_world
from verifier.settings import VerifierSettings
from verifier.web import views
from verifier.web.app import ENDPOINTS, create_app
from verifier.web.log import configure_logs

POSTS = {"check"}
CANARY = "Zzyzxqanary"


@pytest.fixture(scope="module")
def app(world: World) -> Flask:
    app = create_app(_generous(world), now=world.now)
    app.testing = True
    return app


def _generous(world: World, **changes: object) -> VerifierSettings:
    section = world.settings.section.model_copy(
        update={"checks_per_minute": 100_000, "pages_per_minute": 100_000, **changes}
    )
    return replace(world.settings, section=section)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def post_file(client: FlaskClient, data: bytes, name: str = "x.pdf") -> TestResponse:
    response = client.post("/check", data={"file": (io.BytesIO(data), name)})
    # The test client, not the application, put a large request into a temporary file.
    response.request.environ["wsgi.input"].close()
    return response


def text_of(client: FlaskClient, path: str) -> str:
    """Get a page or a static file, and let go of it."""
    with client.get(path) as response:
        return str(response.get_data(as_text=True))


def verdict_of(response: TestResponse) -> tuple[str | None, str | None, str | None]:
    """Give what the page says about the verdict, as a program would read it."""
    section = re.search(r'<section class="verdict"[^>]*>', response.text)
    assert section is not None, response.text

    def attribute(name: str) -> str | None:
        found = re.search(rf'{name}="([^"]*)"', section[0])
        return found and found[1]

    return attribute("data-verdict"), attribute("data-looked-at"), attribute("data-reason")


# --- Verdicts. ---


def test_original_is_genuine_and_asks_for_no_comparison(
    client: FlaskClient, issued: list[Issued]
) -> None:
    response = post_file(client, issued[0].pdf)

    assert response.status_code == 200
    assert verdict_of(response) == ("genuine", "original", None)
    assert "octet pour octet" in response.text
    assert "À comparer" not in response.text
    assert "Ağaoğlu" in response.text


@pytest.mark.parametrize("door", ["code", "qr", "fragment", "copy", "photo"])
def test_copy_is_genuine_with_facts_to_compare(
    client: FlaskClient, issued: list[Issued], door: str
) -> None:
    one = issued[1]
    match door:
        case "code":
            response = client.post("/check", data={"text": one.code.lower()})
        case "qr":
            response = client.post("/check", data={"text": one.qr})
        case "fragment":
            response = client.post("/check", data={"fragment": "#" + one.qr.partition("#")[2]})
        case "copy":
            response = post_file(client, unsigned_copy(one.pdf))
        case _:
            response = post_file(client, encoded(picture_of(one.pdf), "JPEG"), "photo.jpg")

    assert verdict_of(response) == ("genuine", "copy", None)
    assert "À comparer avec le document" in response.text
    for fact in ("Nguyễn-Đặng", "Thị Hồng Nhung", "avril 2001", "12 h", "AC-2026-0002"):
        assert fact in response.text
    assert "du 21 octobre 2026 au 23 octobre 2026" in response.text
    assert "https://passages.example" in response.text


def test_altered_page_names_the_line_that_differs(
    client: FlaskClient, issued: list[Issued]
) -> None:
    spot = spot_of(issued[0].pdf, "1988")
    forged = draw_over(
        issued[0].pdf, together(spot.cover, visible("1978", left=spot.left, bottom=spot.bottom))
    )

    response = post_file(client, forged)

    assert verdict_of(response) == ("altered", "copy", "birth-date")
    assert response.text.count("diffère sur le document") == 1
    assert "1978" not in response.text  # nothing of the upload is shown


def test_endings_are_explained(own_world: World) -> None:
    first, second, _ = own_world.numbers()
    one, other = own_world.issued(first), own_world.issued(second)
    own_world.withdraw(first, reason="Présences <comptées> deux fois")
    corrected = Holder(
        family_name="Nguyen", given_name=None, birth_date=PartialDate(year=2001, month=4)
    )
    successor = own_world.replace(second, corrected)
    client = create_app(_generous(own_world), now=own_world.now).test_client()

    withdrawn = client.post("/check", data={"text": one.code})
    replaced = client.post("/check", data={"text": other.code})

    assert verdict_of(withdrawn) == ("withdrawn", "copy", "withdrawn")
    assert "Retirée le 20 novembre 2026." in withdrawn.text
    assert "Présences &lt;comptées&gt; deux fois" in withdrawn.text
    assert verdict_of(replaced) == ("replaced", "copy", "replaced")
    assert f"n° {successor}, délivrée le 20 novembre 2026" in replaced.text

    own_world.tamper("DELETE FROM statement WHERE kind = 'withdrawn'")
    assert "à une date qui n’est pas connue" in client.post("/check", data={"text": one.code}).text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"text": "0000-0000-0000-0000"}, ("not_ours", None, "unknown-code")),
        ({"text": "0000-0000-0000-0001"}, ("unreadable", None, "code-mistyped")),
        ({"text": "AC-2026-0001"}, ("unreadable", None, "number-only")),
        ({"text": "https://evil.example/v#12"}, ("unreadable", None, "foreign-address")),
        ({"text": "  "}, ("unreadable", None, "empty")),
        ({}, ("unreadable", None, "empty")),
        ({"fragment": "12"}, ("unreadable", None, "no-credential")),
        ({"fragment": ""}, ("unreadable", None, "no-credential")),
    ],
)
def test_other_texts_have_their_verdict(
    client: FlaskClient, data: dict[str, str], expected: tuple[str | None, ...]
) -> None:
    response = client.post("/check", data=data)

    assert response.status_code == 200
    assert verdict_of(response) == expected


def test_form_without_a_file_is_empty(client: FlaskClient) -> None:
    assert verdict_of(post_file(client, b"", "")) == ("unreadable", None, "empty")


def test_register_that_goes_away_is_not_the_papers_fault(own_world: World) -> None:
    one = own_world.issued(own_world.numbers()[0])
    client = create_app(_generous(own_world), now=own_world.now).test_client()
    own_world.tamper("DROP TABLE statement")

    response = client.post("/check", data={"text": one.code})

    assert response.status_code == 200
    assert verdict_of(response) == ("cannot_check", None, "register-down")


# --- Pages. ---


@pytest.mark.parametrize("path", ["/", "/v"])
def test_pages_speak_french_and_english(client: FlaskClient, path: str) -> None:
    french = client.get(path)
    chosen = client.get(path, query_string={"lang": "en"})
    preferred = client.get(path, headers={"Accept-Language": "en-GB,en;q=0.9"})
    other = client.get(path, query_string={"lang": "xx"}, headers={"Accept-Language": "ja"})

    assert '<html lang="fr">' in french.text
    assert '<html lang="en">' in chosen.text
    assert '<html lang="en">' in preferred.text
    assert '<html lang="fr">' in other.text
    assert "/check?lang=en" in chosen.text
    assert "/check?lang" not in french.text


def test_verdict_is_spoken_in_the_language_of_the_form(
    client: FlaskClient, issued: list[Issued]
) -> None:
    response = client.post("/check?lang=en", data={"text": issued[0].code})

    assert "Genuine attestation" in response.text
    assert "29 February 1988" in response.text


def test_home_works_without_script(client: FlaskClient) -> None:
    text = client.get("/").text

    assert "<script" not in text
    assert text.count('method="post"') == 2
    assert 'enctype="multipart/form-data"' in text


def test_scan_page_posts_the_fragment_and_says_what_to_do_without_script(
    client: FlaskClient,
) -> None:
    page = client.get("/v").text
    script = text_of(client, "/static/scan.js")

    assert '<script src="/static/scan.js' in page
    assert "<noscript>" in page
    assert "replaceState" in script
    assert "fetch" not in script


def test_pages_ask_nobody_else_for_anything(client: FlaskClient, issued: list[Issued]) -> None:
    pages = [
        client.get("/").text,
        client.get("/v").text,
        client.post("/check", data={"text": issued[0].code}).text,
        text_of(client, "/static/verifier.css"),
    ]

    for text in pages:
        assert not re.search(r'(?:src|href|url\()\s*=?\s*["\']?(?:https?:)?//', text)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)


def test_verdict_is_never_colour_alone(client: FlaskClient, issued: list[Issued]) -> None:
    text = client.post("/check", data={"text": issued[0].code}).text

    assert re.search(r'class="sign">\s*<svg[^>]*aria-hidden="true"', text)
    assert re.search(r"<h1[^>]*autofocus>Attestation authentique</h1>", text)
    assert "<title>Attestation authentique" in text
    assert '<main id="content"' in text


# --- Status list. ---


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
    client = create_app(_generous(own_world), now=own_world.now).test_client()

    own_world.wait(timedelta(days=30) - timedelta(seconds=20))
    near = client.get("/status/1")
    own_world.wait(timedelta(days=1))
    past = client.get("/status/1")

    assert near.headers["Cache-Control"] == "public, max-age=20"
    assert past.headers["Cache-Control"] == "public, max-age=0"


@pytest.mark.parametrize("token", [b"", b"\xd2\x84", b"nonsense"])
def test_list_that_nobody_signed_is_not_served(own_world: World, token: bytes) -> None:
    client = create_app(_generous(own_world), now=own_world.now).test_client()
    own_world.tamper("UPDATE status_list SET token = :token", token=token)

    response = client.get("/status/1")

    assert response.status_code == 503
    assert verdict_of(response) == ("cannot_check", None, "register-down")


def test_list_of_a_stranger_is_not_served(own_world: World, tmp_path: Path) -> None:
    other = make_world(tmp_path / "other")
    other.issue(Holder(family_name="A", given_name=None, birth_date=PartialDate(year=1990)))
    client = create_app(_generous(own_world), now=own_world.now).test_client()
    own_world.tamper(
        "UPDATE status_list SET token = :token", token=other.verifier.register.status_list(1)
    )

    assert client.get("/status/1").status_code == 503


# --- Every route: method, limit, headers. ---


def test_routes_are_those_that_are_listed(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == ENDPOINTS
    for rule in app.url_map.iter_rules():
        expected = {"POST"} if rule.endpoint in POSTS else {"GET", "HEAD"}
        assert rule.methods == expected, rule


def test_route_that_is_not_listed_is_refused(world: World) -> None:
    app = create_app(_generous(world), now=world.now)
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
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "Set-Cookie" not in headers
        public = endpoint in ("static", "status_list")
        assert headers["Cache-Control"].startswith("public" if public else "no-store"), endpoint
        resource = "cross-origin" if endpoint == "status_list" else "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == resource
        assert "Strict-Transport-Security" not in headers
        if endpoint.isdigit():
            assert response.status_code == int(endpoint)
            assert "Traceback" not in response.text


def test_method_that_is_not_allowed_names_those_that_are(client: FlaskClient) -> None:
    assert client.get("/check").headers["Allow"] == "POST"


def test_tls_is_asked_for_where_there_is_tls(world: World) -> None:
    app = create_app(_generous(world, proxies=1), now=world.now)

    response = app.test_client().get("/", headers={"X-Forwarded-Proto": "https"})

    assert "max-age=" in response.headers["Strict-Transport-Security"]


def test_forwarded_headers_count_only_behind_a_proxy(client: FlaskClient) -> None:
    response = client.get("/", headers={"X-Forwarded-Proto": "https"})

    assert "Strict-Transport-Security" not in response.headers


def test_checks_are_limited_by_network(world: World) -> None:
    app = create_app(_generous(world, checks_per_minute=3), now=world.now)
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
    refused = client.post("/check", environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert "Trop de vérifications" in refused.text


def test_pages_are_limited_too(world: World) -> None:
    client = create_app(_generous(world, pages_per_minute=2), now=world.now).test_client()

    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 429]
    assert [client.get("/status/1").status_code for _ in range(3)] == [200, 200, 429]


# --- Misuse. ---


def test_upload_over_the_limit_is_refused_unread(client: FlaskClient) -> None:
    response = post_file(client, b"%PDF-1.7" + bytes(10_100_000))

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
    app = create_app(_generous(world, inspection_seconds=3), now=world.now)
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


# --- No personal data. ---


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
        client = create_app(_generous(world), now=world.now).test_client()
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
    logged = output.out + output.err + caplog.text
    assert logged.count('"event": "check"') == 9
    digits = one.qr.partition("#")[2]
    secrets = (CANARY, "Qwxlog", "1987", one.code, one.attestation.code, one.number, digits[:40])
    for secret in secrets:
        assert secret.lower() not in logged.lower()
