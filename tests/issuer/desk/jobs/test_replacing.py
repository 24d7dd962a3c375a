import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from attestation.errors import SigningError
from attestation.facts import Number
from attestation.verdict.verdicts import Genuine, Replaced
from issuer.audit.log import AuditAction, AuditEvent, audited, decode_entry
from issuer.context import IssuerContext
from issuer.desk.jobs.worker import work_once
from issuer.lifecycle.withdrawal import withdraw
from register import audit_log
from register.attestations import records
from register.database import reading
from register.tables.attestations import State
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.issuer_contexts import Checker, signed_by
from tests.support.workbooks import Value, person

ONE, TWO = Number("AC-2026-0001"), Number("AC-2026-0002")
FIRST = person(family_name="Celikoglu", given_name="Isil", birth_date="14/03/1991")
OTHER = person(family_name="Đặng", given_name="Thị Hồng")
ACCENTS = person(family_name="Çelikoğlu", given_name="Işıl", birth_date="14/03/1991")
SLIP = person(family_name="Celikoglou", given_name="Isil", birth_date="14/03/1991")
BORN = person(family_name="Celikoglu", given_name="Isil", birth_date="14/03/1997")


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    desk.issue(workbook(FIRST, OTHER))
    return desk


def outcomes(page: str) -> list[str]:
    return re.findall(r'<span class="state (\w+)" id="personne', page)


def row_of(page: str) -> str:
    found = re.search(r'href="(/classeurs/\w+/personnes/\d+)"', page)
    assert found, page
    return found[1]


def decide(browser: Browser, preview: str, who: str) -> str:
    """Decide about the first row that resembles somebody; return the preview after it."""
    path = row_of(browser.get(preview).text)
    answer = browser.post(path, who=who)
    assert answer.status_code == 303, answer.text
    return browser.get(preview).text


def states(desk: TestDesk) -> dict[Number, tuple[str, State]]:
    with reading(desk.register) as session:
        return {
            one.attestation.number: (one.attestation.holder.full_name(), one.state)
            for one in records(session)
        }


@pytest.mark.parametrize("row", [SLIP, BORN])
def test_who_resembles_a_holder_gets_nothing_before_somebody_decides(
    desk: TestDesk, ines: Browser, row: list[Value]
) -> None:
    preview = ines.read_upload(workbook(row, OTHER))

    page = ines.get(preview).text

    assert outcomes(page) == ["undecided", "issued"]
    assert "ressemble à Isil Celikoglu" in page
    assert f"({ONE})" in page
    assert f'href="{preview}/delivrer"' not in page
    assert "rien ne se passe" in ines.get(f"{preview}/delivrer").text


@pytest.mark.parametrize(
    ("row", "name", "reason"),
    [
        (SLIP, "Isil Celikoglou", "nom corrigé"),
        (BORN, "Isil Celikoglu", "date de naissance corrigée"),
        (ACCENTS, "Işıl Çelikoğlu", "nom corrigé"),
    ],
)
def test_same_person_is_replaced_when_it_is_confirmed(
    desk: TestDesk, ines: Browser, row: list[Value], name: str, reason: str
) -> None:
    preview = ines.read_upload(workbook(row, OTHER))

    page = decide(ines, preview, ONE)
    assert outcomes(page) == ["replaces", "issued"]
    assert "Remplacer 1 attestation…" in page
    assert states(desk)[ONE][1] is State.ISSUED  # nothing yet
    confirm = ines.get(f"{preview}/delivrer").text
    assert "1 attestation est remplacée" in confirm
    assert f"<ins>{name}" in confirm
    job = ines.issue(preview)
    desk.work()

    assert states(desk)[ONE] == ("Isil Celikoglu", State.REPLACED)
    assert states(desk)[Number("AC-2026-0003")] == (name, State.ISSUED)
    checker = Checker.of(desk.context)
    assert isinstance(checker.verdict(ONE), Replaced)
    assert isinstance(checker.verdict(Number("AC-2026-0003")), Genuine)
    assert ines.get(f"{job}/etat").json == {"done": 1, "state": "done", "total": 1}
    assert f"à la place de {ONE}" in ines.get(job).text
    assert f"Remplacée&nbsp;: {reason}" in ines.get(f"/attestations/{ONE}").text


def test_respelled_holder_is_pointed_out_and_left_alone(desk: TestDesk, ines: Browser) -> None:
    page = ines.get(ines.read_upload(workbook(ACCENTS, OTHER))).text

    assert outcomes(page) == ["issued", "issued"]
    assert "au nom de Isil Celikoglu" in page
    assert "l’écrit « Isil Celikoglu »" in page


def test_another_person_gets_an_attestation_of_her_own(desk: TestDesk, ines: Browser) -> None:
    preview = ines.read_upload(workbook(SLIP, OTHER))

    page = decide(ines, preview, "other")

    assert outcomes(page) == ["entitled", "issued"]
    ines.issue(preview)
    desk.work()
    assert [state for _, state in states(desk).values()] == [State.ISSUED] * 3


def test_choice_can_be_taken_back(desk: TestDesk, ines: Browser) -> None:
    preview = ines.read_upload(workbook(SLIP, OTHER))
    decide(ines, preview, ONE)
    assert "Revenir sur ce choix" in ines.get(row_of(ines.get(preview).text)).text

    assert outcomes(decide(ines, preview, "")) == ["undecided", "issued"]


