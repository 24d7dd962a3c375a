"""What a document establishes, and the gallery, in a real browser at both widths."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from attestation.regime import FourLanguages, RegimeRecord, ValidityPeriod
from issuer.organisation.regime_publication import document_models
from tests.support.browser import NARROW, WIDE, axe_violations, overflow
from tests.support.receipts import make_receipt_world
from tests.support.regimes import make_records, publish_records
from tests.support.served_verifier import served_verifier
from tests.support.sweeps import sweep
from tests.support.world import PEOPLE, World
from verifier.translations.catalogue import LANGUAGES, wording

PICTURES = Path(__file__).parents[3] / "var" / "pictures" / "counter"
RECORD = RegimeRecord(
    code="BXL-ACCUEIL",
    name=FourLanguages(
        fr="Régime d’exemple, qui n’existe pas", nl="Voorbeeldregeling, die niet bestaat",
        de="Beispielregelung, die es nicht gibt", en="Example scheme, which does not exist",
    ),
    authority="Autorité fictive",
    legal_basis="Texte fictif du 1er janvier 2020, article 1er",
    required_percent=80,
    required_time=timedelta(hours=10),
    printed=FourLanguages(fr="Un exemple.", nl="Een voorbeeld.", de="Beispiel.", en="Example."),
    establishes=FourLanguages(
        fr="Que la personne a suivi les séances indiquées d’un module fictif.",
        nl="Dat de persoon de vermelde sessies van een fictieve module gevolgd heeft.",
        de="Dass die Person die angegebenen Termine eines fiktiven Moduls besucht hat.",
        en="That the person followed the sessions stated of a fictional module.",
    ),
    does_not_establish=FourLanguages(
        fr="Que la personne a suivi autre chose que ce module.",
        nl="Dat de persoon iets anders dan deze module gevolgd heeft.",
        de="Dass die Person etwas anderes als dieses Modul besucht hat.",
        en="That the person followed anything but this module.",
    ),
)  # fmt: skip
"""Of a module that is a component, as each attestation of these tests states."""
ENDED = replace(RECORD, period=ValidityPeriod(last_day=date(2025, 12, 31)))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("regimes")
    world = make_receipt_world(folder / "deployment", now=datetime.now(UTC))
    world.issue(PEOPLE[0])
    return world


@pytest.fixture(scope="module")
def address(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    with served_verifier(world.config, log=folder / "log", scratch=folder) as served:
        yield f"http://127.0.0.1:{served.port}"


def publish(world: World, record: RegimeRecord) -> None:
    drawn = document_models(world.context)[0]
    models = (
        replace(drawn, first_day=date(2026, 1, 1)),
        replace(drawn, first_day=date(2023, 9, 1), last_day=date(2025, 12, 31)),
    )
    publish_records(world, make_records(record, models=models, at=world.now()))


def look(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert axe_violations(page) == []
        assert overflow(page) == 0
        page.screenshot(path=PICTURES / f"{name}-{size['width']}.png", full_page=True)


STANDINGS = {"regime-in-force": RECORD, "regime-ended": ENDED}
SHOWN = list(product(STANDINGS, LANGUAGES))


@pytest.mark.parametrize(("name", "language"), sweep(SHOWN, reduced=SHOWN[::3]))
def test_axe_finds_nothing_about_what_is_established(
    browser: Browser,
    world: World,
    address: str,
    name: str,
    language: str,
) -> None:
    record = STANDINGS[name]
    publish(world, record)
    page = browser.new_page()
    page.goto(f"{address}/?lang={language}")
    page.fill("#text", world.issued(world.numbers()[0]).code)
    page.keyboard.press("Enter")
    page.locator(".established").wait_for()

    words = wording(language).regime
    said = page.locator(".established").inner_text()
    assert words.heading in said
    assert (record.establishes.of(language) in said) is (record is RECORD)
    look(page, f"{name}-{language}")
    page.set_viewport_size(WIDE)
    page.locator(".established").screenshot(path=PICTURES / f"established-{name}-{language}.png")
    page.pdf(path=PICTURES / f"printed-{name}-{language}.pdf", prefer_css_page_size=True)
    assert len(PdfReader(PICTURES / f"printed-{name}-{language}.pdf").pages) == 1
    with page.expect_download() as download:
        page.locator(".receipt button").click()
    receipt = PICTURES / f"receipt-{name}-{language}.pdf"
    download.value.save_as(receipt)
    assert len(PdfReader(receipt).pages) == 1
    page.get_by_role("link", name=wording(language).gallery.link).click()
    page.locator(".models img").first.wait_for()
    look(page, f"models-{language}")
    page.close()
