import io
import json
import re
import threading
import zipfile
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from attestation.errors import SigningError
from attestation.formats.audit_entry import AuditAction, decode_entry
from attestation.verdict.verdicts import Genuine
from issuer.desk.jobs.worker import Worker, work_once
from issuer.settings.timestamp import Level, OnFailure, TimestampPolicy
from register import audit_log, desk_work
from register.attestations import documents, records
from register.database import reading, writing
from register.desk_work import JobState
from register.tables.desk import JobDraftRow
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.issuer_contexts import Checker, signed_by
from tests.support.waiting import wait_until
from tests.support.workbooks import person

CODE = "AC-2026-10"


def many(count: int) -> bytes:
    return workbook(
        *(person(family_name=f"Nom{chr(97 + n % 26)}{chr(97 + n // 26)}") for n in range(count))
    )


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


class RefusingSigner:
    def __init__(self, signer: object) -> None:
        self._signer = signer

    def __getattr__(self, name: str) -> object:
        return getattr(self._signer, name)

    def sign(self, message: bytes) -> bytes:
        raise SigningError("le jeton a été retiré")


def test_job_that_fails_says_why_and_can_be_taken_up(desk: TestDesk, ines: Browser) -> None:
    job = ines.issue(ines.read_upload(workbook()))
    broken = signed_by(desk.context, RefusingSigner(desk.context.signer))  # type: ignore[arg-type]

    work_once(broken, desk.mail_context)

    page = ines.get(job).text
    assert "le jeton a été retiré" in page
    assert "arrêtée" in ines.get("/").text
    desk.work()  # nobody has asked for it yet
    assert ines.get(f"{job}/etat").json["state"] == "failed"  # type: ignore[index]
    ines.post(f"{job}/reprendre")
    desk.work()
    assert ines.get(f"{job}/etat").json == {"done": 2, "state": "done", "total": 2}
    ines.post(f"{job}/reprendre")  # a job that is done stays done
    assert ines.get(f"{job}/etat").json["state"] == "done"  # type: ignore[index]


def test_worker_takes_up_at_its_start_what_was_left(desk: TestDesk, ines: Browser) -> None:
    job = ines.issue(ines.read_upload(workbook()))

    worker = Worker(desk.context, desk.mail_context)
    worker.start()
    worker.wake()
    wait_until(lambda: ines.get(f"{job}/etat").json["state"] == "done")  # type: ignore[index]
    worker.stop()

    assert ines.get(f"{job}/etat").json == {"done": 2, "state": "done", "total": 2}


def test_worker_outlives_a_failure(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def fail(*_: object, **__: object) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise SigningError("passing")

    monkeypatch.setattr("issuer.desk.jobs.worker.work_once", fail)
    worker = Worker(desk.context, desk.mail_context)
    worker.start()

    def is_called_again() -> bool:
        worker.wake()
        return len(calls) > 1

    outlived = wait_until(is_called_again)
    worker.stop()

    assert outlived


def test_stop_is_heard_whenever_it_comes(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Meddled(threading.Event):
        """Somebody stops the worker at the very moment at which it forgets that it was woken."""

        def clear(self) -> None:
            worker._is_stopping.set()
            self.set()
            super().clear()

    monkeypatch.setattr("issuer.desk.jobs.worker._IDLE_SECONDS", 3600)
    with monkeypatch.context() as meddled:
        meddled.setattr("issuer.desk.jobs.worker.threading.Event", Meddled)
        worker = Worker(desk.context, desk.mail_context)
    before = set(threading.enumerate())
    worker.wake()
    worker.start()

    ended = wait_until(lambda: set(threading.enumerate()) <= before)
    worker.stop()

    assert ended


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


def test_zip_holds_the_originals(desk: TestDesk, ines: Browser) -> None:
    ines.issue(ines.read_upload(workbook()))
    desk.work()

    answer = ines.post("/module/telecharger", code=CODE, kind="zip")

    with reading(desk.register) as session:
        originals = {content for _, _, content in documents(session)}
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {archive.read(name) for name in archive.namelist()} == originals
        assert sorted(archive.namelist())[0] == "AC-2026-0001_Haile_Tsegaye.pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={CODE}.zip"


def test_tables_and_the_list_for_signatures(desk: TestDesk, ines: Browser) -> None:
    ines.issue(ines.read_upload(workbook()))
    desk.work()

    table = ines.post("/module/telecharger", code=CODE, kind="csv").data.decode("utf-8-sig")
    sheet = ines.post("/module/telecharger", code=CODE, kind="xlsx").data
    listed = ines.get("/module/liste-de-signatures", code=CODE).text

    assert table.splitlines()[1].startswith("AC-2026-0001;")
    assert sheet.startswith(b"PK")
    assert listed.index("Đặng") < listed.index("Haile")
    assert "data-print" in listed


@pytest.mark.parametrize("words", ["haile", "TSEGAYE", "2026-0001", "dang", "AC-2026-10 hong"])
def test_search_finds_by_number_name_and_module(desk: TestDesk, ines: Browser, words: str) -> None:
    ines.issue(ines.read_upload(workbook()))
    desk.work()

    answer = ines.post("/recherche", q=words)
    found = ines.get(answer.location)

    assert "1 attestation" in found.text
    # Back and again shows the same, and no name stands in the address.
    assert words not in answer.location
    assert ines.get(answer.location).text.count("AC-2026") == found.text.count("AC-2026")
    assert ines.get("/recherche").status_code == 405  # names have no place in an address


def test_search_that_finds_nothing_says_so(ines: Browser) -> None:
    for words in ("personne", "   ", "…"):
        found = ines.post("/recherche", q=words).location
        assert "Rien n’a été trouvé" in ines.get(found).text


def test_search_shows_the_newest_and_says_that_there_are_more(
    desk: TestDesk, ines: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines.issue(ines.read_upload(many(4)))
    desk.work()
    monkeypatch.setattr("issuer.desk.views.module.MOST_FOUND", 3)

    assert (
        "3 attestations, les plus récentes"
        in ines.get(ines.post("/recherche", q="Nom").location).text
    )


def test_unknown_job_is_not_resumed(desk: TestDesk) -> None:
    with writing(desk.register) as session:
        assert not desk_work.resume_job(session, 99)
        assert desk_work.jobs(session, state=JobState.RUNNING) == []


def test_facts_of_a_job_say_what_was_missed_and_no_mark(desk: TestDesk, ines: Browser) -> None:
    ines.issue(ines.read_upload(workbook()))

    with reading(desk.register) as session:
        facts = [json.loads(text) for text in desk_work.job_facts(session, 1)]

    assert set(facts[0]) == {
        "family_name", "given_name", "birth_date", "email", "minutes", "replaces",
        "salt", "attendance", "particulars", "language",
    }  # fmt: skip
