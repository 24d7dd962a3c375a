"""A module is written down before its first day: list to sign, workbook, and what becomes of it."""

import io
from datetime import timedelta

from issuer.desk.jobs.worker import WITHOUT_RIGHT_LASTS
from issuer.lifecycle.erasure import erase_person
from register.attestations import records
from register.database import reading
from register.planned_modules import planned_modules
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.planned_forms import CODE, TYPED
from tests.support.workbooks import person


def keep(browser: Browser, **more: str) -> str:
    answer = browser.post("/modules/nouveau", **(TYPED | more))
    assert answer.status_code == 303, answer.text
    return answer.location


def test_module_is_written_down_and_its_list_is_printed_for_signatures(
    desk: TestDesk, ines: Browser
) -> None:
    place = keep(ines)

    assert "Ateliers d’hiver" in ines.get("/").text
    assert "2 personnes inscrites" in ines.get(place).text
    sheet = ines.get("/modules/prevu/liste", code=CODE).text
    assert sheet.index("11/01") < sheet.index("12/01")
    assert "Haile, Tsegaye" in sheet
    assert "data-print" in sheet
    assert sheet.count("<tr>") == 1 + 2 + 5  # the head, two people, five for who comes besides


def test_its_workbook_is_filled_in_and_read_back(desk: TestDesk, ines: Browser) -> None:
    keep(ines)

    data = ines.post("/modules/prevu/classeur", code=CODE).data
    answer = ines.post("/classeurs/nouveau", workbook=(io.BytesIO(data), "presences.xlsx"))

    page = ines.get(answer.location).text
    assert "Haile" in page
    assert "Abad" in page


def test_module_is_changed_duplicated_and_deleted(desk: TestDesk, ines: Browser) -> None:
    desk.issue(workbook(person()))
    keep(ines)
    form = ines.get("/modules/nouveau", code=CODE).text
    like = ines.get("/modules/nouveau", comme="AC-2026-10").text

    assert "Haile ; Tsegaye ; 29/02/1996 ; t@example.org" in form
    assert 'value="Ateliers citoyens"' in like
    assert 'value="09:00"' in like
    assert "2026-10-05" not in like  # its days are others
    assert "Haile" not in like
    keep(ines, title="Autre titre")
    assert "Autre titre" in ines.get("/").text
    assert ines.post("/modules/prevu/supprimer", code=CODE).status_code == 303
    assert "Autre titre" not in ines.get("/").text


def test_code_of_an_issued_module_is_not_taken_again(desk: TestDesk, ines: Browser) -> None:
    desk.issue(workbook(person()))

    answer = ines.post("/modules/nouveau", **(TYPED | {"code": "AC-2026-10"}))

    assert answer.status_code == 422
    assert ines.get("/modules/prevu", code="AC-2026-10").status_code == 404
    assert ines.get("/modules/nouveau", code="rien").status_code == 404


def test_module_to_come_goes_when_it_is_issued_or_old(desk: TestDesk, ines: Browser) -> None:
    keep(ines, code="AC-2026-10")
    desk.issue(workbook(person()))
    with reading(desk.register) as session:
        assert planned_modules(session) == []

    keep(ines)
    desk.clock.turn(WITHOUT_RIGHT_LASTS + timedelta(days=1))
    desk.work()

    with reading(desk.register) as session:
        assert planned_modules(session) == []


def test_erased_person_is_enrolled_nowhere(desk: TestDesk, ines: Browser) -> None:
    desk.issue(workbook(person()))
    keep(ines)
    with reading(desk.register) as session:
        (number,) = [one.attestation.number for one in records(session)]

    erase_person(desk.context, number, who="ines")

    with reading(desk.register) as session:
        (planned,) = planned_modules(session)
    assert [one.family_name for one in planned.people] == ["Abad"]
