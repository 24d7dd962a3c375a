"""Correcting a module from the desk: a job that waits some minutes, then replaces everybody's.

Until it is due it can be called back whole. Then it is carried out as issuing is: a run that dies
is taken up where it stopped, and nobody gets two. ADR 0124.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from attestation.errors import AttestationError, EndingRefusedError
from attestation.facts import Number
from issuer.audit.log import AuditAction, AuditedTransaction, AuditEvent, audited
from issuer.context import IssuerContext
from issuer.delivery.context import MailContext
from issuer.delivery.queueing import Queued, deliver
from issuer.desk.jobs.request_digest import RequestState, request_digest, request_state, salt
from issuer.lifecycle.corrected_module import (
    ModuleCorrection,
    decode_correction,
    encode_correction,
)
from issuer.lifecycle.extension import waiting
from issuer.lifecycle.module_correction import CorrectedAttestation, correct_module
from issuer.lifecycle.plan_run import PlanResult
from issuer.lifecycle.withdrawal import check_reason
from issuer.words.sentence import sentence
from register import desk_work
from register.database import reading, writing
from register.desk_work import Job, JobDraft, JobState
from register.holders import person_key

_DESK = "bureau"
_REFUSED = sentence("refusée : le registre a été modifié, et le journal n’a pas cette demande")
_ENDED_BY = frozenset({AuditAction.CALLED_BACK, AuditAction.MODULE_CORRECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCorrection:
    """A correction of a module as somebody asked for it."""

    correction: ModuleCorrection
    reason: str
    """In public words."""
    is_sent: bool
    """Whether each new attestation is sent by e-mail."""
    due_at: datetime


def ask_module_correction(
    context: IssuerContext,
    asked: AskedCorrection,
    corrected: Sequence[CorrectedAttestation],
    *,
    login: str,
) -> int:
    """Keep a correction as a job, which is carried out when it is due; return its number.

    Raises:
        EndingRefusedError: the reason does not fit, another one waits, or there is nobody.
        RegisterError: the register failed; nothing was started.
        SigningError: the log's entry could not be signed; same.
    """
    check_reason(asked.reason)
    code = asked.correction.module.code
    chosen = [one for one in corrected if one.draft is not None]
    if not chosen:
        raise EndingRefusedError(sentence("aucune attestation ne changerait"))
    module = _encode(asked)
    facts = [json.dumps({"replaces": one.old.number, "salt": salt()}) for one in chosen]
    with audited(context, _asking(login, code, module, facts)) as session:
        for job in desk_work.jobs(session, state=JobState.RUNNING):
            if job.module_code == code:
                raise EndingRefusedError(
                    sentence("une délivrance ou une correction de ce module attend déjà")
                )
        return desk_work.add_job(
            session,
            login=login,
            module_code=code,
            module=module,
            drafts=[
                JobDraft(person_key=person_key(one.old.holder), facts=said, replaces=one.old.number)
                for one, said in zip(chosen, facts, strict=True)
            ],
            at=context.instant(),
        )


def asked_correction(job: Job) -> AskedCorrection | None:
    """Return the correction that a job is about; None for one of issuing."""
    try:
        content = json.loads(job.module)
        return _decode(content["correction"]) if "correction" in content else None
    except (ValueError, TypeError, LookupError, AttributeError):
        return None  # not what a program of ours wrote, so its digest is in no entry


def call_back_module(context: IssuerContext, number: int, *, login: str) -> str:
    """Undo a correction that waits; return the module's code.

    Raises:
        EndingRefusedError: it has begun, or was called back before.
    """
    with reading(context.register) as session:
        job, facts = desk_work.job(session, number), desk_work.job_facts(session, number)
    asked = None if job is None else asked_correction(job)
    if job is None or asked is None:
        raise EndingRefusedError(sentence("il n’y a plus rien à annuler"))
    event = AuditEvent(
        who=login,
        action=AuditAction.CALLED_BACK,
        subject=job.module_code,
        detail=sentence("correction du module"),
        digest=_asking(job.login, job.module_code, job.module, facts).digest,
    )
    with audited(context, event) as session:
        now = desk_work.job(session, number, lock=True)
        if now is None or now.state is JobState.DONE or asked.due_at <= context.instant():
            raise EndingRefusedError(sentence("la correction a commencé : elle ne s’annule plus"))
        desk_work.drop_job(session, number)
    return job.module_code


def run_module_job(
    context: IssuerContext,
    mail_context: MailContext,
    job: Job,
    asked: AskedCorrection,
    *,
    is_stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Carry a correction out if it is due, continuing where it stopped.

    Raises:
        RegisterError: the register failed, so that not even the problem could be kept.
    """
    if asked.due_at > context.instant():
        return
    with reading(context.register) as session:
        current, facts = desk_work.job(session, job.id), desk_work.job_facts(session, job.id)
        asking = _asking(job.login, job.module_code, job.module, facts)
        what = request_state(context, session, asking, ended_by=_ENDED_BY)
    if current is None or current.state is not JobState.RUNNING:
        return  # another program has ended it
    if what is not RequestState.AS_IT_IS:
        # SECURITY: test_module_correction_written_into_the_register_is_never_signed.
        _refuse(context, job)
        return
    try:
        _replace_all(context, mail_context, job, asked, facts, asking, is_stopping=is_stopping)
    except AttestationError as error:
        with writing(context.register) as session:
            if desk_work.job(session, job.id) is not None:
                desk_work.stop_job(session, job.id, str(error))


