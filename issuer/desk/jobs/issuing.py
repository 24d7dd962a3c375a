"""Issuing from the desk: a job that survives a closed tab, a restart and a crash.

A job is its confirmed drafts in the register, carried out by ``issuer.lifecycle.plan_run``, whose
rules make it safe to start again at any moment, even by two programs.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date, time, timedelta

from attestation.errors import AttestationError
from attestation.facts import Holder
from attestation.partial_date import PartialDate
from issuer.audit.log import AuditAction, AuditEvent, audited, record
from issuer.context import IssuerContext
from issuer.desk.jobs.request_digest import RequestState, request_digest, request_state, salt
from issuer.lifecycle.plan_run import PlanRequest, drafts_in_words, keep_without_right, run_plan
from issuer.planning.plan import Plan
from issuer.words.sentence import sentence
from register import desk_work, kept_forms
from register.database import reading, writing
from register.desk_work import Job, JobDraft, JobState
from register.figures import AttendanceCounts
from register.holders import person_key
from register.kept_forms import FormKind
from register.particulars import decode_particulars, encode_particulars
from register.printed import decode_module
from register.reservation import Attendance, Draft, Module

_DESK = "bureau"
_REFUSED = sentence("refusée : le registre a été modifié, et le journal n’a pas cette demande")
_CONFIRM = sentence("demandée avant la mise à jour : vérifiez les personnes, puis « Reprendre »")


def start_job(context: IssuerContext, plan: Plan, *, login: str, workbook_id: str) -> int:
    """Keep the plan's drafts as a job, and let the workbook go; return the job's number.

    Raises:
        RegisterError: the register failed; nothing was started.
        SigningError: the log's entry could not be signed; same.
    """
    drafts = [*plan.drafts(), *plan.replacements()]
    module, facts = _encode_module(plan), [_encode_draft(draft) for draft in drafts]
    event = _asking(login, plan.module.code, module, facts, drafts)
    with audited(context, event) as session:
        number = desk_work.add_job(
            session,
            login=login,
            module_code=plan.module.code,
            module=module,
            drafts=[
                JobDraft(
                    person_key=person_key(draft.holder),
                    facts=encoded,
                    replaces=draft.replaces,
                )
                for draft, encoded in zip(drafts, facts, strict=True)
            ],
            at=context.instant(),
        )
        keep_without_right(context, session, plan)
        desk_work.drop_workbook(session, workbook_id)
        kept_forms.drop_form(session, workbook_id)
        kept_forms.keep_form(  # for another tab, which still shows the workbook
            session,
            {"job": number},
            kind=FormKind.ISSUED,
            login=login,
            at=context.instant(),
            number=workbook_id,
        )
    return number


def run_job(
    context: IssuerContext, job: Job, *, is_stopping: Callable[[], bool] = lambda: False
) -> None:
    """Carry a job out, continuing where it stopped.

    Args:
        context: settings, register, signer and clock.
        job: one that runs.
        is_stopping: called between two transactions; a stopped job is resumed later.

    Raises:
        RegisterError: the register failed, so that not even the problem could be kept.
    """
    with reading(context.register) as session:
        current = desk_work.job(session, job.id)
        facts = desk_work.job_facts(session, job.id)
        what = request_state(
            context, session, _request(job, facts), ended_by=frozenset({AuditAction.ISSUED})
        )
    if current is None or current.state is not JobState.RUNNING:
        return  # another program has ended it
    if what is not RequestState.AS_IT_IS:
        _refuse(context, job, what)
        return
    module, counts = _decode_module(job.module)
    request = PlanRequest(
        module=module,
        drafts=[_decode_draft(encoded) for encoded in facts],
        counts=counts,
        job=job.id,
        digest=_request(job, facts).digest,
    )
    try:
        run_plan(context, request, who=job.login, is_stopping=is_stopping)
    except AttestationError as error:
        with writing(context.register) as session:
            desk_work.stop_job(session, job.id, str(error))


def confirm_job(context: IssuerContext, number: int, *, login: str) -> bool:
    """Resume a stopped job; one from before digests is confirmed by ``login``.

    Returns:
        False if there is no such job.

    Raises:
        RegisterError: the register failed; nothing was changed.
        SigningError: the log's entry could not be signed; same.
    """
    with reading(context.register) as session:
        job = desk_work.job(session, number)
        if job is None:
            return False
        facts = desk_work.job_facts(session, number)
        request = _request(job, facts)
        what = request_state(context, session, request, ended_by=frozenset({AuditAction.ISSUED}))
    if what is RequestState.BEFORE_DIGESTS:
        record(context, replace(request, who=login))
    with writing(context.register) as session:
        desk_work.resume_job(session, number)
    return True


def people_of(facts: list[str]) -> list[Holder]:
    """Return whom a job would issue to, for confirmation; nobody if it is not readable."""
    try:
        return [decode_holder(json.loads(encoded)) for encoded in facts]
    except (ValueError, TypeError, LookupError):
        return []


def _asking(
    login: str, code: str, module: str, facts: list[str], drafts: Sequence[Draft]
) -> AuditEvent:
    replaced = sum(draft.replaces is not None for draft in drafts)
    return AuditEvent(
        who=login,
        action=AuditAction.ISSUE_ASKED,
        subject=code,
        detail=drafts_in_words(len(drafts) - replaced, replaced),
        digest=request_digest(login, code, module, *facts),
    )


def _request(job: Job, facts: list[str]) -> AuditEvent:
    """Return the event that asked for a job; None if its content cannot be read."""
    try:
        drafts = [_decode_draft(encoded) for encoded in facts]
    except (ValueError, TypeError, LookupError, AttributeError):
        drafts = []  # not what a program of ours wrote, so its digest is in no entry
    return _asking(job.login, job.module_code, job.module, facts, drafts)


def _refuse(context: IssuerContext, job: Job, what: RequestState) -> None:
    """Stop a job that the log does not ask for; one from before digests waits for a person."""
    # SECURITY: a row that was written into the database is no request:
    # test_job_written_into_the_register_is_never_signed.
    if what is RequestState.BEFORE_DIGESTS:
        with writing(context.register) as session:
            desk_work.stop_job(session, job.id, _CONFIRM)
        return
    detail = f"{job.id} : {_REFUSED}"
    event = AuditEvent(
        who=_DESK, action=AuditAction.REQUEST_REFUSED, subject=job.module_code, detail=detail[:200]
    )
    with audited(context, event) as session:
        desk_work.stop_job(session, job.id, _REFUSED)


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
    return decode_module(content["module"]), AttendanceCounts(**content["counts"])


def _encode_draft(draft: Draft) -> str:
    facts = encode_holder(draft.holder) | {
        "email": draft.email,
        "minutes": draft.attended // timedelta(minutes=1),
        "replaces": draft.replaces,
        "salt": salt(),
        "attendance": draft.attendance and draft.attendance.encode(),
        "particulars": encode_particulars(draft.particulars),
        "language": draft.language,
    }
    return json.dumps(facts, ensure_ascii=False)


def _decode_draft(text: str) -> Draft:
    facts = json.loads(text)
    attendance = facts.get("attendance")  # earlier jobs do not say
    return Draft(
        holder=decode_holder(facts),
        email=facts["email"],
        attended=timedelta(minutes=facts["minutes"]),
        replaces=facts.get("replaces"),  # earlier jobs replace nothing
        attendance=Attendance.decode(attendance) if attendance else None,
        particulars=decode_particulars(facts.get("particulars")),  # earlier jobs state none
        language=facts.get("language"),  # earlier jobs say none
    )


def encode_holder(holder: Holder) -> dict[str, str | int | None]:
    """Return a holder as JSON takes it."""
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
