"""Files of another shape at the desk: asked about once, read, issued; the next one asks nothing."""

from datetime import date, time

from issuer.organisation.reading_profiles import kept_profiles
from issuer.workbook.format.cells import Sheet
from issuer.workbook.layouts.profile import decode_profile
from register import audit_log
from register.attestations import records
from register.database import reading, writing
from register.tables.desk import ReadingProfileRow
from tests.support import layouts
from tests.support.brought_files import answer, bring, file
from tests.support.desks import Browser, TestDesk, workbook

PEOPLE = (("Diallo", "Awa", date(1990, 5, 4)), ("Ngoma", "Grâce", date(1991, 6, 5)))
BESIDE = {"module": layouts.module(), "enrolled": layouts.enrolled(*PEOPLE)}
GRID = layouts.grid({"DIALLO Awa": ["x"] * 4, "NGOMA Grâce": ["x", None, "x", "x"]})


def issued(desk: TestDesk) -> list[str]:
    with reading(desk.register) as session:
        return [record.attestation.holder.family_name for record in records(session)]


def test_strangers_grid_is_mapped_and_issued_and_the_next_one_asks_nothing(
    desk: TestDesk, ines: Browser
) -> None:
    preview = bring(
        ines, GRID, module=layouts.module(), enrolled=layouts.enrolled(*PEOPLE)
    ).location
    assert ines.get(preview).location.endswith("/lecture")
    assert "une grille" in ines.get(f"{preview}/lecture").text

    done = answer(ines, preview)
    assert done.status_code == 303, done.text
    assert done.location == preview
    asked = ines.get(preview).text
    assert "case vide ×1 = absent·e ?" in asked
    ines.post(f"{preview}/reponses", **{"mark-0": "absent"})
    ines.issue(preview)
    desk.work()
    assert issued(desk) == ["Diallo"]

    april = tuple(date(2026, 4, day) for day in (6, 7, 13))
    grid = layouts.grid({"NGOMA Grâce": ["x"] * 3, "DIALLO Awa": ["x", None, "x"]}, titles=april)
    module = layouts.module(april)
    module = Sheet(name=module.name, rows=(("Code", "AC-2026-04"), *module.rows[1:]))
    second = bring(ines, grid, module=module, enrolled=layouts.enrolled(*PEOPLE)).location
    text = ines.get(second).text
    assert "Lu comme le" in text
    assert "d’après ines" in text
    assert "À décider pour toute la feuille" in text  # what was decided stays shown
    assert 'name="mark-0"' not in text
    ines.issue(second)
    desk.work()
    assert sorted(issued(desk)) == ["Diallo", "Ngoma"]


def test_grid_without_module_asks_for_code_title_and_hours(ines: Browser) -> None:
    preview = bring(ines, GRID, enrolled=layouts.enrolled(*PEOPLE)).location

    refused = answer(ines, preview)
    assert refused.status_code == 422
    assert "code et l’intitulé" in refused.text
    fields = {"code": "AC-2026-03", "title": "Ateliers", "from-jour": "9h", "to-jour": "13:00"}
    assert answer(ines, preview, **fields).status_code == 303
    assert "AC-2026-03 · 4 séances" in ines.get(preview).text


def test_teams_reports_are_read_with_a_threshold_and_the_enrolled(
    desk: TestDesk, ines: Browser
) -> None:
    stays = {
        "Awa Diallo": [(time(9), time(13))],
        "G. Ngoma": [(time(9), time(13))],
        "Formatrice": [(time(8), time(14))],
    }
    reports = [layouts.teams(day, stays) for day in layouts.DAYS]
    preview = bring(ines, *reports, **BESIDE).location

    refused = answer(ines, preview)
    assert "La durée à partir de laquelle" in refused.text
    page = answer(ines, preview, minutes="180")
    assert page.status_code == 200  # the names are asked about
    assert "Qui est-ce" in page.text
    done = answer(
        ines, preview, **{"minutes": "180", "person-g ngoma": "3", "person-formatrice": "nobody"}
    )
    assert done.status_code == 303
    text = ines.get(preview).text
    assert "Formatrice" in text  # said to be left out
    ines.issue(preview)
    desk.work()
    assert sorted(issued(desk)) == ["Diallo", "Ngoma"]


def test_template_has_no_reading_and_unread_files_lead_to_theirs(ines: Browser) -> None:
    template = ines.read_upload(workbook())
    assert ines.get(f"{template}/lecture").status_code == 404
    preview = bring(ines, GRID).location
    for path in ("", "/delivrer", "/0/3"):
        assert ines.get(f"{preview}{path}").location.endswith("/lecture")


def test_profile_can_be_taken_along_and_names_nobody(ines: Browser) -> None:
    preview = bring(
        ines, GRID, module=layouts.module(), enrolled=layouts.enrolled(*PEOPLE)
    ).location

    text = ines.get(f"{preview}/profil.json").text

    assert decode_profile(text).columns
    assert "DIALLO" not in text.upper()


def test_profile_that_was_changed_in_the_register_is_not_believed(
    desk: TestDesk, ines: Browser
) -> None:
    preview = bring(
        ines, GRID, module=layouts.module(), enrolled=layouts.enrolled(*PEOPLE)
    ).location
    answer(ines, preview)
    ines.post(f"{preview}/reponses", **{"mark-0": "absent"})
    ines.issue(preview)
    assert len(kept_profiles(desk.context)) == 1
    with reading(desk.register) as session:
        last = audit_log.last_sequence(session)
        signed = b"".join(one for _, one in audit_log.entries(session, newest_first=last))
    assert b"profile-kept" in signed
    assert b"Diallo" not in signed

    with writing(desk.register) as session:
        (row,) = session.query(ReadingProfileRow)
        row.content = row.content.replace('"absent"', '"present"')

    assert kept_profiles(desk.context) == {}
    again = bring(ines, GRID, **BESIDE).location
    assert ines.get(again).location.endswith("/lecture")


def test_corrected_file_is_read_as_the_first_one_with_its_module_and_people(
    ines: Browser,
) -> None:
    preview = bring(ines, GRID, **BESIDE).location
    answer(ines, preview)
    ines.post(f"{preview}/reponses", **{"mark-0": "absent"})
    corrected = layouts.grid({"DIALLO Awa": ["x"] * 4, "NGOMA Grâce": ["x"] * 4})

    again = ines.post(f"{preview}/de-nouveau", workbook=file(corrected))

    assert again.location == preview
    page = ines.get(preview).text
    assert "Par rapport au classeur d’avant" in page
    assert "n’a pas droit → <strong>a droit</strong>" in page
