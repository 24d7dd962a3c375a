"""Issuing from the desk: a job that survives a closed tab, a restart and a crash.

A job is its confirmed drafts in the register. Whoever works on it issues them twenty at a time by
``issuer.issue``, then replaces one by one by ``issuer.replacing``; the rules of both make it safe
to start again at any moment, even by two programs.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, time, timedelta

from attestation.errors import AttestationError
from attestation.facts import Holder, Number
from attestation.partial_date import PartialDate
from issuer.audit.log import Act, Deed, recorded
from issuer.context import Office
from issuer.desk.pages.labels import count as counted
from issuer.issuance.issue import issue
from issuer.lifecycle.bulk_replacement import replace_people
from issuer.lifecycle.extension import waiting
from issuer.planning.plan import Plan
from register import desk_work
from register.database import reading, writing
from register.desk_work import Job, JobDraft
from register.figures import AttendanceCounts, store_counts
from register.holders import Held, person_key
from register.reservation import Attendance, Draft, Module, ModuleSession

_AT_ONCE = 20


def start_job(office: Office, plan: Plan, *, login: str, workbook_id: str) -> int:
    """Keep the plan's drafts as a job, and let the workbook go; give the job's number.

    Raises:
        RegisterError: the register failed; nothing was started.
        SigningError: the log's entry could not be signed; same.
    """
    drafts = [*plan.drafts(), *plan.replacements()]
    deed = Deed(
        who=login,
        act=Act.ISSUE_ASKED,
        subject=plan.module.code,
        detail=_told(len(plan.drafts()), len(plan.replacements())),
    )
    with recorded(office, deed) as session:
        number = desk_work.add_job(
            session,
            login=login,
            module_code=plan.module.code,
            module=_encode_module(plan),
            drafts=[
                JobDraft(
                    person_key=person_key(draft.holder),
                    facts=_encode_draft(draft),
                    replaces=draft.replaces,
                )
                for draft in drafts
            ],
            at=office.instant(),
        )
        desk_work.drop_workbook(session, workbook_id)
    return number


def run_job(office: Office, job: Job, *, is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Carry a job out, from wherever it was left.

    Args:
        office: settings, register, signer and clock.
        job: one that runs.
        is_stopping: asked between two transactions; a job that is left so is taken up later.

    Raises:
        RegisterError: the register failed, so that not even the problem could be kept.
    """
    module, counts = _decode_module(job.module)
    with reading(office.register) as session:
        drafts = [_decode_draft(facts) for facts in desk_work.job_facts(session, job.id)]
    new = [draft for draft in drafts if draft.replaces is None]
    corrected = [draft for draft in drafts if draft.replaces is not None]
    numbers: list[Number] = []
    try:
        for start in range(0, len(new), _AT_ONCE):
            if is_stopping():
                return
            answers = issue(office, module, new[start : start + _AT_ONCE])
            numbers += [one.number if isinstance(one, Held) else one for one in answers]
        replaced = list(replace_people(office, corrected, who=job.login, is_stopping=is_stopping))
        if len(replaced) < len(corrected):
            return  # told to stop
        numbers += [one.new for one in replaced if one.new is not None]
        left = " ; ".join(
            [*(one.problem for one in replaced if one.problem), *_late(office, numbers)]
        )
        done = sum(one.new is not None for one in replaced)
        deed = Deed(
            who=job.login, act=Act.ISSUED, subject=module.code, detail=_told(len(new), done)
        )
        with recorded(office, deed) as session:
            desk_work.end_job(session, job.id, at=office.instant(), left=left or None)
            store_counts(session, module.code, counts, at=office.instant())
    except AttestationError as error:
        with writing(office.register) as session:
            desk_work.stop_job(session, job.id, str(error))


def _late(office: Office, numbers: list[Number]) -> list[str]:
    """Say which documents lack the timestamp that the settings ask for; never in silence."""
    late = waiting(office, numbers)
    if not late:
        return []
    count = counted(len(late), "document attend", "documents attendent")
    return [f"{count} l’horodatage, l’autorité ayant failli : attest-issuer extend --pending"]


def _told(new: int, replaced: int) -> str:
    return f"{new} attestations" + (f", {replaced} remplacées" if replaced else "")


def _encode_module(plan: Plan) -> str:
    content = {
        "module": asdict(plan.module),
        "counts": {
            "participants": plan.counts.participants,
            "reasons": dict(plan.counts.reasons),
            "marks": dict(plan.counts.marks),
        },
    }
    return json.dumps(content, ensure_ascii=False, default=_isoformat)


def _isoformat(value: date | time) -> str:
    return value.isoformat()


def _decode_module(text: str) -> tuple[Module, AttendanceCounts]:
    content = json.loads(text)
    module = content["module"]
    sessions = tuple(
        ModuleSession(
            day=date.fromisoformat(session["day"]),
            start=time.fromisoformat(session["start"]),
            end=time.fromisoformat(session["end"]),
            theme=session["theme"],
            mode=session["mode"],
        )
        for session in module["sessions"]
    )
    return Module(**(module | {"sessions": sessions})), AttendanceCounts(**content["counts"])


def _encode_draft(draft: Draft) -> str:
    facts = encode_holder(draft.holder) | {
        "email": draft.email,
        "minutes": draft.attended // timedelta(minutes=1),
        "replaces": draft.replaces,
        "attendance": draft.attendance and draft.attendance.encode(),
    }
    return json.dumps(facts, ensure_ascii=False)


def _decode_draft(text: str) -> Draft:
    facts = json.loads(text)
    attendance = facts.get("attendance")  # jobs of before do not say
    return Draft(
        holder=decode_holder(facts),
        email=facts["email"],
        attended=timedelta(minutes=facts["minutes"]),
        replaces=facts.get("replaces"),  # jobs of before replace nothing
        attendance=Attendance.decode(attendance) if attendance else None,
    )


def encode_holder(holder: Holder) -> dict[str, str | int | None]:
    """Give a holder as JSON takes it."""
    return {
        "family_name": holder.family_name,
        "given_name": holder.given_name,
        "birth_date": holder.birth_date.encode(),
    }


def decode_holder(facts: dict[str, str]) -> Holder:
    """Read back what ``encode_holder`` gave."""
    return Holder(
        family_name=facts["family_name"],
        given_name=facts["given_name"],
        birth_date=PartialDate.decode(facts["birth_date"]),
    )
