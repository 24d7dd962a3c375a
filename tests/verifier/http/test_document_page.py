"""The issued document on the screen: a picture that says what it is, for valid papers alone."""

import io
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import qrcode
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from attestation.verdict.verdicts import Genuine
from tests.support.browser import NARROW, WIDE, axe_violations, overflow
from tests.support.served_cases import Counter
from tests.support.world import Issued, World
from verifier.assembly import LiveVerifier
from verifier.check import check_text, issued_document
from verifier.comparison import drawing
from verifier.comparison.drawing import decode_drawing
from verifier.comparison.drawing_child import _draw
from verifier.http.app import create_app
from verifier.http.document_page import marked
from verifier.http.instrumentation import EXTENSION
from verifier.translations.catalogue import LANGUAGES, wording

PICTURES = Path(__file__).parents[3] / "var" / "pictures" / "counter"
FRENCH = wording("fr").document
HOLDER = Holder(family_name="Tamm", given_name="Liis", birth_date=PartialDate(year=1990))


def with_section(world: World, **update: object) -> Flask:
    section = world.settings.section.model_copy(update=update)
    return create_app(replace(world.settings, section=section), now=world.now)


def test_issued_document_is_shown_for_a_valid_code_alone(
    client: FlaskClient, issued: list[Issued]
) -> None:
    code, digits = issued[0].code, issued[0].qr.partition("#")[2]

    for field in ({"text": code}, {"fragment": digits}, {"fragment": "#" + digits}):
        assert FRENCH.see in client.post("/check", data=field).get_data(as_text=True)
        answer = client.post("/document", data=field)
        assert answer.status_code == 200
        assert 'src="data:image/jpeg;base64,' in answer.get_data(as_text=True)
        assert answer.headers["Cache-Control"] == "no-store"
    for field in ({"text": "0000-0000-0000-0000"}, {"fragment": "256123"}, {"text": ""}, {}):
        answer = client.post("/document", data=field)
        assert answer.status_code == 404
        assert "data:image" not in answer.get_data(as_text=True)


def test_file_is_not_answered_with_the_issued_document(
    client: FlaskClient, issued: list[Issued]
) -> None:
    upload = {"file": (io.BytesIO(issued[0].pdf), "x.pdf")}

    assert FRENCH.see not in client.post("/check", data=upload).get_data(as_text=True)


def test_withdrawn_attestation_shows_no_document(own_world: World) -> None:
    (one,) = own_world.issue(HOLDER)
    own_world.withdraw(one.number)
    client = create_app(own_world.settings, now=own_world.now).test_client()

    assert client.post("/document", data={"text": one.code}).status_code == 404


def test_document_that_nobody_signed_is_not_shown(own_world: World) -> None:
    (one,) = own_world.issue(HOLDER)
    finding = check_text(own_world.verifier, one.code)
    assert isinstance(finding.verdict, Genuine)
    assert issued_document(own_world.verifier, finding) == one.pdf

    own_world.tamper("UPDATE document SET content = :other", other=b"%PDF- of somebody else")

    assert issued_document(own_world.verifier, finding) is None
    own_world.tamper("DROP TABLE document")
    assert issued_document(own_world.verifier, finding) is None


def test_code_that_leads_elsewhere_shows_no_document(world: World, issued: list[Issued]) -> None:
    first, second = (check_text(world.verifier, one.code) for one in issued[:2])

    assert issued_document(world.verifier, replace(first, code=second.code)) is None


def test_setting_turns_the_picture_of_the_document_off(world: World, issued: list[Issued]) -> None:
    client = with_section(world, show_documents=False).test_client()

    field = {"text": issued[0].code}
    assert FRENCH.see not in client.post("/check", data=field).get_data(as_text=True)
    assert client.post("/document", data=field).status_code == 404


