"""The coordinator's story in a real browser; on both databases in a whole run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import URL

from attestation.facts import Number
from attestation.verdict.verdicts import Genuine, Replaced, Withdrawn
from register.attestations import records
from register.database import reading
from register.tables.attestations import State
from tests.support.browser import (
    NARROW,
    WIDE,
    open_browser,
    run_issuer,
    served,
)
from tests.support.coordinator import Coordinator
from tests.support.in_dutch import DutchBeside
from tests.support.issuer_contexts import Checker, open_issuer
from tests.support.mail_server import Post, mail_server
from tests.support.postgres import new_database
from tests.support.served_desks import MESSY, MODULE, PASSWORD, Deployed, deploy, respell, spoil
from tests.support.sweeps import sweep

STATES = 50
"""States of the pages that the story passes, at least."""
IN_DUTCH = 40
"""Of them that have an address of their own."""
REFUSED = "khady.ndiaye@example.org"
"""Of ten people one has no address, and this one is unknown to the mail server."""
SENT = 8
DATABASES = sweep(["sqlite", "postgresql"], reduced=["sqlite"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def mail() -> Iterator[tuple[Post, int]]:
    with mail_server() as running:
        yield running


@contextmanager
def watched_page(browser: Browser, deployed: Deployed) -> Iterator[Page]:
    """Open a page that may ask the desk and nobody else, and may not complain."""
    context = browser.new_context(viewport=WIDE, locale="fr-BE")
    page = context.new_page()
    foreign: list[str] = []
    complaints: list[str] = []
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(deployed.address) else foreign.append(asked.url),
    )
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert (foreign, complaints) == ([], [])
    context.close()


@pytest.mark.parametrize("database", DATABASES)
def test_coordinator_works_through_a_module(
    database: str, tmp_path: Path, browser: Browser, request: pytest.FixtureRequest
) -> None:
    server: URL | None = None
    if database == "postgresql":
        server = new_database(request.getfixturevalue("postgres"))
    mail, port = request.getfixturevalue("mail")
    deployed = deploy(tmp_path / "deployment", database=server, mail_port=port)
    spoiled = spoil(tmp_path / "presences.xlsx")
    seen: list[str] = []
    found: list[str] = []
    dutch = DutchBeside(browser)

    with served(deployed.config, deployed.port), watched_page(browser, deployed) as page:

        def look(name: str) -> None:
            seen.append(name)
            found.extend(dutch.violations(page, name, number=len(seen)))

        ines = Coordinator(page=page, address=deployed.address, seen=look)
        ines.sign_in(deployed.login, PASSWORD, deployed.one_time())
        ines.read_upload(spoiled, MODULE)
        expect(page.get_by_role("link", name="3 problème")).to_be_visible()
        ines.filter("problème")
        expect(page.get_by_text("« ? » n’est pas une marque de présence connue")).to_be_visible()
        ines.open_row(6)
        page.get_by_label("05/10/2026").select_option("P")
        ines.keep_row()
        expect(page.get_by_role("link", name="2 problème")).to_be_visible()
        ines.bring_again(MESSY)
        expect(page.get_by_text("problème → a droit").first).to_be_visible()
        ines.filter("problème")
        ines.open_row(20)
        ines.leave_row_out()
        expect(page.get_by_role("link", name="0 problème")).to_be_visible()
        ines.issue(10)
        ines.look_at_module("AC-2026-10")
        ines.look_at_signature_list()
        mail.trouble = {REFUSED: ["550 5.1.1 no"]}
        ines.send_module("AC-2026-10")
        expect(page.get_by_text("cette adresse n’existe pas")).to_be_visible()
        assert len(mail.received) == SENT
        ines.renew_link("AC-2026-0003")
        ines.replace_by_workbook(respell(tmp_path / "corrige.xlsx"), MODULE, row=11)
        ines.correct("AC-2026-0001", given_name="Salih", reason="prénom corrigé")
        ines.ask_withdrawal("AC-2026-0002", reason="émise par erreur")
        ines.call_back()
        ines.ask_withdrawal("AC-2026-0002", reason="émise par erreur")
        ines.withdraw_now()
        ines.change_settings(statement="a suivi {sessions} séances du module")
        ines.look_at_figures()
        ines.look_at_log()
        ines.look_at_account()
        ines.invite("omar@example.org")
        ines.accept_invitation()
        ines.plan_module("AC-2027-01")
        ines.sign_out()

    print(f"{database}: {len(seen)} states, {len(dutch.seen)} in Dutch, found {len(found)}")
    assert not found, "\n".join(found)
    assert len(seen) >= STATES
    assert len(dutch.seen) >= sweep(IN_DUTCH, reduced=IN_DUTCH // 2)
    checker = Checker.of(open_issuer(deployed.config, at=datetime.now(UTC)))
    with reading(checker.context.register) as session:
        states = {one.attestation.number: one.state for one in records(session)}
    assert sorted(states.values()).count(State.ISSUED) == 9
    assert isinstance(checker.verdict(Number("AC-2026-0001")), Replaced)
    assert isinstance(checker.verdict(Number("AC-2026-0005")), Replaced)
    assert isinstance(checker.verdict(Number("AC-2026-0002")), Withdrawn)
    assert isinstance(checker.verdict(Number("AC-2026-0011")), Genuine)
    checker.context.register.dispose()
    assert "Le journal est entier" in run_issuer(deployed.config, "audit", "verify")


def test_everything_can_be_done_by_the_keyboard_alone(tmp_path: Path, browser: Browser) -> None:
    deployed = deploy(tmp_path)

    with served(deployed.config, deployed.port), watched_page(browser, deployed) as page:
        page.goto(deployed.address)
        tab_to(page, "login")
        page.keyboard.type(deployed.login)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Tab")
        page.keyboard.type(deployed.one_time())
        page.keyboard.press("Enter")
        arrive(page, "Modules")
        press_on(page, "Importer un classeur")
        arrive(page, "Importer un classeur")
        # The window that chooses a file is the system's; its field is reached all the same.
        tab_to(page, "workbook")
        page.locator(":focus").set_input_files(MESSY)
        press_on(page, "Le module ou les personnes inscrites")
        tab_to(page, "module")
        page.locator(":focus").set_input_files(MODULE)
        press_on(page, "Vérifier")
        arrive(page, "Ateliers citoyens – module d’automne")
        press_on(page, "Corriger la ligne 20")
        arrive(page, "groupe du matin, ligne 20")
        press_on(page, "Laisser cette ligne de côté")
        arrive(page, "Ateliers citoyens – module d’automne")
        press_on(page, "Délivrer 10 attestations")
        arrive(page, "Délivrer 10 attestations")
        press_on(page, "Délivrer 10 attestations")
        expect(page.get_by_text("10 attestations délivrées.")).to_be_visible()
        press_on(page, "AC-2026-0003")
        arrive(page, "AC-2026-0003")
        press_on(page, "Retirer…")
        arrive(page, "Retirer AC-2026-0003")
        tab_to(page, "reason")
        page.keyboard.type("émise par erreur")
        press_on(page, "Retirer tout de suite")
        expect(page.get_by_text("retirée", exact=True)).to_be_visible()
        press_on(page, "Se déconnecter")
        arrive(page, "Se connecter")


def test_pages_work_without_scripts(tmp_path: Path, browser: Browser) -> None:
    deployed = deploy(tmp_path)

    with served(deployed.config, deployed.port):
        context = browser.new_context(viewport=NARROW, java_script_enabled=False)
        page = context.new_page()
        ines = Coordinator(page=page, address=deployed.address, seen=lambda name: None)
        ines.sign_in(deployed.login, PASSWORD, deployed.one_time())
        ines.read_upload(MESSY, MODULE)
        ines.issue(10)
        ines.sign_out()
        context.close()


def arrive(page: Page, heading: str) -> None:
    """Wait for the page with this heading."""
    expect(page.get_by_role("heading", name=heading, exact=True, level=1)).to_be_visible()


def press_on(page: Page, name: str) -> None:
    """Go to something by the Tab key, and press Enter on it."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what has this name, text or id; the focus must be seen."""
    page.wait_for_load_state()  # with its stylesheet: without it no focus is seen
    for _ in range(200):
        page.keyboard.press("Tab")
        words, outline = page.evaluate(
            """() => {
              const at = document.activeElement;
              const style = getComputedStyle(at);
              const words = [at.id, at.getAttribute("aria-label"), at.textContent.trim()];
              return [words, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 1];
            }"""
        )
        if any(word and word.startswith(name) for word in words):
            assert outline, f"nobody sees that the focus is on {name}"
            return
    raise AssertionError(f"no way to {name} by the Tab key")
