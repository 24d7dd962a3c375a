"""A module's page lists everybody of its list, and what is done with those who are ticked."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from attestation.facts import Number
from issuer.desk.jobs.worker import WITHOUT_RIGHT_LASTS
from issuer.desk.pages.module_people import why_without
from issuer.lifecycle.erasure import erase_person
from register.attestations import record
from register.database import reading, writing
from register.kept_forms import FormKind
from register.tables.attestations import State
from register.tables.desk import KeptFormRow
from register.without_right import WithoutRight, without_right
from tests.support.desks import DESK_SETTINGS, Browser, TestDesk, make_desk, workbook
from tests.support.mail_contexts import MAIL
from tests.support.workbooks import MODULE_ROWS, person

CODE = "AC-2026-10"
ONE, TWO = Number("AC-2026-0001"), Number("AC-2026-0002")
THREE_DAYS = tuple(f"2026-10-0{n}T09:00" for n in range(1, 4))
PEOPLE = (
    person(email="un@example.org"),
    person(family_name="Abad", given_name="Zoé", email="deux@example.org"),
    person(family_name="Łukasiewicz", given_name="Ewa", marks="PAP"),
    person(family_name="Benali", given_name="Sami", birth_date="31/02/1988"),
)


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    made = make_desk(tmp_path, settings=DESK_SETTINGS + MAIL.format(port=1))
    made.add_user("ines")
    made.issue(workbook(*PEOPLE))
    return made


def names_on(page: str) -> list[str]:
    return re.findall(r"<td>(Haile|Abad|Łukasiewicz|Benali)", page)


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


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("nom", ["Abad", "Benali", "Haile", "Łukasiewicz"]),
        ("naissance", ["Benali", "Abad", "Haile", "Łukasiewicz"]),
        ("etat", ["Abad", "Haile", "Benali", "Łukasiewicz"]),
        ("autre", ["Haile", "Abad", "Benali", "Łukasiewicz"]),
    ],
)
def test_list_is_sorted_by_its_headings(
    desk: TestDesk, ines: Browser, order: str, names: list[str]
) -> None:
    assert names_on(ines.get("/module", code=CODE, tri=order).text) == names


def test_list_is_filtered_by_state_and_keeps_its_order(desk: TestDesk, ines: Browser) -> None:
    page = ines.get("/module", code=CODE, etat="none", tri="nom").text

    assert names_on(page) == ["Benali", "Łukasiewicz"]
    assert "tri=numero&amp;etat=none" in page
    assert ines.get("/module", code=CODE, tous="1").text.count(" checked") == 2


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (
            {"missed": ("2026-10-05T09:00",), "sessions": 10, "required_percent": 80},
            "heures exigées",
        ),
        (
            {"missed": THREE_DAYS, "sessions": 3},
            "aucune séance",
        ),
        ({"problems": ("Cette date n’existe pas.",)}, "Cette date n’existe pas."),
        ({}, "Personne n’a décidé"),
    ],
)
def test_reason_says_what_is_missing(one: dict[str, object], said: str) -> None:
    found = WithoutRight(
        family_name="X",
        given_name=None,
        birth_date=None,
        outcome="not_entitled",
        **one,  # type: ignore[arg-type]
    )

    assert said in " ".join(why_without(found))


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


def test_ticked_people_get_their_message_and_nobody_else(desk: TestDesk, ines: Browser) -> None:
    answer = ines.post("/module/choisies", code=CODE, acte="envoyer", numero=[TWO])

    page = ines.get(answer.location).text
    assert 'name="wanted" value="AC-2026-0002:0"' in page
    assert "AC-2026-0001" not in page
    assert "AC-2026-0002" not in answer.location


def test_ticked_people_are_withdrawn_with_one_reason_and_time_to_call_back(
    desk: TestDesk, ines: Browser
) -> None:
    place = ines.post("/module/choisies", code=CODE, acte="retirer", numero=[ONE, TWO]).location
    assert "Retirer 2 attestations" in ines.get(place).text
    assert ines.post(place, page=place, reason="", numero=[ONE, TWO]).status_code == 422

    answer = ines.post(place, page=place, reason="Délivrées par erreur.", numero=[ONE, TWO])
    again = ines.post(place, page=place, reason="Délivrées par erreur.", numero=[ONE, TWO])

    assert answer.location == f"/module?code={CODE}"
    assert "une demande attend déjà" in again.text
    assert ines.post(f"/attestations/{TWO}/annuler").status_code == 303
    desk.clock.turn(timedelta(minutes=11))
    desk.work()
    with reading(desk.register) as session:
        states = [getattr(record(session, number), "state", None) for number in (ONE, TWO)]
    assert states == [State.WITHDRAWN, State.ISSUED]


def test_selection_changed_in_the_register_withdraws_nobody(desk: TestDesk, ines: Browser) -> None:
    place = ines.post("/module/choisies", code=CODE, acte="retirer", numero=[ONE]).location
    assert f'name="numero" value="{ONE}"' in ines.get(place).text
    with writing(desk.register) as session:
        row = session.scalars(
            select(KeptFormRow).where(KeptFormRow.kind == FormKind.SELECTION.value)
        ).one()
        row.content = row.content.replace(ONE, TWO)

    answer = ines.post(place, page=place, reason="Délivrée par erreur.", numero=[ONE])

    assert answer.status_code == 409
    assert "La liste a changé" in answer.text
    desk.clock.turn(timedelta(minutes=11))
    desk.work()
    with reading(desk.register) as session:
        states = [getattr(record(session, number), "state", None) for number in (ONE, TWO)]
    assert states == [State.ISSUED, State.ISSUED]


def test_nobody_ticked_changes_nothing_and_says_so(desk: TestDesk, ines: Browser) -> None:
    none = ines.post("/module/choisies", code=CODE, acte="retirer")
    other = ines.post("/module/choisies", code=CODE, acte="brûler", numero=[ONE])

    assert none.status_code == 422
    assert "Personne n’est coché" in none.text
    assert other.status_code == 400
    assert ines.get("/module/retirer/" + "0" * 32).status_code == 404
