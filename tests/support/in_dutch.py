"""The same pages in Dutch, beside a story that is played in French."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from tests.support.browser import state_violations
from tests.support.french_left import french_left
from tests.support.sweeps import sweep


@dataclass
class DutchBeside:
    """A second browser with the same session, whose language is Dutch."""

    browser: Browser
    seen: list[str] = field(default_factory=list)

    def violations(self, page: Page, name: str, *, number: int) -> list[str]:
        """Judge a state of ``page`` in both languages, or in one of them in turn.

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
            self.seen.append(name)
            left = [f"{name}, French left: {one}" for one in french_left(beside.content())]
            return left + state_violations(beside, f"{name}, Dutch", number=number // 2)
