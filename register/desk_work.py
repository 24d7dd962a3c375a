"""Work in progress at the desk: workbooks, jobs, and pending changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from attestation.facts import Number
from register.tables.attestations import AttestationRow, State
from register.tables.desk import HeldEndingRow, JobDraftRow, JobRow, WorkbookRow


class JobState(StrEnum):
    """Where a job is in its life."""

    RUNNING = "running"
    """Asked for; a program is at it, or will be as soon as one is started."""
    FAILED = "failed"
    """Stopped by a problem that a person must look at; it can be resumed."""
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Issuing that somebody confirmed."""

    id: int
    login: str
    module_code: str
    module: str
    state: JobState
    problem: str | None
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDraft:
    """One person of a job."""

    person_key: str
    facts: str
    """The draft as JSON."""
    replaces: Number | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """One person of a job who holds an attestation."""

    number: Number
    family_name: str
    given_name: str | None
    state: State
    issued_at: datetime
    replaces: Number | None


def add_job(
    session: Session,
    *,
    login: str,
    module_code: str,
    module: str,
    drafts: Sequence[JobDraft],
    at: datetime,
) -> int:
    """Keep a job with its drafts; return its number."""
    row = JobRow(
        login=login, module_code=module_code, module=module, state=JobState.RUNNING, began_at=at
    )
    session.add(row)
    session.flush()
    session.add_all(
        JobDraftRow(
            job_id=row.id,
            position=position,
            person_key=draft.person_key,
            facts=draft.facts,
            replaces=draft.replaces,
        )
        for position, draft in enumerate(drafts)
    )
    return row.id


def job(session: Session, number: int, *, lock: bool = False) -> Job | None:
    """Return one job."""
    row = session.get(JobRow, number, with_for_update=lock or None, populate_existing=lock)
    return None if row is None else _job(row)


def jobs(session: Session, *, state: JobState | None = None, limit: int = 20) -> list[Job]:
    """Return the newest jobs first; those in one state oldest first."""
    query = select(JobRow).order_by(JobRow.id.desc()).limit(limit)
    if state is not None:
        query = select(JobRow).where(JobRow.state == state).order_by(JobRow.id).limit(limit)
    return [_job(row) for row in session.scalars(query)]


def job_facts(session: Session, number: int) -> list[str]:
    """Return the drafts of a job that is not done, as JSON, in order."""
    return list(
        session.scalars(
            select(JobDraftRow.facts)
            .where(JobDraftRow.job_id == number, JobDraftRow.facts.is_not(None))
            .order_by(JobDraftRow.position)
        )
    )


def job_progress(session: Session, one: Job) -> tuple[int, int]:
    """Return how many of a job's people hold an attestation, and how many people there are.

    It is counted from the attestations, so it is right also after an interruption.
    """
    total = session.scalar(
        select(func.count()).select_from(JobDraftRow).where(JobDraftRow.job_id == one.id)
    )
    done = sum(
        session.scalar(found.with_only_columns(func.count(JobDraftRow.position.distinct()))) or 0
        for found in _found(one)
    )
    return done, total or 0


def job_results(session: Session, one: Job) -> list[JobResult]:
    """Return the attestations that a job's people hold, by number."""
    rows = {row.number: row for found in _found(one) for row in session.scalars(found)}
    return [
        JobResult(
            number=Number(row.number),
            family_name=row.family_name,
            given_name=row.given_name,
            state=State.of(row.number, row.state),
            issued_at=row.issued_at,
            replaces=Number(row.replaces) if row.replaces else None,
        )
        for _, row in sorted(rows.items())
    ]


def end_job(session: Session, number: int, *, at: datetime, left: str | None = None) -> None:
    """Mark a job done; the facts of its people go, since the attestations have them.

    ``left`` says in French what could not be done any more, if anything.
    """
    row = session.get_one(JobRow, number)
    row.state, row.problem, row.ended_at = JobState.DONE, left and left[:300], at
    session.execute(update(JobDraftRow).where(JobDraftRow.job_id == number).values(facts=None))


def drop_job(session: Session, number: int) -> None:
    """Forget a job that was called back before anything of it was done."""
    session.execute(delete(JobDraftRow).where(JobDraftRow.job_id == number))
    session.execute(delete(JobRow).where(JobRow.id == number))


def stop_job(session: Session, number: int, problem: str) -> None:
    """Mark a job failed, with the reason in French."""
    row = session.get_one(JobRow, number)
    row.state, row.problem = JobState.FAILED, problem[:300]