def test_choice_is_for_this_spelling_and_survives_another_upload(
    desk: TestDesk, ines: Browser
) -> None:
    preview = ines.read_upload(workbook(SLIP, OTHER))
    decide(ines, preview, ONE)

    again = ines.post(
        f"{preview}/de-nouveau", workbook=(io.BytesIO(workbook(OTHER, SLIP)), "presences.xlsx")
    )
    assert outcomes(ines.get(again.location).text) == ["issued", "replaces"]
    other = [*SLIP]
    other[0] = "Celikoglow"
    ines.post(
        f"{preview}/de-nouveau", workbook=(io.BytesIO(workbook(other, OTHER)), "presences.xlsx")
    )

    assert outcomes(ines.get(preview).text) == ["undecided", "issued"]


def test_who_is_in_the_workbook_herself_is_nobody_else(desk: TestDesk, ines: Browser) -> None:
    page = ines.get(ines.read_upload(workbook(FIRST, SLIP, OTHER))).text

    assert outcomes(page) == ["issued", "entitled", "issued"]
    assert "Peut-être la même personne" in page


def test_one_attestation_is_replaced_by_one_person_only(desk: TestDesk, ines: Browser) -> None:
    preview = ines.read_upload(workbook(SLIP, BORN, OTHER))
    rows = re.findall(r'href="(/classeurs/\w+/personnes/\d+)"', ines.get(preview).text)
    for path in rows:
        ines.post(path, who=ONE)

    assert outcomes(ines.get(preview).text) == ["replaces", "undecided", "issued"]


def test_person_without_the_right_replaces_nothing(desk: TestDesk, ines: Browser) -> None:
    absent = person(
        family_name="Celikoglou", given_name="Isil", birth_date="14/03/1991", marks="PAP"
    )

    page = ines.get(ines.read_upload(workbook(absent, OTHER))).text

    assert outcomes(page) == ["not_entitled", "issued"]


def test_only_those_on_the_page_can_be_chosen(desk: TestDesk, ines: Browser) -> None:
    preview = ines.read_upload(workbook(SLIP, OTHER))
    path = row_of(ines.get(preview).text)

    assert ines.post(path, who=TWO).status_code == 400
    assert ines.get(f"{preview}/personnes/99").status_code == 404
    assert ines.post(f"{preview}/personnes/99", who=ONE).status_code == 404


def test_replaced_otherwise_in_the_meantime_is_told_and_stops_nobody(
    desk: TestDesk, ines: Browser
) -> None:
    new = person(family_name="Haile", given_name="Tsegaye", birth_date="29/02/1996")
    preview = ines.read_upload(workbook(SLIP, OTHER, new))
    decide(ines, preview, ONE)
    assert "Délivrer 1 attestation et en remplacer 1" in ines.get(preview).text
    job = ines.issue(preview)
    ines.post(
        f"/attestations/{ONE}/remplacer",
        family_name="Celik",
        given_name="Isil",
        birth_date="14/03/1991",
        reason="nom corrigé",
        at_once="1",
    )

    desk.work()

    page = ines.get(job).text
    assert f"{ONE} est déjà remplacée par" in page
    assert sorted(name for name, state in states(desk).values() if state is State.ISSUED) == [
        "Isil Celik", "Thị Hồng Đặng", "Tsegaye Haile",
    ]  # fmt: skip


def test_choice_about_one_that_was_withdrawn_since_counts_no_more(
    desk: TestDesk, ines: Browser
) -> None:
    preview = ines.read_upload(workbook(SLIP, OTHER))
    decide(ines, preview, ONE)
    withdraw(desk.context, ONE, reason="émise par erreur", who="ines")

    assert outcomes(ines.get(preview).text) == ["entitled", "issued"]


class PowerCutError(Exception):
    pass


@pytest.mark.parametrize("before_commit", [True, False])
def test_power_cut_while_replacing_replaces_once(
    desk: TestDesk, ines: Browser, monkeypatch: pytest.MonkeyPatch, *, before_commit: bool
) -> None:
    preview = ines.read_upload(workbook(SLIP, OTHER))
    decide(ines, preview, ONE)
    job = ines.issue(preview)

    @contextmanager
    def cut(context: IssuerContext, event: AuditEvent) -> Iterator[Session]:
        with audited(context, event) as session:
            yield session
            raise PowerCutError

    def die(context: IssuerContext) -> None:
        raise PowerCutError

    if before_commit:
        monkeypatch.setattr("issuer.lifecycle.withdrawal.audited", cut)
    else:
        monkeypatch.setattr("issuer.audit.log.publish_audit_head", die)
    with pytest.raises(PowerCutError):
        desk.work()
    monkeypatch.undo()

    desk.work()
    desk.work()

    assert [state for _, state in states(desk).values()] == [
        State.REPLACED, State.ISSUED, State.ISSUED,
    ]  # fmt: skip
    assert ines.get(f"{job}/etat").json == {"done": 1, "state": "done", "total": 1}
    with reading(desk.register) as session:
        actions = [decode_entry(signed).event.action for _, signed in audit_log.entries(session)]
    assert actions.count(AuditAction.REPLACED) == 1


def test_signer_that_fails_leaves_the_old_one_standing(desk: TestDesk, ines: Browser) -> None:
    preview = ines.read_upload(workbook(SLIP, OTHER))
    decide(ines, preview, ONE)
    job = ines.issue(preview)

    class Refusing:
        def __getattr__(self, name: str) -> object:
            return getattr(desk.context.signer, name)

        def sign(self, message: bytes) -> bytes:
            raise SigningError("le jeton a été retiré")

    work_once(signed_by(desk.context, Refusing()), desk.mail_context)  # type: ignore[arg-type]
    assert states(desk)[ONE][1] is State.ISSUED
    assert "le jeton a été retiré" in ines.get(job).text
    ines.post(f"{job}/reprendre")
    desk.work()

    assert states(desk)[ONE][1] is State.REPLACED
