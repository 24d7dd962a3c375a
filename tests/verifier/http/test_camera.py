"""The scanner with chromium's fake camera, fed with films of printed pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import NARROW, axe_violations, open_browser, overflow
from tests.support.cameras import film_of_paper, film_of_text
from tests.support.look_alikes import LOOK_ALIKES
from tests.support.scanners import require_decoder, result
from tests.support.served_cases import Counter
from verifier.translations.catalogue import wording


@contextmanager
def before_the_camera(film: Path) -> Iterator[Page]:
    with (
        open_browser(
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ) as browser,
        browser.new_context(locale="fr-BE", viewport=NARROW) as context,
    ):
        yield context.new_page()


@pytest.mark.parametrize("verdict", ["genuine", "withdrawn"])
def test_filmed_paper_gets_its_verdict(counter: Counter, tmp_path: Path, verdict: str) -> None:
    require_decoder()
    pdf = {"genuine": counter.good, "withdrawn": counter.gone}[verdict].pdf
    asked: list[str] = []
    with before_the_camera(film_of_paper(pdf, tmp_path / "paper.y4m")) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(counter.address + "/scanner")  # allowed before, so the camera starts by itself

        assert result(page).get_attribute("data-verdict") == verdict
        heading = wording("fr").verdicts[verdict].heading
        expect(page.locator(".said-aloud")).to_have_text(re.compile(f"^{re.escape(heading)}"))
        expect(page.locator(":focus")).to_have_text(heading)
        assert axe_violations(page) == []
        assert overflow(page) <= 0
    assert all(url.startswith(counter.address) for url in asked)
    assert not any(re.search(r"#|=1\d{9}", url) for url in asked), "nothing of the paper in there"


def test_filmed_look_alike_is_refused_and_nothing_is_sent(counter: Counter, tmp_path: Path) -> None:
    require_decoder()
    text = f"{LOOK_ALIKES[15]}/v#{counter.fragments['genuine']}"
    with before_the_camera(film_of_text(text, tmp_path / "false.y4m")) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
        page.goto(counter.address + "/scanner")

        assert result(page).get_attribute("data-verdict") == "suspicious"
        page.get_by_role("heading", name=wording("fr").scanner.suspicious, exact=True).wait_for()
        assert axe_violations(page) == []
    # The page and its parts; nothing after them.
    parts = f"GET {counter.address}/scanner", f"GET {counter.address}/static/"
    assert all(one.startswith(parts) for one in asked), asked
