"""A page that differs is seen beside the issued one, by eye, by keyboard and by ear."""

import io
import re
from base64 import b64decode
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, expect

from attestation.verdict.comparison_results import Differs, PagePictures, Zone, ZoneKind
from attestation.verdict.verdicts import Finding, LookedAt
from tests.support.browser import NARROW, WIDE, axe_violations, overflow
from tests.support.forgeries import draw_over, over_name, scanned
from tests.support.served_cases import Counter
from tests.support.world import Issued, World
from verifier.check import check_text
from verifier.fact_lines import FactLine
from verifier.http.page_pictures import side_by_side
from verifier.report import report_on
from verifier.translations.catalogue import LANGUAGES, wording

PICTURES = Path(__file__).parents[3] / "var" / "pictures" / "counter"
IMAGES = re.compile(r'(?:src|href)="data:image/jpeg;base64,([^"]+)"')


def posted(client: FlaskClient, data: bytes, language: str = "fr") -> str:
    upload = {"file": (io.BytesIO(data), "scan.pdf")}
    return client.post(f"/check?lang={language}", data=upload).get_data(as_text=True)


@pytest.fixture(scope="module")
def forged(issued: list[Issued]) -> bytes:
    return scanned(draw_over(issued[0].pdf, over_name(issued[0], "Jean DUPONT")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_zone_is_named_by_its_line_and_what_was_issued(
    client: FlaskClient, forged: bytes, language: str
) -> None:
    page = posted(client, forged, language)
    words = wording(language)

    said = words.zones.shows.format(
        number=1,
        place=words.zone_lines[FactLine.HOLDER],
        what="Şükriye Ağaoğlu",
    )
    assert said in page
    for text in (words.zones.issued, words.zones.shown, words.zones.enlarge.format(number=1)):
        assert text in page
    assert "DUPONT" not in page


def test_pictures_are_drawn_anew_and_hold_nothing_of_the_file(
    client: FlaskClient, forged: bytes
) -> None:
    found = [b64decode(one) for one in IMAGES.findall(posted(client, forged))]

    assert len(found) == 4  # a zone and the page, of the issued document and of what was shown
    for one in found:
        picture = Image.open(io.BytesIO(one))
        assert (picture.format, picture.mode) == ("JPEG", "L")
        assert not picture.getexif()


def test_answer_without_a_difference_has_no_picture(
    client: FlaskClient, issued: list[Issued]
) -> None:
    assert not IMAGES.findall(posted(client, scanned(issued[0].pdf)))
    assert not IMAGES.findall(posted(client, issued[0].pdf))


def test_many_zones_are_all_named_and_the_first_enlarged(
    world: World, issued: list[Issued]
) -> None:
    zones = tuple(
        Zone(
            page=1,
            x_mm=200,
            y_mm=7.0 * index,
            width_mm=10,
            height_mm=5,
            kind=ZoneKind.ADDITION,
            what="",
        )
        for index in range(40)
    )
    pictures = PagePictures(width=210, height=297, issued=bytes(62370), shown=bytes(62370))
    finding: Finding = replace(
        check_text(world.verifier, issued[0].code),
        looked_at=LookedAt.COPY,
        page=Differs(zones=zones, pictures=pictures),
    )

    pair = side_by_side(report_on(finding, wording("fr")))

    assert pair is not None
    assert [zone.issued is not None for zone in pair.zones] == [True] * 20 + [False] * 20
    assert "ajouté" in pair.zones[-1].sentence


def test_pictures_of_another_size_are_none() -> None:
    with pytest.raises(ValueError, match="each pixel"):
        PagePictures(width=2, height=2, issued=bytes(4), shown=bytes(3))


def keep(said: list[str], message: ConsoleMessage) -> None:
    said.append(message.text)


def test_pages_side_by_side_are_seen_and_reached_by_keyboard(
    browser: Browser, counter: Counter
) -> None:
    data = scanned(draw_over(counter.good.pdf, over_name(counter.good, "Jean DUPONT")))
    upload = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": data}
    for viewport in (NARROW, WIDE):
        with browser.new_context(locale="fr-BE", viewport=viewport) as context:
            page = context.new_page()
            refused: list[str] = []
            page.on("console", partial(keep, refused))
            page.goto(counter.address + "/")
            page.set_input_files("#file", upload)  # type: ignore[arg-type]
            page.click("form.uploads button")
            page.locator("[data-sign=to_compare]").wait_for()

            assert axe_violations(page) == []
            assert overflow(page) <= 0
            zone = page.get_by_role("link", name="Zone 1").first
            zone.focus()
            page.keyboard.press("Enter")
            expect(page.locator("#outcome-zone-1")).to_be_in_viewport()
            assert page.locator("#outcome-zone-1 img").first.evaluate("one => one.naturalWidth") > 0
            assert not [text for text in refused if "Policy" in text]
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"side-by-side-{viewport['width']}.png", full_page=True)