def _replace_all(
    context: IssuerContext,
    mail_context: MailContext,
    job: Job,
    asked: AskedCorrection,
    facts: Sequence[str],
    asking: AuditEvent,
    *,
    is_stopping: Callable[[], bool],
) -> None:
    def along(transaction: AuditedTransaction, new: Number) -> None:
        if desk_work.job(transaction.session, job.id, lock=True) is None:
            raise EndingRefusedError(sentence("la correction a été annulée"))
        if asked.is_sent and mail_context.settings.mail is not None:
            _send(transaction, mail_context, new, who=job.login)

    numbers = [Number(json.loads(one)["replaces"]) for one in facts]
    replaced = list(
        correct_module(
            context,
            numbers,
            asked.correction,
            reason=asked.reason,
            who=job.login,
            along=along,
            is_stopping=is_stopping,
        )
    )
    if len(replaced) < len(numbers):
        return
    new = [one.new for one in replaced if one.new is not None]
    late = waiting(context, new) if new else []
    event = AuditEvent(
        who=job.login,
        action=AuditAction.MODULE_CORRECTED,
        subject=job.module_code,
        detail=sentence("{count} remplacées", count=len(new)),
        digest=asking.digest,
    )
    with audited(context, event) as session:
        left = PlanResult(answers=(), replaced=replaced, late=late).left
        desk_work.end_job(session, job.id, at=context.instant(), left=left)


def _send(
    transaction: AuditedTransaction, mail_context: MailContext, new: Number, *, who: str
) -> None:
    """Queue the message in the transaction that replaces: both happen, or neither."""
    if isinstance(deliver(transaction.session, mail_context, new), Queued):
        transaction.append(AuditEvent(who=who, action=AuditAction.DELIVERY_ASKED, subject=new))


def _refuse(context: IssuerContext, job: Job) -> None:
    event = AuditEvent(
        who=_DESK,
        action=AuditAction.REQUEST_REFUSED,
        subject=job.module_code,
        detail=f"{job.id} : {_REFUSED}"[:200],
    )
    with audited(context, event) as session:
        desk_work.stop_job(session, job.id, _REFUSED)


def _asking(login: str, code: str, module: str, facts: Sequence[str]) -> AuditEvent:
    return AuditEvent(
        who=login,
        action=AuditAction.MODULE_CORRECTION_ASKED,
        subject=code,
        detail=f"{len(facts)} attestations",
        digest=request_digest(login, code, module, *facts),
    )


def _encode(asked: AskedCorrection) -> str:
    content = encode_correction(asked.correction) | {
        "reason": asked.reason,
        "is_sent": asked.is_sent,
        "due_at": asked.due_at.isoformat(),
    }
    return json.dumps({"correction": content}, ensure_ascii=False)


def _decode(content: dict[str, Any]) -> AskedCorrection:
    return AskedCorrection(
        correction=decode_correction(content),
        reason=content["reason"],
        is_sent=content["is_sent"],
        due_at=datetime.fromisoformat(content["due_at"]),
    )
