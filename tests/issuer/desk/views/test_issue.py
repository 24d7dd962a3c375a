"""The page of a job: why it failed, and taking it up."""

from attestation.errors import SigningError
from issuer.desk.jobs.worker import work_once
from register import desk_work
from register.database import writing
from register.desk_work import JobState
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.issuer_contexts import signed_by


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


def test_unknown_job_is_not_resumed(desk: TestDesk) -> None:
    with writing(desk.register) as session:
        assert not desk_work.resume_job(session, 99)
        assert desk_work.jobs(session, state=JobState.RUNNING) == []
