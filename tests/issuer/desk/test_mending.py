"""A messy workbook mended in the sheet: in few clicks, and without scripts by the same list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import NARROW, WIDE, axe_violations, open_browser, overflow, served
from tests.support.served_desks import PASSWORD, deploy
from tests.support.workbooks import Rows, Value, xlsx_bytes

PEOPLE = 25
SESSIONS = 16
MOST_CLICKS, MOST_LOADS = 20, 8
FIRST = date(2026, 9, 1)
DAYS = tuple(FIRST + timedelta(days=2 * n) for n in range(SESSIONS))


def messy_workbook(target: Path) -> Path:
    """Write a list of 25 people: slips of every kind, some of them alike, a row too many."""
    module: Rows = (
        ("Code", "AC-2026-09"),
        ("Intitulé", "Ateliers citoyens"),
        (),
        ("Date", "Début", "Fin", "Thème"),
        *((day, time(9), time(13), "Santé") for day in DAYS),
    )
    rows: list[list[Value]] = [
        [f"Nom{chr(97 + n)}", "Awa", f"{n + 1:02d}/03/1990", f"n{n}@example.org", *"P" * SESSIONS]
        for n in range(PEOPLE)
    ]
    for row in (2, 7, 11):
        rows[row][9] = "okk"
    rows[4][6], rows[16][12] = "malade?", "2"
    rows[3][2], rows[8][2] = "31/02/1990", "12/13/1991"
    rows[12][0], rows[13][3] = "Nom3", "pas une adresse"
    for row in (1, 5, 9):
        rows[row][3] = "à demander"
    rows[20] = [*rows[19]]
    header: list[Value] = ["Nom", "Prénom", "Date de naissance", "E-mail", *DAYS]
    titles: Rows = [["Présences du module"], header, *rows]
    target.write_bytes(xlsx_bytes({"Module": module, "Présences": titles}))
    return target


@dataclass
class Hand:
    """Clicks of a mouse, counted."""

    page: Page
    clicks: int = 0

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()


def test_messy_workbook_is_issued_in_few_clicks_and_pages(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    deployed = deploy(tmp_path)
    workbook_file = messy_workbook(tmp_path / "presences.xlsx")
    with served(deployed.config, deployed.port), open_browser() as browser:
        page = browser.new_context(viewport=WIDE, locale="fr-BE").new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(deployed.address)
        page.get_by_label("Nom de compte").fill(deployed.login)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_label("Code de l’application").fill(deployed.one_time())
        page.get_by_role("button", name="Se connecter").click()
        expect(page.get_by_role("heading", name="Modules")).to_be_visible()
        hand, loads = Hand(page), [page.url]
        page.on("load", lambda loaded: loads.append(loaded.url))

        hand.click(page.get_by_role("link", name="Importer un classeur"))
        hand.clicks += 1  # of the window in which the file is chosen
        page.get_by_label("Classeur de présences").set_input_files(workbook_file)
        hand.click(page.get_by_role("button", name="Vérifier"))
        expect(page.get_by_role("heading", name="8 problèmes à corriger")).to_be_visible()
        look_at_both_widths(page)
        hand.click(page.get_by_role("button", name="Laisser la ligne 23 de côté"))
        expect(page.get_by_text("ligne 23 laissée de côté")).to_be_visible()
        for label, meaning in (("okk", "présent·e"), ("malade?", "excusé·e"), ("2", "présent·e")):
            hand.clicks += 2  # a list is opened, and a line of it chosen
            page.get_by_label(f"« {label} »").select_option(label=meaning)
        hand.click(page.get_by_role("button", name="Lire la feuille ainsi"))
        expect(page.get_by_text("décidé par vous")).to_have_count(3)
        alike = (
            page.get_by_role("listitem").filter(has_text="« à demander »").get_by_role("textbox")
        )
        alike.fill("")
        hand.click(page.get_by_role("button", name="Appliquer aux 3 cases semblables"))
        expect(page.get_by_role("heading", name="4 problèmes à corriger")).to_be_visible()
        hand.click(page.get_by_role("link", name="problèmes"))  # the filter is kept from here on
        expect(page.locator("tr.problem")).to_have_count(4)
        hand.click(page.get_by_role("button", name="Corriger le premier problème"))
        for left, (place, typed) in enumerate(MENDED):
            field = page.get_by_label(f"Case {place}", exact=True)
            expect(field).to_be_focused()
            field.fill(typed)
            field.press("Enter")
            if left < len(MENDED) - 1:
                expect(page.locator("tr.problem")).to_have_count(len(MENDED) - 1 - left)
        expect(page.get_by_role("heading", name="à corriger")).to_have_count(0)
        assert "resultat=problem" in page.url
        hand.click(page.get_by_role("link", name="Délivrer 23 attestations"))
        hand.click(page.get_by_role("button", name="Délivrer 23 attestations"))
        expect(page.get_by_text("23 attestations délivrées.")).to_be_visible()
        clicks, pages = hand.clicks, len(loads)

        page.goto(f"{deployed.address}/module/corriger?code=AC-2026-09")
        look_at_both_widths(page)
        page.get_by_label("Intitulé").fill("Ateliers citoyens d’automne")
        page.get_by_label("Précision").fill("intitulé corrigé")
        page.get_by_role("button", name="Voir les pages avant et après").click()
        expect(page.get_by_role("heading", name="23 attestations seront")).to_be_visible()
        look_at_both_widths(page)

    figure = f"{clicks} clicks, {pages} pages from home to 23 attestations issued"
    record_property("figure", figure)
    assert complaints == []
    assert clicks <= MOST_CLICKS, figure
    assert pages <= MOST_LOADS, figure


def look_at_both_widths(page: Page) -> None:
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert (axe_violations(page), overflow(page)) == ([], 0)


MENDED = (
    ("C6", "28/02/1990"),
    ("C11", "12/03/1991"),
    ("A15", "Nomtrois"),
    ("D16", "m@example.org"),
)
