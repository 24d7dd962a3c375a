"""How a file is read, said without a mouse on a narrow screen, with scripts and without."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from issuer.workbook.format.cells import Cell, Sheet, text_of
from tests.support import layouts
from tests.support.browser import NARROW, axe_violations, open_browser, overflow, served
from tests.support.coordinator import Coordinator
from tests.support.served_desks import PASSWORD, Deployed, deploy
from tests.support.sweeps import sweep

PEOPLE = (("Diallo", "Awa", date(1990, 5, 4)), ("Ngoma", "Grâce", date(1991, 6, 5)))
MOST_STEPS = 120
FOCUSED = """() => {
  const at = document.activeElement;
  return at === document.body ? "" : at.name || at.innerText || at.tagName;
}"""
CONTROLS = (
    "main form.stack :is(input:not([type=hidden]), select, button, summary):visible"
    ":not(details:not([open]) > :not(summary) *)"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def deployed(tmp_path: Path) -> Iterator[Deployed]:
    """A desk of its own: a one-time password is good once, and a shape is new once."""
    made = deploy(tmp_path / "deployment", database=None)
    with served(made.config, made.port):
        yield made


def written(folder: Path, sheet: Sheet, name: str) -> Path:
    path = folder / name
    lines = (";".join(text_of(cell) for cell in row) for row in sheet.rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def grid(month: int) -> Sheet:
    """Return a grid with a column that no word explains."""
    days: list[Cell] = [date(2026, month, 2) + timedelta(days=n) for n in range(3)]
    rows: list[list[Cell]] = [["Nom et prénom", "Zaal", *days]]
    rows += [[name, "B2", "x", "x", "x"] for name in ("Diallo Awa", "Ngoma Grâce")]
    return layouts.sheet("lijst", rows)


class Keyboard:
    """Ten fingers and no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.on("filechooser", lambda _: None)  # so that dialogs are held from the beginning on

    def focused(self) -> str:
        """Return what has the focus, by its name, or its words."""
        return str(self.page.evaluate(FOCUSED)).strip()

    def to(self, wanted: str, *, back: bool = False) -> None:
        """Go on to a control."""
        for _ in range(MOST_STEPS):
            if self.focused() == wanted:
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{wanted} is not reached by Tab")

    def write(self, name: str, text: str) -> None:
        self.to(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, name: str, value: str) -> None:
        """Go down a list, one choice a press."""
        self.to(name)
        choices = self.page.locator(f'select[name="{name}"]')
        for _ in range(MOST_STEPS):
            if choices.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not reached by arrows")

    def file(self, name: str, path: Path) -> None:
        self.to(name)
        with self.page.expect_file_chooser() as dialog:
            self.page.keyboard.press("Enter")
        dialog.value.set_files(path)

    def press(self, words: str) -> None:
        self.to(words)
        self.page.keyboard.press("Enter")

    def all_reached(self) -> set[str]:
        """Go through the page to its end, then once from its top; return what had the focus."""
        reached: list[str] = []
        for _ in range(2 * MOST_STEPS):
            self.page.keyboard.press("Tab")
            reached.append(self.focused())
            if reached.count("") == 2:
                break
        return set(reached)


def controls(page: Page) -> set[str]:
    """Return the controls of the form that are on the screen."""
    found = page.locator(CONTROLS).all()
    return {one.get_attribute("name") or one.inner_text().strip() for one in found}


@pytest.mark.parametrize("has_scripts", sweep([True, False], reduced=[True]))
def test_reading_is_said_by_keyboard_on_a_narrow_screen(
    has_scripts: bool, tmp_path: Path, browser: Browser, deployed: Deployed
) -> None:
    page = browser.new_context(
        viewport=NARROW, locale="fr-BE", java_script_enabled=has_scripts
    ).new_page()
    Coordinator(page=page, address=deployed.address, seen=lambda name: None).sign_in(
        deployed.login, PASSWORD, deployed.one_time()
    )
    hand = Keyboard(page)
    enrolled = written(tmp_path, layouts.enrolled(*PEOPLE), "inscrits.csv")
    found: list[str] = []

    def look(name: str) -> None:
        if has_scripts:  # which both of these are
            assert overflow(page) == 0, name
            found.extend(f"{name}: {one}" for one in axe_violations(page))

    for month in (3, 4):
        code = f"AC-2026-{month}-{has_scripts:d}"
        page.goto(f"{deployed.address}/classeurs/nouveau")
        hand.file("workbook", written(tmp_path, grid(month), f"{code}.csv"))
        hand.press("Le module ou les personnes inscrites sont dans un autre fichier")
        hand.file("enrolled", enrolled)
        hand.press("Vérifier")
        is_known = month == 4
        heading = "Compléter" if is_known else "Comment lire"
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        look(f"{month}, asked")
        assert controls(page) <= hand.all_reached() | {"header", "order"}
        if not is_known:
            column = page.locator("select[aria-invalid]").get_attribute("name")
            hand.choose(column or "", "set-aside")
        hand.write("code", code)
        hand.write("title", "Ateliers citoyens")
        if not is_known:
            hand.write("from-jour", "09:00")
            hand.write("to-jour", "13:00")
            hand.press("Ce n’est pas la bonne ligne de titres, ou pas ce genre de fichier")
        else:
            hand.press("Changer la lecture")
        look(f"{month}, unfolded")
        assert controls(page) <= hand.all_reached() | {"header", "order"}
        hand.press("Lire ainsi")
        expect(page.get_by_text(f"{code} · 3 séances")).to_be_visible()
        look(f"{month}, preview")
        hand.press("Délivrer 2 attestations…")
        expect(page.get_by_role("button", name="Délivrer 2 attestations")).to_be_visible()
        hand.press("Délivrer 2 attestations")
        expect(page.get_by_text("2 attestations délivrées.")).to_be_visible()
    assert found == []