def test_document_that_cannot_be_drawn_in_time_is_not_shown(
    world: World, issued: list[Issued], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(world.settings, now=world.now)
    live: LiveVerifier = app.extensions[EXTENSION]

    with live.drawer.places.taken("", seconds=0), monkeypatch.context() as patched:
        patched.setattr(drawing, "_MOST_ISSUED_BYTES", 10)
        assert live.drawer(issued[0].pdf, visitor="somebody") is None
    assert live.drawer(b"no document", visitor="somebody") is None
    late = replace(live.drawer, limits=replace(live.drawer.limits, seconds=0))
    assert late(issued[0].pdf, visitor="somebody") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_picture_of_the_document_says_across_the_page_what_it_is(
    issued: list[Issued], language: str
) -> None:
    drawn = decode_drawing(_draw(issued[0].pdf))
    assert drawn is not None

    picture = marked(drawn, wording(language).document)

    encoded = b64decode(picture.address.partition(",")[2])
    seen = np.asarray(Image.open(io.BytesIO(encoded)), np.int16)
    plain = np.frombuffer(drawn.pixels, np.uint8).reshape(seen.shape).astype(np.int16)
    grey = (plain > 250) & (seen < 200)
    # It crosses all of the page, and hides no print.
    for part in (
        grey[: len(grey) // 3],
        grey[len(grey) // 3 : -len(grey) // 3],
        grey[-len(grey) // 3 :],
    ):
        assert part.sum() > 2000
    assert seen[plain < 60].mean() < 70


def test_code_that_led_nowhere_is_corrected_where_it_was_typed(client: FlaskClient) -> None:
    for typed in ("K7QM-3VXT-9RHD-2WAB", "nonsense", "0000-0000-0000-0000"):
        page = client.post("/check", data={"text": typed}).get_data(as_text=True)
        assert f'value="{typed}" aria-invalid="true"' in page
    suspicious = client.post("/check", data={"text": "https://evil.example/v#12"})
    assert "aria-invalid" not in suspicious.get_data(as_text=True)


def test_facts_to_compare_are_real_boxes(client: FlaskClient, issued: list[Issued]) -> None:
    page = client.post("/check", data={"text": issued[0].code}).get_data(as_text=True)

    facts = page.partition('checklist">')[2].partition("</dl>")[0]
    assert facts.count('<label><input type="checkbox" autocomplete="off">') == facts.count("<dt>")
    assert facts.count("<dt>") > 8


def test_document_and_boxes_are_seen_and_used_by_keyboard(
    browser: Browser, counter: Counter
) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for viewport in (NARROW, WIDE):
        with browser.new_context(locale="fr-BE", viewport=viewport) as context:
            page = context.new_page()
            page.goto(counter.address + "/")
            page.fill("#text", counter.texts["genuine"])
            page.keyboard.press("Enter")
            box = page.get_by_label(wording("fr").facts.family_name, exact=True)
            box.focus()
            page.keyboard.press("Space")
            assert box.is_checked()
            assert axe_violations(page) == []
            page.screenshot(path=PICTURES / f"boxes-{viewport['width']}.png", full_page=True)
            page.get_by_role("button", name=FRENCH.see).press("Enter")
            picture = page.get_by_role("img", name=FRENCH.alt)
            picture.wait_for()
            assert axe_violations(page) == []
            assert overflow(page) <= 0
            page.screenshot(path=PICTURES / f"document-{viewport['width']}.png", full_page=True)


def test_look_alike_is_a_warning_however_it_is_brought(
    client: FlaskClient, issued: list[Issued]
) -> None:
    look_alike = issued[0].qr.replace("verifier.", "verifier-be.")
    picture = io.BytesIO()
    qrcode.make(look_alike).save(picture, "PNG")
    brought = {"text": look_alike}, {"file": (io.BytesIO(picture.getvalue()), "x.png")}

    for data in brought:
        page = client.post("/check", data=data).get_data(as_text=True)
        assert 'data-verdict="unreadable" data-sign="not_ours"' in page
        assert wording("fr").scanner.suspicious in page
