import csv
import io

from issuer.planning.statistics import (
    module_row,
)
from register.database import reading, writing
from register.figures import module_figures
from register.tables.desk import ModuleFiguresRow
from tests.support.counted_desk import desk
from tests.support.desks import Browser, TestDesk

__all__ = ["desk"]  # pytest finds them here


def test_page_shows_the_period_asked_for(ines: Browser) -> None:
    this_year = ines.get("/chiffres").text
    another = ines.get("/chiffres", du="2020-01-01", au="2020-12-31").text
    turned = ines.get("/chiffres", du="2026-12-31", au="2026-01-01").text
    nonsense = ines.get("/chiffres", du="hier").text

    assert "83,3 %" in this_year
    assert "AC-2026-10" not in another
    assert "AC-2026-10" in turned
    assert "AC-2026-10" in nonsense


def test_table_is_taken_along(ines: Browser) -> None:
    text = ines.post("/chiffres/telecharger", kind="csv").data.decode("utf-8-sig")
    sheet = ines.post("/chiffres/telecharger", kind="xlsx")

    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert row["Taux de présence (%)"] == "83,3"
    assert (row["Participants"], row["Heures"]) == ("4", "12,0")
    assert sheet.data.startswith(b"PK")
    assert "chiffres-2026-01-01-2026-12-31.xlsx" in sheet.headers["Content-Disposition"]


def test_module_of_before_the_counts_is_told(desk: TestDesk, ines: Browser) -> None:
    with writing(desk.register) as session:
        session.delete(session.query(ModuleFiguresRow).one())

    page = ines.get("/chiffres").text

    assert "1 module n’a pas de participants comptés" in page
    assert ines.get("/chiffres/participants.svg").status_code == 200
    assert ines.post("/chiffres/telecharger", kind="csv").status_code == 200
    with reading(desk.register) as session:
        (one,) = module_figures(session)
    assert module_row(one)[6:8] == ("", "")
