"""After a QR code or a code the whole sheet is asked for, photographed and compared."""

import io
import random
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import NARROW, axe_violations
from tests.support.forgeries import unsigned_copy
from tests.support.page_corpus.scanning import scan
from tests.support.served_cases import Counter
from tests.support.world import Issued
from verifier.translations.catalogue import LANGUAGES, wording

WORDS = wording("fr").photograph


def photograph(pdf: bytes, *, dpi: int = 150) -> dict[str, object]:
    """A file as a telephone's camera gives it."""
    taken = scan(pdf, "photographed", dpi=dpi, rng=random.Random(5))  # noqa: S311  no secret
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": taken.data}


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_alone_asks_for_a_photograph_of_the_sheet(
    client: FlaskClient, issued: list[Issued], language: str
) -> None:
    page = client.post(f"/check?lang={language}", data={"text": issued[0].code}).text

    words = wording(language).photograph
    assert all(text in page for text in (words.heading, words.text, words.label, words.send))
    assert 'accept="image/*" capture="environment"' in page


@pytest.mark.parametrize("text", ["0000-0000-0000-0000", "bonjour"])
def test_unknown_and_unreadable_code_ask_for_no_photograph(client: FlaskClient, text: str) -> None:
    assert WORDS.heading not in client.post("/check", data={"text": text}).text


def test_original_and_compared_copy_ask_for_no_photograph(
    client: FlaskClient, issued: list[Issued]
) -> None:
    for data in (issued[0].pdf, unsigned_copy(issued[0].pdf)):
        answer = client.post("/check", data={"file": (io.BytesIO(data), "a.pdf")}).text
        assert WORDS.heading not in answer


def test_without_scripts_a_photograph_is_compared(browser: Browser, counter: Counter) -> None:
    with browser.new_context(java_script_enabled=False, viewport=NARROW) as context:
        page = context.new_page()
        page.goto(counter.address + "/scanner?lang=fr")
        page.fill("#text", counter.texts["genuine"])
        page.keyboard.press("Enter")
        page.locator("[data-sign=to_compare]").wait_for()

        page.get_by_label(WORDS.label).set_input_files(photograph(counter.good.pdf))  # type: ignore[arg-type]
        page.get_by_role("button", name=WORDS.send).click()

        page.locator("[data-verdict=genuine][data-sign=genuine]").wait_for()


def test_poor_photograph_is_asked_for_again(browser: Browser, counter: Counter) -> None:
    with browser.new_context(locale="fr-BE", viewport=NARROW) as context:
        page = context.new_page()
        page.goto(counter.address + "/scanner")
        other = page.locator(".doors .photograph")

        other.locator("input").set_input_files(photograph(counter.good.pdf, dpi=75))  # type: ignore[arg-type]
        other.locator("button").click()

        page.locator("[data-sign=to_compare]").wait_for()
        expect(page.get_by_role("heading", name=WORDS.heading)).to_be_visible()
        assert axe_violations(page) == []


@pytest.fixture(scope="module")
def opened(browser: Browser, counter: Counter) -> Iterator[Page]:
    """The page for tests that only call a function of it."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(counter.address + "/scanner")
        yield page


def square(left: float, top: float, side: float) -> list[dict[str, float]]:
    corners = ((0, 0), (side, 0), (side, side), (0, side))
    return [{"x": left + x, "y": top + y} for x, y in corners]


@pytest.mark.parametrize(
    ("advice", "size", "white", "corners"),
    [
        ("ready", (1080, 1920), 200, square(700, 1400, 200)),
        ("ready", (1920, 1080), 200, square(1500, 300, 200)[1:] + square(1500, 300, 200)[:1]),
        ("dark", (1080, 1920), 60, square(700, 1400, 200)),
        ("coarse", (1280, 720), 200, square(700, 400, 150)),
        ("no_code", (1080, 1920), 200, []),
        ("no_code", (1080, 1920), 200, square(880, 1400, 200)),
        ("near", (1080, 1920), 200, square(700, 1400, 300)),
        ("near", (1920, 1080), 200, square(1500, 300, 200)),
        ("far", (1080, 1920), 200, square(700, 1400, 120)),
    ],
    ids=[
        "upright",
        "lengthwise",
        "dark",
        "few pixels",
        "no code",
        "code cut off",
        "near",
        "upright in a wide picture",
        "far",
    ],
)
def test_advice_on_what_the_camera_sees(
    opened: Page,
    advice: str,
    size: tuple[int, int],
    white: int,
    corners: list[dict[str, float]],
) -> None:
    seen = {"width": size[0], "height": size[1], "white": white, "corners": corners}

    assert opened.evaluate("(seen) => adviceOn(seen)", seen) == advice
