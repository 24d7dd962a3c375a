"""A module's page lists everybody of its list, and what is done with those who are ticked."""

from datetime import timedelta

from attestation.facts import Number
from issuer.desk.jobs.worker import WITHOUT_RIGHT_LASTS
from issuer.lifecycle.erasure import erase_person
from register.database import reading
from register.without_right import without_right
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.listed_people import PEOPLE, desk, names_on
from tests.support.workbooks import MODULE_ROWS, person

__all__ = ["desk"]  # pytest finds them here
CODE = "AC-2026-10"
ONE, TWO = Number("AC-2026-0001"), Number("AC-2026-0002")


def test_people_without_a_right_stay_on_the_page_with_the_reason(
    desk: TestDesk, ines: Browser
) -> None:
    page = ines.get("/module", code=CODE).text

    assert "4 personnes" in page
    assert names_on(page) == ["Haile", "Abad", "Benali", "Łukasiewicz"]
    assert "A suivi 2 séances sur 3" in page
    assert "Il en faut 3, donc encore 1 séance." in page
    assert "n’est pas" in page  # what the sheet said of 31 February
    assert page.count('type="checkbox"') == 2  # only attestations in force are acted upon


def test_next_list_of_the_module_replaces_who_had_none(desk: TestDesk) -> None:
    desk.issue(workbook(person(), person(family_name="Łukasiewicz", given_name="Ewa")))

    with reading(desk.register) as session:
        assert without_right(session, CODE) == []


def test_names_without_attestation_go_after_a_year_and_on_request(
    desk: TestDesk, ines: Browser
) -> None:
    assert ines.post("/module/oublier", code=CODE).status_code == 303
    assert names_on(ines.get("/module", code=CODE).text) == ["Haile", "Abad"]
    assert "2 sans attestation" in ines.get("/journal").text

    desk.issue(workbook(*PEOPLE, person(family_name="Neuf", given_name="N")))
    desk.clock.turn(WITHOUT_RIGHT_LASTS + timedelta(days=1))
    desk.work()

    with reading(desk.register) as session:
        assert without_right(session, CODE) == []


def test_erasing_a_person_takes_them_out_of_every_list(desk: TestDesk, ines: Browser) -> None:
    """Somebody may hold one of a module, and have none of another."""
    other = [("Code", "AC-2026-11"), *MODULE_ROWS[1:]]
    desk.issue(workbook(person(marks="PAP"), person(family_name="Reste"), module=other))
    with reading(desk.register) as session:
        assert [one.family_name for one in without_right(session, "AC-2026-11")] == ["Haile"]

    erase_person(desk.context, ONE, who="ines")

    with reading(desk.register) as session:
        assert without_right(session, "AC-2026-11") == []
        assert len(without_right(session, CODE)) == 2
