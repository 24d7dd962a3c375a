"""The page of a kit: what it refuses, what time does to it, and whether everybody can use it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from attestation.code import code_from_entropy, format_code
from tests.support.browser import NARROW, WIDE, axe_violations, open_browser, overflow
from tests.support.cameras import hold_cards, show_card
from tests.support.issuers import NOW
from tests.support.kits import make_kit, require_checker
from tests.support.regimes import make_model, make_records, publish_records
from tests.support.sweeps import sweep
from tests.support.world import PEOPLE, Issued, World, make_world

DAY = timedelta(days=1)
LANGUAGES = ("FR", "NL", "DE", "EN")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, list[Issued], Path, Path]:
    """A deployment with a kit of its first day, and one of a day later."""
    require_checker()
    folder = tmp_path_factory.mktemp("two")
    world = make_world(folder / "deployment")
    people = world.issue(*PEOPLE)
    models = (make_model(), make_model(first_day=NOW.date()))
    publish_records(world, make_records(models=models))
    older = make_kit(world, folder / "older")
    world.wait(DAY)
    world.withdraw(people[1].number)
    newer = make_kit(world, folder / "newer")
    world.clock[0] = NOW
    return world, people, older, newer


@pytest.fixture(scope="module")
def browser(two: object) -> Iterator[Browser]:
    with open_browser() as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="fr-BE", viewport=WIDE)
    yield made
    made.close()


def _open(context: BrowserContext, kit: Path, *, at: datetime = NOW) -> Page:
    page = context.new_page()
    page.clock.set_fixed_time(at)
    page.goto((kit / "index.html").as_uri())
    page.wait_for_function("document.documentElement.dataset.ready")
    return page


def _type(page: Page, text: str) -> str:
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")
    page.locator(".verdict").wait_for()
    return page.locator(".verdict").get_attribute("data-sign") or ""


def _bring(page: Page, data: bytes) -> str:
    page.locator("#file").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": data}
    )
    page.locator(".verdict").wait_for()
    return page.locator(".verdict").get_attribute("data-sign") or ""


@pytest.mark.parametrize("change", ["unsigned", "data", "signature"])
def test_kit_that_is_not_what_the_root_signed_is_refused(
    context: BrowserContext,
    two: tuple[World, list[Issued], Path, Path],
    tmp_path: Path,
    change: str,
) -> None:
    kit = tmp_path / "kit"
    shutil.copytree(two[2], kit)
    if change == "unsigned":
        (kit / "manifest.js").write_text('self.KIT_MANIFEST="";\n')
    elif change == "signature":
        text = (kit / "manifest.js").read_text()
        (kit / "manifest.js").write_text(text.replace("==", "=").replace('A"', 'B"')[:-20] + '";\n')
    else:
        data = json.loads((kit / "data.js").read_text().removeprefix("self.KIT=").rstrip(";\n"))
        data["files"]["status/1.cwt"] = data["files"]["numbers.bin"]
        (kit / "data.js").write_text(f"self.KIT={json.dumps(data)};\n")

    page = _open(context, kit)

    assert page.locator(".verdict").get_attribute("data-verdict") == "kit_refused"
    assert page.locator("#text").count() == 0
    assert page.locator(".verdict p").count() == 4


def test_file_left_out_of_a_kit_is_noticed(
    context: BrowserContext, two: tuple[World, list[Issued], Path, Path], tmp_path: Path
) -> None:
    kit = tmp_path / "kit"
    shutil.copytree(two[2], kit)
    data = json.loads((kit / "data.js").read_text().removeprefix("self.KIT=").rstrip(";\n"))
    del data["files"]["status/1.cwt"]
    (kit / "data.js").write_text(f"self.KIT={json.dumps(data)};\n")

    page = _open(context, kit)

    assert page.locator(".verdict").get_attribute("data-verdict") == "kit_refused"


def test_older_kit_than_one_seen_is_refused_and_a_newer_one_is_taken(
    context: BrowserContext, two: tuple[World, list[Issued], Path, Path]
) -> None:
    _, people, older, newer = two
    at = NOW + 2 * DAY

    assert _type(_open(context, older, at=at), people[1].qr) == "to_compare"
    assert _type(_open(context, newer, at=at), people[1].qr) == "withdrawn"
    refused = _open(context, older, at=at)

    assert refused.locator(".verdict").get_attribute("data-verdict") == "kit_refused"
    assert "plus récent" in refused.locator(".verdict").inner_text()


def test_green_ends_with_the_lists_and_a_clock_set_back_does_not_bring_it_back(
    context: BrowserContext, two: tuple[World, list[Issued], Path, Path]
) -> None:
    _, people, older, _ = two
    original = people[0].pdf

    assert _bring(_open(context, older), original) == "genuine"
    late = _open(context, older, at=NOW + 40 * DAY)
    assert _bring(late, original) == "as_of"
    assert "Authentique au 20 novembre 2026" in late.locator(".verdict h1").inner_text()
    assert "le fichier lui-même" in late.locator(".looked-at").inner_text()
    assert people[0].attestation.holder.family_name in late.locator(".verdict dl").inner_text()
    assert _type(late, people[0].code) == "as_of"
    assert "scannez le QR" in late.locator(".verdict h1").inner_text()
    set_back = _open(context, older)

    assert _bring(set_back, original) == "as_of"
    assert "30 décembre 2026" in set_back.locator(".clock").inner_text()


def test_clock_before_the_kit_is_the_kits(
    context: BrowserContext, two: tuple[World, list[Issued], Path, Path]
) -> None:
    _, people, older, _ = two

    page = _open(context, older, at=NOW - 400 * DAY)

    assert _bring(page, people[0].pdf) == "genuine"
    assert "20 novembre 2026" in page.locator(".clock").inner_text()


def test_withdrawn_stays_so_when_the_lists_have_ended(
    context: BrowserContext, two: tuple[World, list[Issued], Path, Path]
) -> None:
    _, people, _, newer = two

    page = _open(context, newer, at=NOW + 400 * DAY)

    assert _bring(page, people[1].pdf) == "withdrawn"


def test_unknown_code_may_be_newer_than_the_kit(
    context: BrowserContext, two: tuple[World, list[Issued], Path, Path]
) -> None:
    page = _open(context, two[2])

    assert _type(page, format_code(code_from_entropy(777))) == "cannot_check"
    assert "après le jour du dossier" in page.locator(".verdict").inner_text()


def test_code_alone_shows_no_fact_and_is_not_green(
    context: BrowserContext, two: tuple[World, list[Issued], Path, Path]
) -> None:
    _, people, older, _ = two

    page = _open(context, older)

    assert _type(page, people[0].code) == "to_compare"
    assert "scannez le QR" in page.locator(".verdict h1").inner_text()
    assert page.locator(".verdict dl").count() == 0


def test_file_that_is_not_the_issued_one_is_never_genuine_and_says_why(
    context: BrowserContext, two: tuple[World, list[Issued], Path, Path]
) -> None:
    _, people, older, _ = two

    page = _open(context, older)

    assert _bring(page, people[0].pdf + b"\n") == "altered"
    assert _bring(page, b"%PDF-1.7\n%%EOF") == "cannot_check"
    assert "pas les pages" in page.locator(".verdict").inner_text()
    assert _bring(page, b"") == "unreadable"
    assert _bring(page, b"neither") == "unreadable"


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "360"])
def test_each_state_is_accessible_in_each_language(
    browser: Browser, two: tuple[World, list[Issued], Path, Path], viewport: object
) -> None:
    _, people, _, newer = two
    context = browser.new_context(viewport=viewport)  # type: ignore[arg-type]
    page = _open(context, newer, at=NOW + 2 * DAY)
    signs = set()

    for language in sweep(LANGUAGES, reduced=LANGUAGES[::2] if viewport == WIDE else ("NL", "EN")):
        page.get_by_role("button", name=language, exact=True).or_(
            page.locator(f"[lang={language.lower()}].quiet")
        ).first.click()
        assert page.locator("html").get_attribute("lang") == language.lower()
        for given in (people[0].qr, people[1].qr, people[2].code, "bonjour"):
            signs.add(_type(page, given))
            assert page.locator(".verdict .sign").inner_text() != ""
            assert axe_violations(page) == []
            assert overflow(page) == 0
    signs.add(_bring(page, people[0].pdf))
    assert axe_violations(page) == []
    assert signs == {"genuine", "to_compare", "withdrawn", "unreadable"}
    context.close()


def test_page_is_used_by_keyboard_alone(
    context: BrowserContext, two: tuple[World, list[Issued], Path, Path]
) -> None:
    _, people, older, _ = two
    page = _open(context, older)

    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.className")
        )
    assert reached[0] == "skip"
    assert reached.index("text") < reached.index("file") < reached.index("camera")
    page.locator("#text").focus()
    page.keyboard.type(people[0].code)
    page.keyboard.press("Enter")
    page.locator(".verdict").wait_for()

    # What was found is where a reader of the screen then stands.
    expect(page.locator(".verdict h1")).to_be_focused()


def test_page_says_that_there_is_no_camera(
    context: BrowserContext, two: tuple[World, list[Issued], Path, Path]
) -> None:
    page = _open(context, two[2])

    page.locator(".camera").click()

    expect(page.get_by_text("La caméra n’est pas disponible ici")).to_be_visible()


def test_models_are_shown_by_period(
    context: BrowserContext, two: tuple[World, list[Issued], Path, Path]
) -> None:
    page = _open(context, two[2])

    page.locator("summary").click()

    pictures = page.locator(".models img")
    expect(pictures).to_have_count(2)
    expect(pictures.last).to_have_js_property("complete", value=True)
    assert page.evaluate("document.querySelector('.models img').naturalWidth") > 0
    assert "Depuis le 20 novembre 2026. En usage." in page.locator(".models").inner_text()
    assert axe_violations(page) == []


def test_camera_reads_a_code_and_lets_go(
    browser: Browser, two: tuple[World, list[Issued], Path, Path]
) -> None:
    _, people, _, newer = two
    context = browser.new_context(locale="fr-BE", viewport=NARROW)
    hold_cards(context)
    page = _open(context, newer, at=NOW + 2 * DAY)

    page.locator(".camera").click()
    page.locator("video").wait_for()
    show_card(page, people[1].qr)
    page.locator(".verdict").wait_for()

    assert page.locator(".verdict").get_attribute("data-sign") == "withdrawn"
    assert page.locator("video").count() == 0
    expect(page.locator(".camera")).to_have_text("Scanner avec la caméra")
    page.evaluate("showCard(['0'])")
    page.locator(".camera").click()
    page.locator("video").wait_for()
    page.locator(".camera").click()
    assert page.locator("video").count() == 0
    context.close()


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def end_headers(self) -> None:
            # Two kits of one second would be "not modified".
            self.send_header("Cache-Control", "no-store")
            super().end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/index.html"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _replace(place: Path, kit: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(kit, place)


def _reload(page: Page) -> str:
    """Have the browser look for a newer kit, and say the day of the one that it then shows."""
    page.evaluate(
        """async () => {
          const found = await navigator.serviceWorker.ready;
          await found.update().catch(() => 0);
          const next = found.installing;
          if (next) await new Promise((done) => next.addEventListener("statechange", () =>
            ["activated", "redundant"].includes(next.state) && done()));
        }"""
    )
    page.reload()
    page.wait_for_function("document.documentElement.dataset.ready")
    return page.locator(".snapshot p").first.inner_text()


def test_installed_page_works_without_its_server_and_takes_over_only_what_is_newer_and_signed(
    context: BrowserContext, two: tuple[World, list[Issued], Path, Path], tmp_path: Path
) -> None:
    _, people, older, newer = two
    place = tmp_path / "served"
    _replace(place, older)
    with _served(place) as address:
        page = context.new_page()
        page.clock.set_fixed_time(NOW + 2 * DAY)
        page.goto(address)
        page.wait_for_function("document.documentElement.dataset.ready")
        page.evaluate("() => navigator.serviceWorker.ready.then(() => 1)")
        assert "20 novembre" in _reload(page)

        # A changed file, then another signature: neither is taken over.
        _replace(place, newer)
        (place / "checker.css").write_text("body { background: green }")
        assert "20 novembre" in _reload(page)
        _replace(place, newer)
        assert "21 novembre" in _reload(page)
        # Nor what is older.
        _replace(place, older)
        assert "21 novembre" in _reload(page)

    page.reload()
    page.wait_for_function("document.documentElement.dataset.ready")
    assert _bring(page, people[0].pdf) == "genuine"
    assert _type(page, people[1].qr) == "withdrawn"
