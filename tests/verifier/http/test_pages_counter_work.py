"""An officer at the counter without a mouse: the field, the hand scanner, the next document."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from attestation.code import CodeFault, code_from_entropy, parse_code
from tests.support.browser import NARROW, WIDE, axe_violations, overflow
from tests.support.served_cases import Counter
from tests.support.world import Issued, World
from verifier.http.app import create_app
from verifier.settings import VerifierSection
from verifier.translations.catalogue import LANGUAGES, wording

WORDS = wording("fr").counter


@pytest.fixture
def page(browser: Browser, counter: Counter) -> Iterator[Page]:
    with browser.new_context(locale="fr-BE", viewport=WIDE) as context:
        opened = context.new_page()
        opened.goto(counter.address + "/")
        yield opened


def verdict(page: Page) -> str | None:
    page.locator(".verdict").wait_for()
    return page.locator(".verdict").get_attribute("data-verdict")


def test_hand_scanner_needs_no_click_before_or_after_a_verdict(
    page: Page, counter: Counter
) -> None:
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(counter.texts["genuine"] + "\n")
    assert verdict(page) == "genuine"

    # Nothing on the verdict takes text; what the scanner types is read all the same.
    page.keyboard.type(counter.good.qr + "\n", delay=2)
    page.wait_for_load_state()
    assert verdict(page) == "genuine"
    page.keyboard.type(counter.texts["withdrawn"] + "\n", delay=2)
    page.wait_for_function("document.querySelector('[data-verdict=withdrawn]')")

    # And at the start when the focus went somewhere else.
    page.goto(counter.address + "/")
    page.locator("main").focus()
    page.keyboard.type(counter.texts["withdrawn"] + "\n", delay=2)
    page.wait_for_url("**/check")
    assert verdict(page) == "withdrawn"


def test_key_n_goes_on_to_the_next_and_can_be_turned_off(page: Page, counter: Counter) -> None:
    page.keyboard.type(counter.texts["genuine"] + "\n")
    verdict(page)

    page.keyboard.press("n")

    page.wait_for_url(counter.address + "/")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(counter.texts["genuine"] + "\n")
    verdict(page)
    page.get_by_label(WORDS.key).uncheck()
    page.keyboard.press("n")
    page.wait_for_timeout(300)  # three times as long as it takes
    assert page.url.endswith("/check")


def test_next_document_is_one_tab_after_the_verdict(page: Page, counter: Counter) -> None:
    """The boxes of all facts come after it."""
    page.keyboard.type(counter.texts["genuine"] + "\n")
    expect(page.locator("h1")).to_be_focused()
    assert page.locator(".facts input[type=checkbox]").count() > 5

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url(counter.address + "/")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_typo_is_said_in_the_page_and_stays_to_be_corrected(
    page: Page, counter: Counter, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    code = counter.texts["genuine"].replace("-", "")
    groups = [code[start : start + 4] for start in range(0, 16, 4)]
    groups[2] = groups[2][:3]

    page.keyboard.type("-".join(groups))
    assert page.locator(".code-count").inner_text() == "15 / 16"
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_have_text(WORDS.count.format(count=15))
    assert page.input_value("#text") == "-".join(groups)
    chosen = page.evaluate(
        "t = document.activeElement, t.value.slice(t.selectionStart, t.selectionEnd)"
    )
    assert chosen == groups[2]
    assert axe_violations(page) == []
    assert overflow(page) <= 0
    page.fill("#text", code[:-1] + ("0" if code[-1] != "0" else "1"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(WORDS.wrong)
    page.fill("#text", code)
    page.keyboard.press("Enter")
    assert verdict(page) == "genuine"


def test_what_is_sent_again_as_it_is_gets_the_servers_answer(page: Page, counter: Counter) -> None:
    page.keyboard.type("ABCD-EFGH-1234-567")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    assert verdict(page) == "unreadable"
    assert WORDS.count.format(count=15) in page.inner_text("main")
    assert page.input_value("#text") == "ABCD-EFGH-1234-567"


def test_page_reads_a_code_as_the_verifier_does(page: Page) -> None:
    """Every code, with each kind of slip; both sides hold the same arithmetic."""
    codes = [code_from_entropy(pow(7, n, 1 << 75)) for n in range(60)]
    texts = [*codes, *(one[:n] + "Z" + one[n + 1 :] for n, one in enumerate(codes[:16]))]
    texts += [one.lower().replace("1", "l").replace("0", "o") for one in codes]

    said = page.evaluate("all => all.map((one) => checkSymbolAgrees(codeSymbols(one)))", texts)

    assert said == [parse_code(one) is not CodeFault.MISTYPED for one in texts]


def test_files_that_come_too_often_stay_chosen_and_are_sent_again(
    page: Page, counter: Counter
) -> None:
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.post_data_buffer)
        if len(asked) == 1:
            route.fulfill(status=429, headers={"Retry-After": "1"}, body="<h1>Trop</h1>")
        else:
            route.continue_()

    page.route("**/check", answer)
    page.set_input_files("#file", counter.files["genuine"])
    page.click("form.uploads button")

    expect(page.locator(".progress label")).to_contain_text("nouvel essai dans")
    assert verdict(page) == "genuine"
    assert len(asked) == 2


def test_several_files_say_which_is_original_and_which_to_compare(
    world: World, issued: list[Issued], page: Page, counter: Counter
) -> None:
    page.set_input_files("#file", [counter.files["genuine"], counter.files["withdrawn"]])
    page.click("form.uploads button")

    expect(page.locator(".results li")).to_have_count(2)
    assert page.locator(".results .kind").all_inner_texts() == [WORDS.kinds["original"]]
    assert page.locator("main .next-early a").first.is_visible()


def about(world: World, **settings: str) -> dict[str, str]:
    section = VerifierSection.model_validate(world.settings.section.model_dump() | settings)
    client = create_app(replace(world.settings, section=section), now=world.now).test_client()
    return {language: client.get(f"/?lang={language}").text for language in LANGUAGES}


def test_pages_say_who_runs_the_verifier_and_whom_to_ask(world: World) -> None:
    pages = about(
        world,
        run_by="Ville de Bruxelles & co",
        contact="guichet@bruxelles.example",
        privacy_statement="https://bruxelles.example/vie-privee",
        accessibility_statement="https://bruxelles.example/accessibilite",
    )

    for language, text in pages.items():
        words = wording(language).counter
        assert words.run_by.format(name="Ville de Bruxelles &amp; co") in text
        assert 'href="mailto:guichet@bruxelles.example"' in text
        assert f'rel="noreferrer">{words.privacy_statement}</a>' in text
        assert f'rel="noreferrer">{words.accessibility_statement}</a>' in text


def test_footer_says_nothing_that_nobody_set(world: World) -> None:
    text = about(world, contact="02 123 45 67")["fr"]

    assert "02 123 45 67" in text
    assert WORDS.accessibility_statement not in text
    assert "mailto:" not in text


def test_address_of_a_statement_is_a_page_over_tls(world: World) -> None:
    with pytest.raises(ValueError, match="accessibilite"):
        about(world, accessibility_statement="javascript:alert(1)")


def test_words_of_the_counter_hold_their_placeholders() -> None:
    for language in LANGUAGES:
        words = json.loads(wording(language).counter.model_dump_json())
        assert "{count}" in words["count"]
        assert "{seconds}" in words["busy"]
        assert "{name}" in words["run_by"]
