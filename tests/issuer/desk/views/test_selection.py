"""What is done with the people that were ticked."""

from datetime import timedelta

from sqlalchemy import select

from attestation.facts import Number
from register.attestations import record
from register.database import reading, writing
from register.kept_forms import FormKind
from register.tables.attestations import State
from register.tables.desk import KeptFormRow
from tests.support.desks import Browser, TestDesk
from tests.support.listed_people import desk

__all__ = ["desk"]  # pytest finds them here
CODE = "AC-2026-10"
ONE, TWO = Number("AC-2026-0001"), Number("AC-2026-0002")


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
