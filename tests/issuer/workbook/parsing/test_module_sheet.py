"""The module's sheet: its facts and its sessions."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.model import AttendanceRecords, ModuleRecord, RefusedRow, Session
from tests.support.workbooks import DAYS, MODULE_ROWS, Rows, Value, person, read_rows


def read_module(folder: Path, module: Rows) -> AttendanceRecords:
    return read_rows(folder, person(), module=module)


def with_sessions(*sessions: tuple[Value, ...]) -> Rows:
    return [*MODULE_ROWS[:7], *sessions]


def test_module_is_read(tmp_path: Path) -> None:
    module = read_module(tmp_path, MODULE_ROWS).module

    assert (module.code, module.title) == ("AC-2026-10", "Ateliers citoyens")
    assert (module.organiser, module.place) == ("La Passerelle asbl", "Bruxelles")
    assert module.language == "français"
    assert (module.first_day, module.last_day) == (DAYS[0], DAYS[-1])
    assert module.sessions[0] == Session(
        day=DAYS[0], start=time(9), end=time(13), theme="Santé", mode="présentiel"
    )
    assert module.sessions[0].duration == timedelta(hours=4)


def test_titles_variants_totals_and_disorder_are_understood(tmp_path: Path) -> None:
    records = read_module(
        tmp_path,
        [
            ("MODULE D’AUTOMNE",),
            ("code module :", "AC-2026-10"),
            ("Titre : Ateliers citoyens",),
            ("Lieu",),
            ("Nombre de places", "20"),
            (),
            ("N°", "DATE", "Heure de début", "Heure de fin", "Sujet"),
            ("3", "8 octobre 2026", "9h", "13h", "Santé"),
            (),
            ("1", "2026-10-05", "9", "12h30", ""),
            ("2", "06/10/2026", "09:00", "13:00", "Logement"),
            ("4",),
            ("Total", "", "", "12 h"),
        ],
    )

    module = records.module
    assert not records.problems
    assert (module.code, module.title) == ("AC-2026-10", "Ateliers citoyens")
    assert (module.organiser, module.place) == (None, None)
    assert [session.day for session in module.sessions] == list(DAYS)
    assert module.sessions[0].duration == timedelta(hours=3, minutes=30)
    assert [session.theme for session in module.sessions] == [None, "Logement", "Santé"]
    assert any("ligne 1, 5." in line for line in records.understood)


@pytest.mark.parametrize(
    ("session", "column", "words"),
    [
        (("", "9h", "13h"), "A", "date de la séance manque"),
        (("9/10", "9h", "13h"), "A", "en entier"),
        (("09/10/26", "9h", "13h"), "A", "en entier"),
        (("31/02/2026", "9h", "13h"), "A", "calendrier"),
        (("09/10/2026", "", "13h"), "B", "L’heure manque"),
        (("09/10/2026", "9h", "tard"), "C", "n’est pas une heure"),
        (("09/10/2026", "13h", "9h"), "C", "commence à 13:00"),
        (("06/10/2026", "12h", "17h"), "A", "ligne 9"),
    ],
)
def test_wrong_session_is_a_problem_that_stops_everybody(
    tmp_path: Path, session: tuple[Value, ...], column: str, words: str
) -> None:
    records = read_module(tmp_path, [*MODULE_ROWS, session])

    (problem,) = records.problems
    assert (problem.sheet, problem.row, problem.column) == ("list.module.csv", 11, column)
    assert words in problem.message
    (row,) = records.people
    assert isinstance(row, RefusedRow)
    assert row.problems == (problem,)


def test_session_to_come_is_pointed_out(tmp_path: Path) -> None:
    later = with_sessions(*((day, "9h", "13h") for day in (*DAYS[:2], date(2026, 12, 1))))

    records = read_module(tmp_path, later)

    (notice,) = records.notices
    assert (notice.sheet, notice.row) == ("list.module.csv", 10)
    assert "01/12/2026" in notice.message


@pytest.mark.parametrize(
    ("module", "row", "words"),
    [
        ([("Code",), *MODULE_ROWS[1:]], None, "« Code »"),
        ([MODULE_ROWS[0], *MODULE_ROWS[2:]], None, "« Intitulé »"),
        ([("Code", "A" * 41), *MODULE_ROWS[1:]], None, "trop long"),
        ([("Code", "AC\u202e1"), *MODULE_ROWS[1:]], None, "invisible"),
        (with_sessions(), 7, "aucune séance"),
        (with_sessions(("demain", "9h", "13h")), 8, "Aucune séance"),
        ([*MODULE_ROWS[:6], ("Date", "Thème", "Début")], 7, "colonne « Fin »"),
        (MODULE_ROWS[:6], None, "introuvable"),
    ],
)
def test_module_that_says_nothing_is_refused(
    tmp_path: Path, module: Rows, row: int | None, words: str
) -> None:
    with pytest.raises(WorkbookError) as caught:
        read_module(tmp_path, module)

    assert words in caught.value.message
    assert caught.value.row == row
    assert caught.value.remedy


def test_values_that_no_sheet_may_give_cannot_exist() -> None:
    session = Session(day=DAYS[0], start=time(9), end=time(13), theme=None, mode=None)
    facts = {"code": "A", "title": "B", "organiser": None, "place": None, "language": None}

    with pytest.raises(ValueError, match="ends before"):
        Session(day=DAYS[0], start=time(9), end=time(9), theme=None, mode=None)
    for sessions, why in (((), "at least one"), ((session, session), "one after the other")):
        with pytest.raises(ValueError, match=why):
            ModuleRecord(**facts, sessions=sessions)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="has a problem"):
        RefusedRow(sheet="A", row=1, family_name="", given_name=None, birth_date=None, problems=())