def resume_job(session: Session, number: int) -> bool:
    """Resume a failed job; False if it is not one."""
    row = session.get(JobRow, number, with_for_update=True)
    if row is None or row.state != JobState.FAILED:
        return False
    row.state, row.problem = JobState.RUNNING, None
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptWorkbook:
    """A workbook under way."""

    id: str
    login: str
    file_name: str
    changed_at: datetime
    content: str
    before: str | None


def keep_workbook(session: Session, kept: KeptWorkbook) -> None:
    """Store a workbook, replacing its earlier state."""
    row = session.get(WorkbookRow, kept.id) or WorkbookRow(id=kept.id)
    row.login, row.file_name, row.changed_at = kept.login, kept.file_name, kept.changed_at
    row.content, row.before = kept.content, kept.before
    session.add(row)


def kept_workbook(session: Session, identifier: str, *, lock: bool = False) -> KeptWorkbook | None:
    """Return a workbook under way."""
    row = session.get(WorkbookRow, identifier, with_for_update=lock or None)
    return None if row is None else _workbook(row)


def kept_workbooks(session: Session) -> list[KeptWorkbook]:
    """Return all workbooks under way, the newest first."""
    rows = session.scalars(select(WorkbookRow).order_by(WorkbookRow.changed_at.desc()))
    return [_workbook(row) for row in rows]


def drop_workbook(session: Session, identifier: str) -> None:
    """Forget a workbook."""
    session.execute(delete(WorkbookRow).where(WorkbookRow.id == identifier))


def drop_old_workbooks(session: Session, *, before: datetime) -> None:
    """Forget the workbooks that nobody touched since ``before``."""
    session.execute(delete(WorkbookRow).where(WorkbookRow.changed_at < before))


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingChange:
    """A withdrawal or a correction that waits; nothing of it is signed."""

    number: Number
    login: str
    reason: str
    correction: str | None
    due_at: datetime


def hold_ending(session: Session, held: PendingChange) -> bool:
    """Keep a pending change until it is due; False if one waits already."""
    if session.get(HeldEndingRow, held.number, with_for_update=True) is not None:
        return False
    session.add(
        HeldEndingRow(
            number=held.number,
            login=held.login,
            reason=held.reason,
            correction=held.correction,
            due_at=held.due_at,
        )
    )
    session.flush()
    return True


def held_ending(session: Session, number: Number, *, lock: bool = False) -> PendingChange | None:
    """Return what waits for ``number``."""
    row = session.get(HeldEndingRow, number, with_for_update=lock or None)
    return None if row is None else _held(row)


def held_endings(session: Session, *, due: datetime | None = None) -> list[PendingChange]:
    """Return what waits, the first due first; with ``due``, only what is due by then."""
    query = select(HeldEndingRow).order_by(HeldEndingRow.due_at)
    if due is not None:
        query = query.where(HeldEndingRow.due_at <= due)
    return [_held(row) for row in session.scalars(query)]


def drop_ending(session: Session, number: Number) -> None:
    """Delete the pending change of ``number``, which was carried out or called back."""
    session.execute(delete(HeldEndingRow).where(HeldEndingRow.number == number))


def _found(one: Job) -> tuple[Select[AttestationRow], Select[AttestationRow]]:
    """Select what a job's people hold: who had none, and who had one that it replaces."""
    issued = (JobDraftRow.job_id == one.id, AttestationRow.state != State.RESERVED)
    own = (
        select(AttestationRow)
        .join(JobDraftRow, AttestationRow.person_key == JobDraftRow.person_key)
        .where(
            *issued,
            JobDraftRow.replaces.is_(None),
            AttestationRow.module_code == one.module_code,
        )
    )
    successors = (
        select(AttestationRow)
        .join(JobDraftRow, AttestationRow.replaces == JobDraftRow.replaces)
        .where(*issued)
    )
    return own, successors


def _job(row: JobRow) -> Job:
    return Job(
        id=row.id,
        login=row.login,
        module_code=row.module_code,
        module=row.module,
        state=JobState(row.state),
        problem=row.problem,
        began_at=row.began_at,
        ended_at=row.ended_at,
    )


def _workbook(row: WorkbookRow) -> KeptWorkbook:
    return KeptWorkbook(
        id=row.id,
        login=row.login,
        file_name=row.file_name,
        changed_at=row.changed_at,
        content=row.content,
        before=row.before,
    )


def _held(row: HeldEndingRow) -> PendingChange:
    return PendingChange(
        number=Number(row.number),
        login=row.login,
        reason=row.reason,
        correction=row.correction,
        due_at=row.due_at,
    )
