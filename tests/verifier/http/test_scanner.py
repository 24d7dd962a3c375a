"""The scanner page: what it sends, what it refuses, what it keeps and forgets."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from attestation.formats.qr_text import MAX_DIGITS, PATH, QrFault, decode_digits, decode_qr_text
from tests.support.browser import NARROW, WIDE, axe_violations, overflow
from tests.support.cameras import hold_cards, show_card
from tests.support.issuers import ADDRESS
from tests.support.look_alikes import LOOK_ALIKES
from tests.support.scanners import (
    open_scanner,
    require_decoder,
    result,
    said,
    scan_next,
)
from tests.support.served_cases import Counter
from tests.support.sweeps import sweep
from verifier.translations.catalogue import LANGUAGES, wording

WORDS = wording("fr").scanner
# A reader of the browser's own, as Android's and macOS's chromium have; this one is told the text.
OWN_READER = """
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["ean_13", "qr_code"]; }
    async detect() { return window.inSight ? [{ rawValue: window.inSight }] : []; }
  };
"""
BROKEN_READER = """
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect() { throw new DOMException("", "NotSupportedError"); }
  };
"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(locale="fr-BE", viewport=NARROW) as found:
        hold_cards(found)
        yield found


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="module")
def opened(browser: Browser, counter: Counter) -> Iterator[Page]:
    """The page for tests that only call a function of it."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(counter.address + "/scanner")
        yield page


def qr(counter: Counter, verdict: str) -> str:
    return f"{ADDRESS}{PATH}{counter.fragments[verdict]}"


def test_forty_look_alikes_are_refused_and_nothing_is_sent(
    page: Page, counter: Counter, record_property: Callable[[str, object], None]
) -> None:
    require_decoder()
    assert len(set(LOOK_ALIKES)) == 40
    open_scanner(page, counter)
    said(page, WORDS.waiting)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    refused = 0
    shown = sweep(LOOK_ALIKES, reduced=LOOK_ALIKES[::3])
    for address in shown:
        show_card(page, f"{address}{PATH}{counter.fragments['genuine']}")
        assert result(page).get_attribute("data-verdict") == "suspicious", address
        refused += 1
        scan_next(page)
        said(page, WORDS.again)  # it looks again, and sees what it has seen

    record_property(
        "figure", f"scanner: look-alikes {refused}/{len(shown)} refused, {len(asked)} requests"
    )
    assert asked == []
    assert axe_violations(page) == []


def test_after_a_look_alike_a_genuine_one_is_still_checked(page: Page, counter: Counter) -> None:
    require_decoder()
    open_scanner(page, counter)
    show_card(page, f"{LOOK_ALIKES[0]}{PATH}{counter.fragments['genuine']}")
    assert result(page).get_attribute("data-verdict") == "suspicious"

    expect(page.locator("#text"), "the printed code can be typed at once").to_be_visible()
    scan_next(page)
    said(page, WORDS.again)
    show_card(page, qr(counter, "genuine"))

    page.locator(".shown [data-verdict=genuine]").wait_for()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bonjour",
        "WIFI:S:guichet;T:WPA;P:secret;;",
        ADDRESS,
        f"{ADDRESS}/v",
        f"{ADDRESS}{PATH}",
        f"{ADDRESS}/v?x=1#1",
        f"{ADDRESS}{PATH}123 ",
        f"{ADDRESS}{PATH}123\n",
        f"{ADDRESS}{PATH}0123",
        f"{ADDRESS}{PATH}-123",
        f"{ADDRESS}{PATH}１２３",
        f"{ADDRESS}{PATH}12a",
        f"{ADDRESS}{PATH}{PATH}123",
        f"{ADDRESS}{PATH}{'9' * (MAX_DIGITS + 1)}",
        *(f"{address}{PATH}256" for address in LOOK_ALIKES),
    ],
)
def test_page_is_never_laxer_than_the_verifier(opened: Page, text: str) -> None:
    digits = opened.evaluate(f"(text) => digitsOf(text, ['{ADDRESS}'], {MAX_DIGITS})", text)

    assert digits is None
    assert decode_qr_text(text, addresses=frozenset({ADDRESS})) in set(QrFault)


def test_page_reads_what_the_verifier_reads(opened: Page, counter: Counter) -> None:
    text = qr(counter, "genuine")

    digits = opened.evaluate(f"(text) => digitsOf(text, ['{ADDRESS}'], {MAX_DIGITS})", text)

    assert decode_digits(digits) == decode_qr_text(text, addresses=frozenset({ADDRESS}))
    assert decode_digits(digits) == counter.good.credential


def test_session_lists_each_result_and_gives_it_back(page: Page, counter: Counter) -> None:
    require_decoder()
    open_scanner(page, counter)
    for verdict in ("genuine", "withdrawn", "replaced", "not_ours", "unreadable"):
        show_card(page, qr(counter, verdict))
        page.locator(f".shown [data-verdict={verdict}]").wait_for()
        assert axe_violations(page) == [], verdict
        scan_next(page)

    entries = page.locator(".session li")
    expect(entries).to_have_count(5)
    verdicts = [entry.get_attribute("data-verdict") for entry in entries.all()]
    assert verdicts == ["genuine", "withdrawn", "replaced", "not_ours", "unreadable"]
    expect(entries.first).to_contain_text("Ağaoğlu")
    assert axe_violations(page) == []
    assert overflow(page) <= 0

    entries.nth(1).get_by_role("button").click()
    assert result(page).get_attribute("data-verdict") == "withdrawn"


def test_session_is_gone_with_the_page(page: Page, counter: Counter) -> None:
    require_decoder()
    open_scanner(page, counter)
    show_card(page, qr(counter, "genuine"))
    result(page)

    page.reload()

    page.locator(".start").wait_for()
    assert page.locator(".session li").count() == 0
    assert "Ağaoğlu" not in page.content()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_session_is_forgotten_after_ten_idle_minutes(page: Page, counter: Counter) -> None:
    require_decoder()
    page.clock.install()
    open_scanner(page, counter)
    show_card(page, qr(counter, "genuine"))
    result(page)
    expect(page.locator(".session li")).to_have_count(1)

    page.clock.fast_forward("09:30")
    page.get_by_text(wording("fr").page.forgetting).wait_for()
    page.clock.fast_forward("01:00")

    page.get_by_text(wording("fr").page.forgotten).wait_for()
    assert page.locator(".session li").count() == 0
    assert "Ağaoğlu" not in page.content()


def test_two_codes_in_sight_are_neither_checked(page: Page, counter: Counter) -> None:
    page.add_init_script(
        OWN_READER.replace("[{ rawValue: window.inSight }]", "window.inSight.map((rawValue) => "
        "({ rawValue }))")
    )  # fmt: skip
    open_scanner(page, counter)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.evaluate("(both) => { window.inSight = both; }", [qr(counter, "genuine"), "https://evil"])

    said(page, WORDS.several)
    assert asked == []


def test_browsers_own_reader_is_used_where_there_is_one(page: Page, counter: Counter) -> None:
    page.add_init_script(OWN_READER)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_scanner(page, counter)

    page.evaluate("(text) => { window.inSight = text; }", qr(counter, "replaced"))

    assert result(page).get_attribute("data-verdict") == "replaced"
    assert not any("decoder" in url for url in asked)


def test_reader_that_only_promises_is_passed_over(page: Page, counter: Counter) -> None:
    require_decoder()
    page.add_init_script(BROKEN_READER)
    open_scanner(page, counter)

    show_card(page, qr(counter, "genuine"))

    assert result(page).get_attribute("data-verdict") == "genuine"


def test_without_an_answer_the_paper_can_be_scanned_again(page: Page, counter: Counter) -> None:
    require_decoder()
    open_scanner(page, counter)
    page.route("**/check*", lambda route: route.abort())
    show_card(page, qr(counter, "genuine"))
    said(page, WORDS.failed)
    assert page.locator(".session li").count() == 0

    page.unroute("**/check*")
    scan_next(page)

    assert result(page).get_attribute("data-verdict") == "genuine"


def test_refused_camera_leaves_the_other_ways(browser: Browser, counter: Counter) -> None:
    require_decoder()
    with browser.new_context(locale="fr-BE", viewport=WIDE) as context:  # no camera in here
        page = context.new_page()
        page.goto(counter.address + "/scanner")
        page.locator(".start").click()
        said(page, WORDS.no_camera)
        assert axe_violations(page) == []

        page.fill("#text", counter.texts["genuine"])
        page.keyboard.press("Enter")
        page.locator("[data-verdict=genuine]").wait_for()


def test_without_bundle_and_reader_the_page_says_so(page: Page, counter: Counter) -> None:
    page.add_init_script("delete window.BarcodeDetector")
    page.route(
        "**/scanner",
        lambda route: route.fulfill(
            response=(answer := route.fetch()),
            body=answer.text().replace("data-decoder=", "data-nothing="),
        ),
    )
    page.goto(counter.address + "/scanner")

    said(page, WORDS.no_decoder)
    expect(page.locator("#text")).to_be_visible()
    expect(page.locator("#file")).to_be_visible()


def test_without_scripts_the_page_offers_code_and_file(browser: Browser, counter: Counter) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(counter.address + "/scanner?lang=fr")
        told = page.locator("noscript p")
        expect(told).to_be_visible()
        expect(told).to_have_text(WORDS.no_script)
        expect(page.locator(".start")).to_be_hidden()
        page.fill("#text", counter.texts["genuine"])
        page.keyboard.press("Enter")
        page.locator("[data-verdict=genuine]").wait_for()


def test_camera_is_let_go_when_another_way_is_taken(page: Page, counter: Counter) -> None:
    require_decoder()
    open_scanner(page, counter)
    said(page, WORDS.waiting)
    page.evaluate("window.track = document.querySelector('video').srcObject.getTracks()[0]")

    page.set_input_files("#file", counter.files["genuine"])
    page.click("form.uploads button")

    page.locator(".verdict[data-verdict=genuine]").wait_for()
    assert page.evaluate("window.track.readyState") == "ended"


def test_camera_rests_while_nobody_sees_the_page(page: Page, counter: Counter) -> None:
    require_decoder()
    open_scanner(page, counter)
    said(page, WORDS.waiting)
    turn_away = """(hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""

    page.evaluate(turn_away, True)
    assert page.evaluate("document.querySelector('video').srcObject") is None
    page.evaluate(turn_away, False)

    said(page, WORDS.waiting)
    assert page.evaluate("document.querySelector('video').srcObject.active")


def test_camera_that_is_unplugged_is_said(page: Page, counter: Counter) -> None:
    require_decoder()
    open_scanner(page, counter)
    said(page, WORDS.waiting)

    page.evaluate("""
      document.querySelector("video").srcObject.getTracks()[0].dispatchEvent(new Event("ended"))
    """)

    said(page, WORDS.no_camera)
    expect(page.locator(".start")).to_be_visible()


def test_one_of_several_cameras_can_be_chosen(page: Page, counter: Counter) -> None:
    require_decoder()
    page.add_init_script("""
      const one = (deviceId, label) => ({ kind: "videoinput", deviceId, label });
      navigator.mediaDevices.enumerateDevices = async () => [one("a", "Webcam"), one("b", "Lampe")];
      const open = navigator.mediaDevices.getUserMedia;
      window.asked = [];
      navigator.mediaDevices.getUserMedia = (wanted) => {
        window.asked.push(wanted.video.deviceId?.exact ?? null);
        return open(wanted);
      };
    """)
    open_scanner(page, counter)
    page.get_by_label(WORDS.camera, exact=True).select_option("Lampe")

    said(page, WORDS.waiting)
    assert page.evaluate("window.asked") == [None, "b"]
    assert axe_violations(page) == []


def test_report_for_the_file_leaves_the_session_where_it_is(page: Page, counter: Counter) -> None:
    require_decoder()
    open_scanner(page, counter)
    show_card(page, qr(counter, "genuine"))
    result(page)

    with page.expect_download() as download:
        page.locator(".receipt button").click()

    assert download.value.suggested_filename.endswith(".pdf")
    expect(page.locator(".session li")).to_have_count(1)
    scan_next(page)
    page.locator("video").wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_scanner_speaks_each_language(browser: Browser, counter: Counter, language: str) -> None:
    with browser.new_context(
        viewport={"width": 320, "height": 640}, color_scheme="dark"
    ) as context:
        page = context.new_page()
        page.goto(f"{counter.address}/scanner?lang={language}")
        page.get_by_role("heading", name=wording(language).scanner.heading, exact=True).wait_for()
        assert axe_violations(page) == []
        assert overflow(page) <= 0


def test_keyboard_alone_scans_and_goes_on(page: Page, counter: Counter) -> None:
    require_decoder()
    page.goto(counter.address + "/scanner")
    expect(page.locator(".start")).to_be_visible()  # once the script is done; focus waits for none
    page.locator(".start").focus()
    page.keyboard.press("Enter")
    page.locator("video").wait_for()
    show_card(page, qr(counter, "genuine"))
    result(page)
    expect(page.locator(".shown .heading")).to_be_focused()

    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "next-scan":
            break
    page.keyboard.press("Enter")

    said(page, WORDS.again)
