import json
import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from attestation.formats.audit_entry import AuditAction, decode_entry
from attestation.verdict.verdicts import Genuine
from issuer.desk.jobs.worker import work_once
from issuer.settings.timestamp import Level, OnFailure, TimestampPolicy
from register import audit_log, desk_work
from register.attestations import documents, records
from register.database import reading
from register.tables.desk import JobDraftRow
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.issuer_contexts import Checker
from tests.support.many_people import many


def test_job_issues_what_was_confirmed(desk: TestDesk, ines: Browser) -> None:
    job = ines.issue(ines.read_upload(workbook()))
    assert ines.get(f"{job}/etat").json == {"done": 0, "state": "running", "total": 2}
    assert "vous pouvez fermer cette page" in ines.get(job).text.lower()
    assert "Délivrance du module" in ines.get("/").text

    desk.work()

    assert ines.get(f"{job}/etat").json == {"done": 2, "state": "done", "total": 2}
    page = ines.get(job).text
    assert "2 attestations délivrées" in page
    assert {"AC-2026-0001", "AC-2026-0002"} <= set(re.findall(r"AC-2026-\d{4}", page))
    checker = Checker.of(desk.context)
    with reading(desk.register) as session:
        for number, _, content in documents(session):
            assert isinstance(checker.verdict(number), Genuine)
            assert checker.is_original(sha256(content).digest())


def test_names_live_in_the_job_no_longer_than_needed(desk: TestDesk, ines: Browser) -> None:
    preview = ines.read_upload(workbook())
    ines.issue(preview)

    desk.work()

    assert "Déjà délivré par vous" in ines.get(preview).text
    with reading(desk.register) as session:
        assert {row.facts for row in session.query(JobDraftRow)} == {None}


def test_job_that_was_left_is_taken_up_and_tells_the_truth(desk: TestDesk, ines: Browser) -> None:
    job = ines.issue(ines.read_upload(many(50)))
    asked = iter([False, False, True, True])

    work_once(desk.context, desk.mail_context, is_stopping=lambda: next(asked))
    assert ines.get(f"{job}/etat").json == {"done": 20, "state": "running", "total": 50}

    desk.work()

    assert ines.get(f"{job}/etat").json == {"done": 50, "state": "done", "total": 50}
    with reading(desk.register) as session:
        assert len(records(session)) == 50
        log = [decode_entry(signed).event for _, signed in audit_log.entries(session)]
    told = [
        event.detail
        for event in log
        if event.action in (AuditAction.ISSUE_ASKED, AuditAction.ISSUED)
    ]
    assert told == ["50 attestations", "30 attestations, 20 déjà délivrées"]


def test_second_job_for_the_same_people_issues_nothing_twice(desk: TestDesk, ines: Browser) -> None:
    first, second = ines.read_upload(workbook()), ines.read_upload(workbook())
    ines.issue(first)
    job = ines.issue(second)

    desk.work()

    with reading(desk.register) as session:
        assert len(records(session)) == 2
    assert ines.get(f"{job}/etat").json == {"done": 2, "state": "done", "total": 2}


def test_issuing_again_says_who_had_it_before(desk: TestDesk, ines: Browser) -> None:
    ines.issue(ines.read_upload(workbook()))
    desk.work()

    page = ines.get(ines.read_upload(workbook())).text

    assert page.count("déjà délivrée</span>") == 2
    assert 'href="/attestations/AC-2026-0001"' in page


def test_documents_that_await_a_timestamp_are_told(desk: TestDesk, ines: Browser) -> None:
    dated = TimestampPolicy(
        url="http://127.0.0.1:1/nobody",
        roots=(),
        level=Level.B_T,
        on_failure=OnFailure.EXTEND_LATER,
        timeout=timedelta(seconds=5),
    )
    context = replace(desk.context, settings=replace(desk.context.settings, timestamp=dated))
    job = ines.issue(ines.read_upload(workbook()))

    work_once(context, desk.mail_context)

    assert "2 documents attendent l’horodatage" in ines.get(job).text


def test_facts_of_a_job_say_what_was_missed_and_no_mark(desk: TestDesk, ines: Browser) -> None:
    ines.issue(ines.read_upload(workbook()))

    with reading(desk.register) as session:
        facts = [json.loads(text) for text in desk_work.job_facts(session, 1)]

    assert set(facts[0]) == {
        "family_name", "given_name", "birth_date", "email", "minutes", "replaces",
        "salt", "attendance", "particulars", "language",
    }  # fmt: skip
