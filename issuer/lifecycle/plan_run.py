"""Carrying out a plan: issues what is new, replaces what is corrected, and writes the log.

A run that was killed or stopped can be started again with the same request, because ``issue`` and
``replace_people`` find what it did. ADR 0105.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from attestation.facts import Number
from issuer.audit.log import AuditAction, AuditEvent, audited, record
from issuer.context import IssuerContext
from issuer.issuance.document_production import IN_PROCESS, WorkerPools
from issuer.issuance.issue import issue
from issuer.lifecycle.bulk_replacement import Replaced, replace_people
from issuer.lifecycle.extension import waiting
from issuer.planning.plan import Plan
from issuer.planning.without_right import people_without_right
from register import desk_work
from register.figures import AttendanceCounts, store_counts
from register.holders import ExistingAttestation
from register.planned_modules import drop_planned
from register.reservation import Draft, Module, store_module
from register.without_right import store_without_right


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What is to be issued about one module; the log has that it was asked for."""

    module: Module
    drafts: Sequence[Draft]
    """Of people who have none yet, and of those whose attestation is replaced."""
    counts: AttendanceCounts
    job: int | None = None
    """The desk's job that asked; it ends together with the plan."""
    digest: bytes | None = None
    """Of the request in the log, where it waits in the register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    """What became of each draft of a plan, in their order."""

    answers: Sequence[Number | ExistingAttestation]
    """For each new draft its number, or what its person held already."""
    replaced: Sequence[Replaced]
    late: Sequence[Number]
    """Issued without the timestamp that the settings ask for, because the authority failed."""

    @property
    def left(self) -> str | None:
        """What was not done, in French; None where all was."""
        problems = [one.problem for one in self.replaced if one.problem]
        if self.late:
            many = len(self.late) > 1
            words = "documents attendent" if many else "document attend"
            problems.append(
                f"{len(self.late)} {words} l’horodatage, l’autorité ayant failli : "
                "attest-issuer extend --pending"
            )
        return " ; ".join(problems) or None

    def in_words(self) -> str:
        """Return for the log how many were issued, replaced, and held by an earlier run already."""
        held = sum(isinstance(answer, ExistingAttestation) for answer in self.answers)
        words = drafts_in_words(
            len(self.answers) - held, sum(one.new is not None for one in self.replaced)
        )
        return words + (f", {held} déjà délivrées" if held else "")


def drafts_in_words(new: int, replaced: int) -> str:
    """Return how many attestations are new, and how many replace another."""
    return f"{new} attestations" + (f", {replaced} remplacées" if replaced else "")


def request_plan(context: IssuerContext, plan: Plan, *, who: str) -> PlanRequest:
    """Write into the log that ``who`` asks for what a plan would issue.

    Raises:
        RegisterError: the register failed.
        SigningError: the log's entry could not be signed.
    """
    new, corrected = plan.drafts(), plan.replacements()
    detail = drafts_in_words(len(new), len(corrected))
    event = AuditEvent(
        who=who, action=AuditAction.ISSUE_ASKED, subject=plan.module.code, detail=detail
    )
    with audited(context, event) as session:
        keep_without_right(context, session, plan)
    return PlanRequest(module=plan.module, drafts=[*new, *corrected], counts=plan.counts)


def run_plan(
    context: IssuerContext,
    request: PlanRequest,
    *,
    who: str,
    pools: WorkerPools = IN_PROCESS,
    on_issued: Callable[[int], None] = lambda count: None,
    is_stopping: Callable[[], bool] = lambda: False,
) -> PlanResult | None:
    """Issue and replace all that was asked for, continuing an earlier run.

    Args:
        context: settings, register, signer and clock.
        request: from ``request_plan``, or a job of the desk.
        who: a login, or the user of the machine.
        pools: who else draws pages and reads documents. No key ever goes there.
        on_issued: called with the number of new documents stored, as they are.
        is_stopping: called between two transactions.

    Returns:
        None if it was stopped: a later run continues, and the log has no entry yet.

    Raises:
        RegisterError: the register failed; what was stored before stands.
        SigningError: the signer refused, or a document did not pass its check; same.
        DocumentError: a page could not be drawn; same.
    """
    new = [draft for draft in request.drafts if draft.replaces is None]
    answers = issue(
        context,
        request.module,
        new,
        on_issued=on_issued,
        pools=pools,
        is_stopping=is_stopping,
    )
    if len(answers) < len(new):
        return None
    corrected = [draft for draft in request.drafts if draft.replaces is not None]
    replaced = list(replace_people(context, corrected, who=who, is_stopping=is_stopping))
    if len(replaced) < len(corrected):
        return None
    numbers = [one.number if isinstance(one, ExistingAttestation) else one for one in answers]
    numbers += [one.new for one in replaced if one.new is not None]
    late = waiting(context, numbers) if numbers else []
    result = PlanResult(answers=answers, replaced=replaced, late=late)
    event = AuditEvent(
        who=who,
        action=AuditAction.ISSUED,
        subject=request.module.code,
        detail=result.in_words(),
        digest=request.digest,
    )
    with audited(context, event) as session:
        if request.job is not None:
            desk_work.end_job(session, request.job, at=context.instant(), left=result.left)
        store_counts(session, request.module.code, request.counts, at=context.instant())
        drop_planned(session, request.module.code)
    return result


def keep_figures(context: IssuerContext, plan: Plan, *, who: str) -> None:
    """Keep what a workbook says of its module, where it gives nobody a right to an attestation.

    Raises:
        RegisterError: the register failed; nothing was kept.
        SigningError: the log's entry could not be signed; same.
    """
    event = AuditEvent(
        who=who, action=AuditAction.ISSUED, subject=plan.module.code, detail="aucune"
    )
    with audited(context, event) as session:
        store_module(session, plan.module)
        store_counts(session, plan.module.code, plan.counts, at=context.instant())
        keep_without_right(context, session, plan)
        drop_planned(session, plan.module.code)


def keep_without_right(context: IssuerContext, session: Session, plan: Plan) -> None:
    """Keep who of a plan is issued nothing, and why, in the transaction that asks for it."""
    store_without_right(session, plan.module.code, people_without_right(plan), at=context.instant())


def keep_decisions(context: IssuerContext, plan: Plan, decisions: str, *, who: str) -> None:
    """Write into the log what somebody decided about a sheet before it is issued from.

    Raises:
        RegisterError: the register failed.
        SigningError: the log's entry could not be signed.
    """
    event = AuditEvent(
        who=who, action=AuditAction.SHEET_DECIDED, subject=plan.module.code, detail=decisions
    )
    record(context, event)
