import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest

from issuer.planning.statistics import (
    NO_REASON,
    attendance_percent,
    count_attendance,
    module_row,
    sum_up,
)
from register.database import reading, writing
from register.figures import AttendanceCounts, module_figures
from register.tables.desk import AuditEntryRow, ModuleFiguresRow
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.workbooks import DAYS, person, read_rows


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    desk.issue(
        workbook(
            person(reason="Nationalité"),
            person(family_name="Deux", reason="nationalite", marks="PRP"),
            person(family_name="Trois", reason="intérêt", marks="PAE"),
            person(family_name="Quatre"),
        )
    )
    return desk


def test_everybody_is_counted_and_nobody_named(desk: TestDesk) -> None:
    with reading(desk.register) as session:
        (one,) = module_figures(session)
        kept = session.query(ModuleFiguresRow).one()

    assert one.counts == AttendanceCounts(
        participants=4,
        reasons={"Nationalité": 2, "intérêt": 1, "": 1},
        marks={"P": 9, "R": 1, "A": 1, "E": 1},
    )
    assert (one.sessions, one.taught, one.issued) == (len(DAYS), timedelta(hours=12), 3)
    assert "Haile" not in kept.reasons + kept.marks


def test_period_is_summed_up(desk: TestDesk) -> None:
    with reading(desk.register) as session:
        totals = sum_up(module_figures(session))

    assert (totals.modules, totals.sessions, totals.participants, totals.issued) == (1, 3, 4, 3)
    assert totals.reasons == (("Nationalité", 2), ("intérêt", 1), (NO_REASON, 1))
    assert totals.attendance_percent == 83.3


def test_empty_period_has_no_rate() -> None:
    totals = sum_up([])

    assert (totals.attendance_percent, totals.participants) == (None, 0)
    assert attendance_percent([]) is None


def test_page_shows_the_period_asked_for(ines: Browser) -> None:
    this_year = ines.get("/chiffres").text
    another = ines.get("/chiffres", du="2020-01-01", au="2020-12-31").text
    turned = ines.get("/chiffres", du="2026-12-31", au="2026-01-01").text
    nonsense = ines.get("/chiffres", du="hier").text

    assert "83,3 %" in this_year
    assert "AC-2026-10" not in another
    assert "AC-2026-10" in turned
    assert "AC-2026-10" in nonsense


def test_charts_are_drawings_without_scripts(ines: Browser) -> None:
    for path in ("/chiffres/participants.svg", "/chiffres/motifs.svg"):
        answer = ines.get(path)
        assert answer.mimetype == "image/svg+xml"
        assert b"<script" not in answer.data
        assert "<title" in answer.text
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Nationalité : Participants 2 ; intérêt : Participants 1" in answer.text
    assert ines.get("/chiffres/motifs.svg", du="2020-01-01", au="2020-12-31").status_code == 200


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


def test_row_with_a_problem_counts_as_a_participant(tmp_path: Path) -> None:
    counts = count_attendance(read_rows(tmp_path, person(), person(birth_date="x")))

    assert (counts.participants, counts.marks) == (2, {"P": 3})


def test_log_page_and_its_copy(desk: TestDesk, ines: Browser) -> None:
    page = ines.get("/journal").text
    table = ines.post("/journal/telecharger").data.decode("utf-8-sig")

    assert "Le journal est entier" in page
    assert "a demandé la délivrance" in page
    assert len(table.splitlines()) > 3


def test_tampered_log_is_told_on_its_page(desk: TestDesk, ines: Browser) -> None:

    with writing(desk.register) as session:
        session.get_one(AuditEntryRow, 2).signed = b"nothing"

    page = ines.get("/journal").text
    assert "n’est pas entier" in page
    assert "Ce n’est pas une entrée" in page
    assert ";?;" in ines.post("/journal/telecharger").data.decode("utf-8-sig")
