from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from attestation.facts import Number
from attestation.verdict.verdicts import Genuine, Replaced
from issuer.audit.log import AuditAction, AuditedTransaction, audited_transaction, decode_entry
from issuer.context import IssuerContext
from issuer.document.extraction import read_document
from issuer.lifecycle.withdrawal import Correction, replace_attestation
from register import audit_log
from register.attestations import module
from register.database import reading, writing
from register.desk_work import JobState, job
from register.tables.desk import JobRow
from tests.support.desks import TestDesk, workbook
from tests.support.issuer_contexts import Checker
from tests.support.module_correction_desks import (
    CODE,
    asked,
    compared,
    desk,
    fields,
    in_force,
    small,
)
from tests.support.workbooks import person

__all__ = ["desk", "small"]  # pytest finds them here
pytestmark = pytest.mark.long
PEOPLE = 21


class PowerCutError(Exception):
    pass


@pytest.fixture
def module_of_21(desk: TestDesk) -> TestDesk:
    people = [
        person(
            family_name=f"Nom{chr(97 + n)}",
            email=f"n{n}@example.org",
            marks="PAP" if n == 5 else "PPP",
        )
        for n in range(PEOPLE)
    ]
    desk.issue(workbook(*people))
    return desk


def actions(desk: TestDesk) -> list[AuditAction]:
    with reading(desk.register) as session:
        return [decode_entry(signed).event.action for _, signed in audit_log.entries(session)]


def queued(desk: TestDesk) -> list[str]:
    with reading(desk.register) as session:
        return sorted(session.scalars(text("SELECT number FROM message")))


