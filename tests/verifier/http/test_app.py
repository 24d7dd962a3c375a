"""The web pages: every verdict at every form, in two languages, without script."""

import re

import pytest
from flask.testing import FlaskClient

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from tests.support.forgeries import (
    draw_over,
    spot_of,
    together,
    unsigned_copy,
    visible,
)
from tests.support.web import make_app, post_file, text_of, verdict_of
from tests.support.world import Issued, World


def test_original_is_genuine_and_asks_for_no_comparison(
    client: FlaskClient, issued: list[Issued]
) -> None:
    response = post_file(client, issued[0].pdf)

    assert response.status_code == 200
    assert verdict_of(response) == ("genuine", "original", None)
    assert "octet pour octet" in response.text
    assert "À comparer" not in response.text
    assert "Ağaoğlu" in response.text


@pytest.mark.parametrize("channel", ["code", "qr", "fragment"])
def test_copy_is_genuine_with_facts_to_compare(
    client: FlaskClient, issued: list[Issued], channel: str
) -> None:
    one = issued[1]
    match channel:
        case "code":
            response = client.post("/check", data={"text": one.code.lower()})
        case "qr":
            response = client.post("/check", data={"text": one.qr})
        case _:
            response = client.post("/check", data={"fragment": "#" + one.qr.partition("#")[2]})

    assert verdict_of(response) == ("genuine", "copy", None)
    assert 'data-sign="to_compare"' in response.text
    assert "À comparer avec le document" in response.text
    for fact in ("Nguyễn-Đặng", "Thị Hồng Nhung", "avril 2001", "12 h", "AC-2026-0002"):
        assert fact in response.text
    assert "du 21 octobre 2026 au 23 octobre 2026" in response.text
    assert "https://passages.example" in response.text


def test_copy_with_the_issued_page_is_green_and_asks_for_no_comparison(
    client: FlaskClient, issued: list[Issued]
) -> None:
    response = post_file(client, unsigned_copy(issued[0].pdf))

    assert verdict_of(response) == ("genuine", "copy", None)
    assert 'data-sign="genuine"' in response.text
    assert "copie conforme" in response.text
    assert "À comparer" not in response.text


def test_altered_page_names_the_line_that_differs(
    client: FlaskClient, issued: list[Issued]
) -> None:
    spot = spot_of(issued[0].pdf, "1988")
    forged = draw_over(
        issued[0].pdf, together(spot.cover, visible("1978", left=spot.left, bottom=spot.bottom))
    )

    response = post_file(client, forged)

    assert verdict_of(response) == ("altered", "copy", "birth-date page")
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
    client = make_app(own_world).test_client()

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
    client = make_app(own_world).test_client()
    own_world.tamper("DROP TABLE statement")

    response = client.post("/check", data={"text": one.code})

    assert response.status_code == 200
    assert verdict_of(response) == ("cannot_check", None, "register-down")


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

    assert "Valid attestation: compare the paper" in response.text
    assert "29 February 1988" in response.text


def test_home_works_without_script(client: FlaskClient) -> None:
    text = client.get("/").text

    assert "<script>" not in text
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
    assert re.search(r"<h1[^>]*autofocus>Attestation valable : comparez le papier</h1>", text)
    assert "<title>Attestation valable" in text
    assert '<main id="content"' in text
