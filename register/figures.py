"""Statistics for funders: counts by module, kept at its issue, without names."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.tables.attestations import AttestationRow, ModuleRow, SessionRow, State
from register.tables.desk import ModuleFiguresRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceCounts:
    """Counts of a module's workbook."""

    participants: int
    reasons: Mapping[str, int]
    """Participants by reason of enrolment; an empty one where none was given."""
    marks: Mapping[str, int]
    """By letter, P, A, E and R: one for each person and session that was understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleFigures:
    """One module as funders see it."""

    code: str
    title: str
    first_day: date
    last_day: date
    sessions: int
    taught: timedelta
    issued: int
    """Attestations that stand, corrected ones counted once."""
    withdrawn: int
    with_email: int
    reserved: int
    """Numbers taken by a run that did not finish."""
    counts: AttendanceCounts | None
    """None for a module of which no workbook was counted."""


def store_counts(
    session: Session, module_code: str, counts: AttendanceCounts, *, at: datetime
) -> None:
    """Store the counts of a stored module, replacing earlier ones."""
    row = session.get(ModuleFiguresRow, module_code) or ModuleFiguresRow(module_code=module_code)
    row.counted_at, row.participants = at, counts.participants
    row.reasons = json.dumps(dict(counts.reasons), ensure_ascii=False)
    row.marks = json.dumps(dict(counts.marks))
    session.add(row)


def stored_counts(session: Session, module_code: str) -> AttendanceCounts | None:
    """Return the counts of a module; None where no workbook was counted."""
    row = session.get(ModuleFiguresRow, module_code)
    return None if row is None else _counts(row)


def module_figures(
    session: Session, *, since: date | None = None, until: date | None = None
) -> list[ModuleFigures]:
    """Return the modules whose last day lies in a period, the newest first."""
    states = _count_states(session)
    counted = {row.module_code: row for row in session.scalars(select(ModuleFiguresRow))}
    figures = []
    for module in session.scalars(select(ModuleRow)):
        days = module.sessions
        if not days or not (since or date.min) <= days[-1].day <= (until or date.max):
            continue
        found = states.get(module.code, {})
        row = counted.get(module.code)
        figures.append(
            ModuleFigures(
                code=module.code,
                title=module.title,
                first_day=days[0].day,
                last_day=days[-1].day,
                sessions=len(days),
                taught=sum(map(_duration, days), timedelta()),
                issued=found.get(State.ISSUED, (0, 0))[0],
                withdrawn=found.get(State.WITHDRAWN, (0, 0))[0],
                with_email=found.get(State.ISSUED, (0, 0))[1],
                reserved=found.get(State.RESERVED, (0, 0))[0],
                counts=None if row is None else _counts(row),
            )
        )
    return sorted(figures, key=lambda one: (one.last_day, one.code), reverse=True)


def _count_states(session: Session) -> dict[str, dict[State, tuple[int, int]]]:
    """Count attestations, and those with an address for e-mail, by module and state."""
    rows = session.execute(
        select(
            AttestationRow.module_code,
            AttestationRow.state,
            func.count(),
            func.count(AttestationRow.email),
        ).group_by(AttestationRow.module_code, AttestationRow.state)
    )
    states: dict[str, dict[State, tuple[int, int]]] = {}
    for code, state, count, with_email in rows:
        states.setdefault(code, {})[State(state)] = (count, with_email)
    return states


def _duration(row: SessionRow) -> timedelta:
    return timedelta(hours=row.end.hour - row.start.hour, minutes=row.end.minute - row.start.minute)


def _counts(row: ModuleFiguresRow) -> AttendanceCounts:
    return AttendanceCounts(
        participants=row.participants,
        reasons=json.loads(row.reasons),
        marks=json.loads(row.marks),
    )
