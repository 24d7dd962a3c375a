"""The same pages in Dutch, beside a story that is played in French."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from issuer.desk.language import read_catalogue
from tests.support.browser import state_violations
from tests.support.sweeps import sweep
from tests.support.translations import pairs

_LONG_ENOUGH = 12
"""Characters from which a message is found in a page by itself, and not in a name or a title."""

_LEGEND = "r = rattrapé ailleurs"
"""What the story's workbook says itself."""


def french_left(page: Page) -> list[str]:
    """Return the French messages of the desk that a Dutch page still says."""
    page.wait_for_load_state()
    said = str(page.evaluate("document.body.innerText"))
    return [
        french
        for french, dutch in pairs(read_catalogue("nl"))
        if french != dutch and len(french) >= _LONG_ENOUGH and french in said.replace(_LEGEND, "")
    ]


@dataclass
class DutchBeside:
    """A second browser with the same session, whose language is Dutch."""

    browser: Browser
    seen: list[str] = field(default_factory=list)

    def violations(self, page: Page, name: str, *, number: int) -> list[str]:
        """Judge a state of ``page`` in French, in Dutch, or in one of them in turn.

        The answer to a form has no address of its own: it is judged in French.
        """
        found = []
        if sweep(True, reduced=number % 2 == 0):
            found += state_violations(page, name, number=number // 2)
        if sweep(True, reduced=number % 2 == 1):
            found += self._in_dutch(page, name, number=number)
        return found

    def _in_dutch(self, page: Page, name: str, *, number: int) -> list[str]:
        with self.browser.new_context(locale="nl-BE") as context:
            context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
            beside = context.new_page()
            answer = beside.goto(page.url)
            if answer is None or not answer.ok:
                return state_violations(page, name, number=number // 2)
            assert beside.locator("html").get_attribute("lang") == "nl", name
            self.seen.append(name)
            left = [f"{name}, French left: {one}" for one in french_left(beside)]
            return left + state_violations(beside, f"{name}, Dutch", number=number // 2)
