"""Files of four shapes in a real browser, on both databases: mapped once, then no question."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import URL

from issuer.workbook.format.cells import Cell, Sheet, text_of
from tests.support import layouts
from tests.support.browser import WIDE, open_browser, served, state_violations
from tests.support.coordinator import Coordinator
from tests.support.postgres import new_database
from tests.support.served_desks import PASSWORD, deploy
from tests.support.sweeps import sweep

NAMES = (
    ("Diallo", "Awa"), ("Ngoma", "Grâce"), ("Lopez", "Ana"), ("Haile", "Tsegaye"),
    ("Popescu", "Ion"), ("Sow", "Fatou"), ("Kone", "Moussa"), ("Yilmaz", "Elif"),
)  # fmt: skip
PEOPLE = tuple(
    (family, given, date(1990, 1, 1 + number)) for number, (family, given) in enumerate(NAMES)
)
HALVES = ((time(9), time(12)), (time(13), time(16)))


@dataclass(slots=True)
class Hand:
    """A person's hand: what it does is counted."""

    page: Page
    clicks: int = 0

    def press(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role("button", name=name, exact=True).click()

    def choose(self, label: str, value: str) -> None:
        self.clicks += 1
        self.page.get_by_label(label).select_option(label=value)

    def write(self, label: str, text: str) -> None:
        self.clicks += 1
        self.page.get_by_label(label, exact=True).fill(text)

    def bring(self, files: Sequence[Path], beside: Mapping[str, Path]) -> None:
        self.page.goto(self.page.url.split("/", 3)[0] + "//" + self.page.url.split("/")[2])
        self.clicks += 2
        self.page.get_by_role("link", name="Importer un classeur").click()
        self.page.get_by_label("Classeur de présences").set_input_files(list(files))
        if beside:
            self.clicks += 1 + len(beside)
            self.page.get_by_text("Le module ou les personnes inscrites").click()
        for label, file in beside.items():
            self.page.get_by_label(label).set_input_files(file)
        self.press("Vérifier")

    def issue(self, count: int) -> None:
        words = f"Délivrer {count} attestations"
        self.clicks += 1
        self.page.get_by_role("link", name=words).click()
        self.press(words)
        expect(self.page.get_by_text(f"{count} attestations délivrées.")).to_be_visible()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Two modules in files of one shape, and what a person answers about the first."""

    files: Callable[[Sequence[date]], list[Sheet]]
    answers: Callable[[Hand], None]
    count: int
    marks: Mapping[str, str] = field(default_factory=dict)


def stays(day: date) -> Sheet:
    return layouts.teams(
        day,
        {
            f"{given} {family}": [(time(9), time(13) if number % 4 else time(10))]
            for number, (family, given) in enumerate(NAMES)
        },
    )


def marked(days: Sequence[Cell], *, present: Cell, absent: Cell) -> dict[str, list[Cell]]:
    """Return a row of marks for each person; every fourth missed the first session."""
    return {
        f"{family.upper()} {given}": [
            absent if not number % 4 and not place else present for place in range(len(days))
        ]
        for number, (family, given) in enumerate(NAMES)
    }


def half_days(days: Sequence[date]) -> list[Sheet]:
    titles: list[Cell] = [
        f"{day:%d/%m/%Y} {part}" for day in days for part in ("matin", "après-midi")
    ]
    marks = marked(titles, present="P", absent="A")
    return [layouts.grid(marks, titles=titles, above=(), name_title="Nom et prénom")]


def answer_teams(hand: Hand) -> None:
    hand.write("Minutes de présence, au moins", "180")
    hand.press("Lire ainsi")


SHAPES = {
    "grid": Shape(
        files=lambda days: [layouts.grid(marked(days, present="x", absent=None), titles=days)],
        answers=lambda hand: hand.press("Lire ainsi"),
        marks={"case vide ×2": "absent·e (proposé)"},
        count=6,
    ),
    "teams": Shape(
        files=lambda days: [stays(day) for day in days],
        answers=answer_teams,
        count=6,
    ),
    "half-days": Shape(
        files=half_days,
        answers=lambda hand: hand.press("Lire ainsi"),
        count=6,
    ),
    "dutch-legend": Shape(
        files=lambda days: [
            layouts.grid(
                marked(days, present="A", absent="X"),
                titles=days,
                name_title="Deelnemer",
                above=(("A = Aanwezig ; X = Afwezig",), ()),
            )
        ],
        answers=lambda hand: hand.press("Lire ainsi"),
        marks={"« A »": "présent·e (proposé)", "« X »": "absent·e (proposé)"},
        count=6,
    ),
}  # fmt: skip


# Which of them are brought where; scripts and axe are on where PostgreSQL is.
ON: dict[str, tuple[str, ...]] = sweep(
    {"sqlite": tuple(SHAPES), "postgresql": tuple(SHAPES)},
    reduced={"sqlite": ("grid", "half-days"), "postgresql": ("teams", "dutch-legend")},
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


def written(folder: Path, sheet: Sheet, name: str | None = None) -> Path:
    lines = (";".join(text_of(cell) for cell in row) for row in sheet.rows)
    path = folder / (name or (sheet.name if sheet.name.endswith(".csv") else f"{sheet.name}.csv"))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("database", ON)
def test_own_files_are_mapped_once_and_the_next_ones_ask_nothing(
    database: str, tmp_path: Path, browser: Browser, request: pytest.FixtureRequest
) -> None:
    server: URL | None = None
    if database == "postgresql":
        server = new_database(request.getfixturevalue("postgres"))
    deployed = deploy(tmp_path / "deployment", database=server)
    found: list[str] = []
    looked: list[str] = []
    enrolled = written(tmp_path, layouts.enrolled(*PEOPLE))
    with served(deployed.config, deployed.port):
        page = browser.new_context(
            viewport=WIDE, locale="fr-BE", java_script_enabled=database == "postgresql"
        ).new_page()
        ines = Coordinator(page=page, address=deployed.address, seen=lambda name: None)
        ines.sign_in(deployed.login, PASSWORD, deployed.one_time())

        def look(name: str) -> None:
            if database == "postgresql":  # axe is a script
                looked.append(name)
                found.extend(state_violations(page, name, number=len(looked)))

        for number, name in enumerate(ON[database]):
            shape = SHAPES[name]
            for month in (3, 4):
                days = [date(2026, month, 2 + 7 * number) + timedelta(days=n) for n in range(3)]
                code = f"AC-2026-{month}{number}"
                hours = HALVES if name == "half-days" else ((time(9), time(13)),)
                module = layouts.module(days, hours=hours)
                rows = (("Code", code), *module.rows[1:])
                folder = tmp_path / code
                folder.mkdir()
                beside = {
                    "Fichier du module": written(folder, Sheet(name="m", rows=rows), "module.csv"),
                    "Liste des personnes inscrites": enrolled,
                }
                hand = Hand(page)
                hand.bring([written(folder, one) for one in shape.files(days)], beside)
                if month == 3:
                    expect(page.get_by_role("heading", name="Comment lire")).to_be_visible()
                    look(f"{name}, reading")
                    shape.answers(hand)
                    if shape.marks:
                        for label, answer in shape.marks.items():
                            hand.choose(label, answer)
                        hand.press("Lire la feuille ainsi")
                    look(f"{name}, preview")
                else:
                    expect(page.get_by_text("Lu comme le")).to_be_visible()
                    expect(page.get_by_text("que veut dire cette marque")).to_have_count(0)
                hand.issue(shape.count)
                print(f"{database}, {name}, {'first' if month == 3 else 'second'}: {hand.clicks}")
    assert found == []
