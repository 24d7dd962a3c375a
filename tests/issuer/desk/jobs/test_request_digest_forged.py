"""Whoever writes the database asks for nothing: rows of requests made up, edited, brought back."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from attestation.facts import Number
from attestation.verdict.verdicts import Genuine
from issuer.audit.log import AuditAction, AuditEvent, audited, decode_entry
from issuer.desk.jobs.pending_changes import finish_now
from register import audit_log, desk_work
from register.attestations import records
from register.database import reading, writing
from register.desk_work import JobState
from register.tables.attestations import State
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.issuer_contexts import Checker

ONE, TWO = Number("AC-2026-0001"), Number("AC-2026-0002")
FORGED = {"family_name": "Faussaire", "given_name": "Jean", "birth_date": "1970-01-01"}
EDITS = [
    "UPDATE job SET login = 'karim'",
    "UPDATE job SET module = replace(module, 'Ateliers', 'Examen')",
    "UPDATE job_draft SET facts = replace(facts, '\"minutes\": ', '\"minutes\": 9')",
    "UPDATE job_draft SET facts = '{}'",
    "UPDATE job_draft SET facts = 'rien'",
    "DELETE FROM job_draft WHERE position = 0",
    "UPDATE job_draft SET position = position + 7 WHERE position = 0",
    "INSERT INTO job_draft SELECT job_id, 9, person_key, facts, replaces FROM job_draft LIMIT 1",
]


def edit(desk: TestDesk, statement: str, **values: object) -> None:
    with writing(desk.register) as session:
        session.execute(text(statement), values)


def rows(desk: TestDesk, table: str) -> list[dict[str, Any]]:
    with reading(desk.register) as session:
        return [dict(row) for row in session.execute(text(f"SELECT * FROM {table}")).mappings()]  # noqa: S608


def put_back(desk: TestDesk, table: str, row: dict[str, Any]) -> None:
    names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
    edit(desk, f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({places})", **row)  # noqa: S608


def people(desk: TestDesk) -> list[tuple[str, State]]:
    with reading(desk.register) as session:
        return [(one.attestation.holder.family_name, one.state) for one in records(session)]


def last_act(desk: TestDesk) -> AuditAction:
    with reading(desk.register) as session:
        ((_, signed),) = audit_log.entries(session, newest_first=1)
    return decode_entry(signed).event.action


def the_job(desk: TestDesk) -> desk_work.Job:
    with reading(desk.register) as session:
        return desk_work.jobs(session)[0]


def log_like_before(desk: TestDesk, action: AuditAction, subject: str, detail: str | None) -> None:
    """Write what a program without digests logged."""
    with audited(
        desk.context, AuditEvent(who="ines", action=action, subject=subject, detail=detail)
    ):
        pass


@pytest.mark.parametrize("statement", EDITS)
def test_edited_job_is_never_signed(desk: TestDesk, ines: Browser, statement: str) -> None:
    address = ines.issue(ines.read_upload(workbook()))
    edit(desk, statement)

    desk.work()

    assert people(desk) == []
    assert the_job(desk).state is JobState.FAILED
    assert last_act(desk) is AuditAction.REQUEST_REFUSED
    assert "le registre a été modifié" in ines.get(address).text
    ines.post(f"{address}/reprendre")
    desk.work()
    assert people(desk) == []


def test_job_written_into_the_register_is_never_signed(desk: TestDesk, ines: Browser) -> None:
    ines.issue(ines.read_upload(workbook()))
    (job,), drafts = rows(desk, "job"), rows(desk, "job_draft")
    desk.work()
    issued = people(desk)
    facts = json.loads(drafts[0]["facts"]) | FORGED
    put_back(desk, "job", job | {"id": 2})
    put_back(desk, "job_draft", drafts[0] | {"job_id": 2, "facts": json.dumps(facts)})
    for draft in drafts:  # and the true one again, as somebody kept it
        put_back(desk, "job", job | {"id": 3})
        put_back(desk, "job_draft", draft | {"job_id": 3})

    desk.work()

    assert people(desk) == issued
    assert [one["state"] for one in rows(desk, "job")] == ["done", "failed", "failed"]


def test_job_from_before_digests_waits_for_a_person_and_is_not_lost(
    desk: TestDesk, ines: Browser
) -> None:
    address = ines.issue(ines.read_upload(workbook()))
    edit(desk, "UPDATE job SET module = replace(module, 'Bruxelles', 'Ixelles')")
    log_like_before(desk, AuditAction.ISSUE_ASKED, the_job(desk).module_code, "2 attestations")

    desk.work()
    assert people(desk) == []
    page = ines.get(address).text
    assert "demandée avant la mise à jour" in page
    assert "Ağaoğlu" in page or "Đặng" in page
    ines.post(f"{address}/reprendre")
    desk.work()

    assert len(people(desk)) == 2
    assert ines.post("/delivrances/99/reprendre").status_code == 404


@pytest.mark.parametrize("correction", [None, json.dumps(FORGED | {"email": None})])
def test_ending_written_into_the_register_is_never_signed(
    desk: TestDesk, correction: str | None
) -> None:
    desk.issue(workbook())
    before = people(desk)
    put_back(
        desk,
        "held_ending",
        {
            "number": ONE,
            "login": "ines",
            "reason": "x",
            "correction": correction,
            "due_at": "2020-01-01 00:00:00.000000",
        },
    )

    desk.work()

    assert people(desk) == before
    assert last_act(desk) is AuditAction.REQUEST_REFUSED
    assert rows(desk, "held_ending") == []
    assert isinstance(Checker.of(desk.context).verdict(ONE), Genuine)


def test_request_that_was_refused_is_shown_on_the_page_until_the_next(
    desk: TestDesk, ines: Browser
) -> None:
    desk.issue(workbook())
    page = f"/attestations/{ONE}"
    ines.post(f"{page}/retirer", reason="présences corrigées")
    edit(desk, "UPDATE held_ending SET reason = 'autre'")
    assert "Demande refusée" not in ines.get(page).text

    desk.clock.turn(timedelta(minutes=20))
    desk.work()

    assert "Demande refusée le" in ines.get(page).text
    assert "le journal n’a pas cette demande" in ines.get(page).text
    assert "Demande refusée" not in ines.get(f"/attestations/{TWO}").text
    ines.post(f"{page}/retirer", reason="présences corrigées")
    assert "Demande refusée" not in ines.get(page).text


@pytest.mark.parametrize(
    "change",
    [{"number": TWO}, {"reason": "autre"}, {"login": "karim"}, {"correction": json.dumps(FORGED)}],
)
def test_edited_ending_is_never_signed(
    desk: TestDesk, ines: Browser, change: dict[str, str]
) -> None:
    desk.issue(workbook())
    before = people(desk)
    ines.post(f"/attestations/{ONE}/retirer", reason="présences corrigées")
    (held,) = rows(desk, "held_ending")
    edit(desk, "DELETE FROM held_ending")
    put_back(desk, "held_ending", held | change)

    desk.clock.turn(timedelta(hours=1))
    desk.work()

    assert people(desk) == before


def test_ending_called_back_and_written_back_is_never_signed(desk: TestDesk, ines: Browser) -> None:
    desk.issue(workbook())
    before = people(desk)
    ines.post(f"/attestations/{ONE}/retirer", reason="présences corrigées")
    (held,) = rows(desk, "held_ending")
    ines.post(f"/attestations/{ONE}/annuler")
    put_back(desk, "held_ending", held)

    desk.clock.turn(timedelta(hours=1))
    desk.work()

    assert people(desk) == before


def test_ending_from_before_digests_waits_for_a_person(desk: TestDesk) -> None:
    desk.issue(workbook())
    log_like_before(desk, AuditAction.WITHDRAWAL_ASKED, ONE, None)
    held = {"number": ONE, "login": "ines", "reason": "présences", "correction": None}
    put_back(desk, "held_ending", held | {"due_at": "2020-01-01 00:00:00.000000"})

    desk.work()
    assert len(rows(desk, "held_ending")) == 1
    finish_now(desk.context, desk.mail_context, ONE, login="ines")

    assert (people(desk)[0][1], last_act(desk)) == (State.WITHDRAWN, AuditAction.WITHDRAWN)
