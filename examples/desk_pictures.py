"""The pictures of the coordinator's guide, made anew by walking through the desk.

``python -m examples.desk_pictures`` plays the walk-through of issuer/desk/guide/fr.md in a real
browser, in a throw-away deployment, so that pictures and program cannot drift apart.
"""

import tempfile
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from issuer.workbook.format.cells import Cell
from tests.support import layouts
from tests.support.browser import open_browser, served
from tests.support.coordinator import Coordinator
from tests.support.mail_server import mail_server
from tests.support.served_desks import MESSY, MODULE, PASSWORD, deploy, respell, spoil
from tests.support.workbooks import xlsx_bytes

IMAGES = Path(__file__).parents[1] / "docs" / "images"
PICTURES = {
    "entrer": "sign-in",
    "modules": "modules",
    "apporter": "bring",
    "lecture": "reading",
    "completer": "second-file",
    "apercu": "preview",
    "ligne": "row",
    "difference": "difference",
    "confirmer": "confirm",
    "delivre": "issued",
    "module": "module",
    "confirmer-envoi": "send",
    "envois": "deliveries",
    "attestation": "attestation",
    "nouveau-lien": "new-link",
    "decider": "person",
    "confirmer-remplacement": "confirm-replace",
    "comparer": "compare",
    "attend": "held",
    "reglages": "settings",
    "chiffres": "figures",
    "journal": "log",
}
"""State of the pages, and the name of its picture."""

_SIZE = ViewportSize(width=1000, height=700)
_TALLEST = 1100


def main() -> None:
    """Walk through, and take a picture of each step the first time it is seen."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_browser() as browser,
        ExitStack() as stack,
    ):
        mail, port = stack.enter_context(mail_server())
        mail.trouble = {"khady.ndiaye@example.org": ["550 5.1.1 no such user"]}
        deployed = deploy(Path(folder) / "deployment", mail_port=port)
        spoiled = spoil(Path(folder) / "presences.xlsx")
        with served(deployed.config, deployed.port):
            page = browser.new_context(viewport=_SIZE, locale="fr-BE").new_page()
            taken: set[str] = set()

            def seen(name: str) -> None:
                if name in PICTURES and name not in taken:
                    taken.add(name)
                    photograph(page, IMAGES / f"desk-{PICTURES[name]}.png")

            ines = Coordinator(page=page, address=deployed.address, seen=seen)
            ines.sign_in(deployed.login, PASSWORD, deployed.one_time())
            ines.read_upload(spoiled, MODULE)
            ines.filter("problème")
            ines.open_row(6)
            page.get_by_label("05/10/2026").select_option("P")
            ines.keep_row()
            ines.bring_again(MESSY)
            ines.open_row(20)
            ines.leave_row_out()
            ines.issue(10)
            ines.look_at_module("AC-2026-10")
            ines.send_module("AC-2026-10")
            ines.renew_link("AC-2026-0003")
            ines.replace_by_workbook(
                respell(Path(folder) / "presences-corrigees.xlsx"), MODULE, row=11
            )
            ines.correct("AC-2026-0001", given_name="Salih", reason="prénom corrigé")
            ines.ask_withdrawal("AC-2026-0002", reason="émise par erreur")
            ines.change_settings(statement="a suivi {sessions} séances du module")
            ines.bring_own_file(*own_grid(Path(folder), month=3))
            ines.say_what_is_missing("AC-2026-03", "Ateliers de mars", hours=("09:00", "13:00"))
            ines.issue(2)
            ines.bring_next_file(own_grid(Path(folder), month=4)[0], people_of="AC-2026-03")
            ines.look_at_figures()
            ines.look_at_log()
            ines.sign_out()
        assert taken == set(PICTURES), "a step of the guide was not seen"  # noqa: S101


def own_grid(folder: Path, *, month: int) -> tuple[Path, Path]:
    """Write a grid as an association keeps it, and the list of enrolled people."""
    marks: dict[str, list[Cell]] = {"DIALLO Awa": ["x"] * 4, "NGOMA Grâce": ["x"] * 4}
    people = [("Diallo", "Awa", date(1990, 5, 4)), ("Ngoma", "Grâce", date(1991, 6, 5))]
    grid = layouts.grid(marks, titles=[day.replace(month=month) for day in layouts.DAYS])
    files = (folder / f"lijst-{month}.xlsx", folder / "inscrits.xlsx")
    for file, sheet in zip(files, (grid, layouts.enrolled(*people)), strict=True):
        file.write_bytes(xlsx_bytes({"Liste": sheet.rows}))
    return files


def photograph(page: Page, file: Path) -> None:
    """Take the page from its top, as far as it goes."""
    page.mouse.wheel(0, -100_000)
    page.wait_for_function("window.scrollY === 0")
    height = min(page.evaluate("document.documentElement.scrollHeight"), _TALLEST)
    clip = {"x": 0, "y": 0, "width": _SIZE["width"], "height": height}
    page.screenshot(path=file, full_page=True, clip=clip)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
