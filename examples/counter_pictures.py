"""The verifier's pictures in the README and the officer's guide, made anew by using it.

``python -m examples.counter_pictures`` takes them in a real browser before a throw-away deployment,
so that pictures and program cannot drift apart. The camera's picture is a film of an issued page.
"""

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import FilePayload, Page

from attestation.formats.qr_text import PATH
from attestation.recognition import IssuerRecord, Recognition
from attestation.regime import ValidityPeriod
from examples.pictures import save
from tests.support.browser import open_browser
from tests.support.cameras import film_of_paper, film_of_sheet, hold_cards, show_card
from tests.support.forgeries import draw_over, picture_of, scanned, spot_of, together, visible
from tests.support.issuer_records import IDENTIFIER, publish_record
from tests.support.issuers import ADDRESS
from tests.support.look_alikes import LOOK_ALIKES
from tests.support.served_cases import Counter, open_counter
from verifier.translations.catalogue import wording

_PHONE = (360, 780)
_DESK = (1000, 800)
_BETWEEN = 24
# A reader that finds nothing: the page goes on looking while its picture is taken.
_BLIND = """
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect() { return []; }
  };
"""
_NEXT_FRAME = """() => new Promise((seen) => {
  document.querySelector("video").requestVideoFrameCallback(() => seen());
})"""


def main() -> None:
    """Take each picture once."""
    with tempfile.TemporaryDirectory() as folder, open_counter(Path(folder)) as counter:
        film = film_of_paper(counter.good.pdf, Path(folder) / "paper.y4m")
        with opened(_DESK) as page:
            page.goto(counter.address + "/")
            photograph(page, "verifier-home")
            page.set_input_files("#file", counter.files["altered"])
            page.click("form.uploads button")
            page.locator("[data-verdict=altered]").wait_for()
            photograph(page, "verdict-altered", most=1000)
            for name, sign, scan in (
                ("verdict-compared", "genuine", scanned(counter.good.pdf)),
                ("verdict-differs", "to_compare", scanned(_with_other_hours(counter.good.pdf))),
            ):
                page.set_viewport_size({"width": _DESK[0], "height": _DESK[1]})
                page.goto(counter.address + "/")
                upload = FilePayload(name="scan.pdf", mimeType="application/pdf", buffer=scan)
                page.set_input_files("#file", upload)
                page.click("form.uploads button")
                page.locator(f"[data-sign={sign}]").wait_for()
                photograph(page, name, most=860)
            page.goto(counter.address + "/")
            page.set_input_files("#file", counter.files["genuine"])
            page.click("form.uploads button")
            save(picture_of(report_in(page)), "report.png")
            photograph_recognition(page, counter)
        with opened(_PHONE) as page:
            page.goto(f"{counter.address}{PATH}{counter.fragments['genuine']}")
            page.locator("[data-verdict=genuine]").wait_for()
            photograph(page, "verdict-genuine", most=1000)
        with opened(_PHONE, film=film, prepare=lambda page: page.add_init_script(_BLIND)) as page:
            page.goto(counter.address + "/scanner")
            page.get_by_text(wording("fr").scanner.waiting).wait_for()
            page.evaluate(_NEXT_FRAME)
            photograph(page, "scanner", most=_PHONE[1])
        sheet = film_of_sheet(counter.good.pdf, Path(folder) / "sheet.y4m")
        with opened(_PHONE, film=sheet) as page:
            page.goto(counter.address + "/scanner")
            page.locator(".here button").wait_for()
            page.evaluate("() => { adviceOn = () => 'whole'; }")  # it goes on looking
            page.locator(".here button").click()
            page.get_by_text(wording("fr").photograph.whole).wait_for()
            page.evaluate(_NEXT_FRAME)
            photograph(page, "scanner-sheet", most=1000)
        with opened(_PHONE, prepare=lambda page: hold_cards(page.context)) as page:
            scan_a_dossier(page, counter)


def _with_other_hours(pdf: bytes) -> bytes:
    spot = spot_of(pdf, "12", "h")
    hours = visible("152 h", left=spot.left, bottom=spot.bottom + 1, size=13)
    return draw_over(pdf, together(spot.cover, hours))


def photograph_recognition(page: Page, counter: Counter) -> None:
    """Take the answer where the organisation's recognition had ended before the day of issue."""
    period = ValidityPeriod(first_day=date(2020, 1, 1), last_day=date(2024, 12, 31))
    ended = Recognition(number="EX-7", authority="Autorité fictive", period=period)
    made_at = datetime.now(UTC).replace(microsecond=0)
    publish_record(
        counter.world,
        IssuerRecord(made_at=made_at, identifier=IDENTIFIER, recognitions=(ended,)),
    )
    page.set_viewport_size({"width": _DESK[0], "height": _DESK[1]})
    page.goto(counter.address + "/")
    page.fill("#text", counter.texts["genuine"])
    page.keyboard.press("Enter")
    page.locator("[data-verdict=genuine]").wait_for()
    parts = [
        Image.open(io.BytesIO(page.locator(part).screenshot()))
        for part in (".verdict", "section[aria-labelledby=outcome-issuer]")
    ]
    height = sum(one.height for one in parts) + _BETWEEN
    picture = Image.new("RGB", (max(one.width for one in parts), height), "#F4F4F2")
    picture.paste(parts[0], (0, 0))
    picture.paste(parts[1], (0, parts[0].height + _BETWEEN))
    save(picture, "verdict-recognition.png")


def report_in(page: Page) -> bytes:
    """Ask for the report of the verdict that ``page`` shows."""
    page.get_by_label(wording("fr").receipt.dossier).fill("2026/NAT/0117")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=wording("fr").receipt.download).click()
    return waiting.value.path().read_bytes()


def scan_a_dossier(page: Page, counter: Counter) -> None:
    """Scan three attestations, one of them a look-alike."""
    page.goto(counter.address + "/scanner")
    page.locator(".start").click()
    page.locator("video").wait_for()
    for text, verdict in (
        (f"{ADDRESS}{PATH}{counter.fragments['genuine']}", "genuine"),
        (f"{ADDRESS}{PATH}{counter.fragments['replaced']}", "replaced"),
        (f"{LOOK_ALIKES[15]}{PATH}{counter.fragments['genuine']}", "suspicious"),
    ):
        show_card(page, text)
        page.locator(f".shown [data-verdict={verdict}]").wait_for()
        if verdict != "suspicious":
            page.locator(".next-scan").click()
    photograph(page, "scanner-suspicious", most=1200)


@contextmanager
def opened(
    size: tuple[int, int],
    *,
    film: Path | None = None,
    prepare: Callable[[Page], object] | None = None,
) -> Iterator[Page]:
    """Open a page in a browser of its own, before a camera that plays ``film``."""
    camera = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    with open_browser(*(camera if film else ())) as browser:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2 if size == _PHONE else 1,
            locale="fr-BE",
        )
        page = context.new_page()
        if prepare is not None:
            prepare(page)
        yield page
        context.close()


def photograph(page: Page, name: str, *, most: int = 1200) -> None:
    """Take the page from its top, as far as it goes, at most ``most`` pixels of the page."""
    size = page.viewport_size or {"width": 0, "height": 0}
    height = min(page.evaluate("document.documentElement.scrollHeight"), most)
    page.set_viewport_size({"width": size["width"], "height": height})
    page.evaluate("window.scrollTo(0, 0)")
    save(Image.open(io.BytesIO(page.screenshot())), f"{name}.png")


if __name__ == "__main__":
    main()