def test_module_of_21_is_corrected_once_though_the_power_is_cut(
    module_of_21: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, ines = module_of_21, module_of_21.browser("ines")
    before = {one.attestation.number: one.attestation for one in in_force(desk)}
    assert "Corriger le module…" in ines.get("/module", code=CODE).text

    comparison = compared(
        ines,
        **{"title": "Ateliers citoyens, module de base", "end-1": "12:00", "theme-2": "Logement"},
        **{"day-2": "2026-10-09"},
    )
    page = ines.get(comparison).text
    assert "21 attestations seront remplacées" in page
    assert "<del>Ateliers citoyens</del>" in page
    assert "<ins>09/10/2026, 09:00 à 13:00 · Logement · présentiel</ins>" in page
    assert page.count("telle qu’elle est") == page.count("La page qui remplacera") == PEOPLE
    assert "Nom" not in comparison
    for name in ("avant", "apres"):
        image = (
            f"{comparison}/AC-2026-0006.png"
            if name == "apres"
            else "/attestations/AC-2026-0006/page.png"
        )
        assert ines.get(image).data.startswith(b"\x89PNG")
    address = asked(ines, comparison, send="1")
    desk.work()
    assert len(in_force(desk)) == PEOPLE  # it waits
    assert "21 attestations seront remplacées" in ines.get(address).text
    assert "Correction du module" in ines.get("/").text

    desk.clock.turn(timedelta(minutes=11))
    with power_cut(monkeypatch, after=8), pytest.raises(PowerCutError):
        desk.work()
    ines = desk.browser("ines")
    assert ines.get(f"{address}/etat").json == {"done": 8, "state": "running", "total": PEOPLE}
    desk.work()
    desk.work()

    now = [one.attestation for one in in_force(desk)]
    assert len(now) == PEOPLE
    assert {one.holder for one in now} == {one.holder for one in before.values()}
    assert {one.module_title for one in now} == {"Ateliers citoyens, module de base"}
    assert {str(one.last_day) for one in now} == {"2026-10-09"}
    # Who missed the second session missed three hours of eleven, and no more.
    assert sorted({one.attended for one in now}) == [timedelta(hours=8), timedelta(hours=11)]
    assert actions(desk).count(AuditAction.REPLACED) == PEOPLE
    assert actions(desk).count(AuditAction.MODULE_CORRECTED) == 1
    assert queued(desk) == sorted(one.number for one in now)
    checker = Checker.of(desk.context)
    assert isinstance(checker.verdict(Number("AC-2026-0001")), Replaced)
    assert isinstance(checker.verdict(now[0].number), Genuine)
    assert "21 attestations remplacées" in ines.get(address).text
    document = read_document(ines.post(f"/attestations/{now[0].number}/telecharger").data)
    assert document is not None
    assert "module de base" in document.text
    with reading(desk.register) as session:
        known = module(session, CODE)
    assert known is not None
    assert known.title == "Ateliers citoyens, module de base"


@contextmanager
def power_cut(monkeypatch: pytest.MonkeyPatch, *, after: int) -> Iterator[None]:
    """Let the power fail inside the transaction that would replace the next one."""
    done = 0

    @contextmanager
    def cut(context: IssuerContext) -> Iterator[AuditedTransaction]:
        nonlocal done
        with audited_transaction(context) as transaction:
            yield transaction
            if done == after:
                raise PowerCutError
            done += 1

    with monkeypatch.context() as patched:
        patched.setattr("issuer.lifecycle.module_correction.audited_transaction", cut)
        yield


def test_correction_that_is_called_back_changes_nothing(small: TestDesk) -> None:
    ines = small.browser("ines")
    address = asked(ines, compared(ines, title="Autre titre"))

    answer = ines.post(f"{address}/annuler")
    small.clock.turn(timedelta(minutes=20))
    small.work()

    assert answer.location == f"/module?code={CODE}"
    assert {one.attestation.module_title for one in in_force(small)} == {"Ateliers citoyens"}
    assert ines.get(address).status_code == 404
    assert actions(small)[-1] is AuditAction.CALLED_BACK
    assert ines.post(f"{address}/annuler").status_code == 409
    job = asked(ines, compared(ines, title="Autre titre"), at_once="1")
    assert ines.post(f"{job}/annuler").status_code == 409  # it may have begun


def test_who_was_replaced_meanwhile_is_not_counted_where_only_the_rule_changes(
    small: TestDesk,
) -> None:
    ines = small.browser("ines")
    address = asked(ines, compared(ines, percent="50"))
    old = in_force(small)[0].attestation
    respelt = Correction(holder=replace(old.holder, family_name="Respelt"), email=None)
    new = replace_attestation(small.context, old.number, respelt, reason="nom", who="ines")

    small.clock.turn(timedelta(minutes=20))
    small.work()

    stated = {
        one.attestation.number: one.attestation.particulars.required_percent
        for one in in_force(small)
    }
    assert stated.pop(new) == 66
    assert set(stated.values()) == {50}
    assert f"{old.number} est déjà remplacée par {new}" in ines.get(address).text


def test_stricter_rule_leaves_those_without_the_right_and_says_so(small: TestDesk) -> None:
    ines = small.browser("ines")

    comparison = compared(ines, percent="100", title="Autre titre")

    page = ines.get(comparison).text
    assert "1 attestation sera remplacée" in page
    assert "ses présences n’y donnent plus droit" in page
    asked(ines, comparison, at_once="1")
    small.work()
    titles = sorted(one.attestation.module_title for one in in_force(small))
    assert titles == ["Ateliers citoyens", "Autre titre"]
    (newest,) = (one for one in in_force(small) if one.attestation.module_title == "Autre titre")
    assert newest.attestation.particulars.required_percent == 100


def test_session_that_was_not_held_is_nobodys_absence(small: TestDesk) -> None:
    ines = small.browser("ines")
    kept = fields(ines.get("/module/corriger", code=CODE).text)
    del kept["held-1"]
    answer = ines.post("/module/corriger", **(kept | {"reason": "séance annulée"}))

    asked(ines, answer.location, at_once="1")
    small.work()

    assert {one.attestation.attended for one in in_force(small)} == {timedelta(hours=8)}
    assert {one.attendance.missed for one in in_force(small) if one.attendance} == {()}


def test_module_correction_written_into_the_register_is_never_signed(small: TestDesk) -> None:
    ines = small.browser("ines")
    address = asked(ines, compared(ines, title="Autre titre"))
    number = int(address.rpartition("/")[2])
    with writing(small.register) as session:
        found = job(session, number)
        assert found is not None
        edited = found.module.replace("Autre titre", "Titre volé")
        session.execute(update(JobRow).where(JobRow.id == number).values(module=edited))
    small.clock.turn(timedelta(minutes=11))

    small.work()

    with reading(small.register) as session:
        found = job(session, number)
    assert found is not None
    assert found.state is JobState.FAILED
    assert AuditAction.REPLACED not in actions(small)
    assert "journal n’a pas cette demande" in (found.problem or "")
