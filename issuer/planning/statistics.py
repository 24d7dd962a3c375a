"""Figures for funders: a workbook counted without names, and a period summed up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from attestation.name import fold
from issuer.words.sentence import sentence
from issuer.workbook.model import AttendanceRecords, Mark, Participant
from register.figures import AttendanceCounts, ModuleFigures

NO_REASON = sentence("sans motif")
MAX_REASON_CHARACTERS = 60
MODULE_SHEET = "Chiffres"
MODULE_HEADINGS = (
    "Module",
    "Intitulé",
    "Premier jour",
    "Dernier jour",
    "Séances",
    "Heures",
    "Participants",
    "Taux de présence (%)",
    "Attestations",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A period, summed up."""

    modules: int
    sessions: int
    taught: timedelta
    participants: int
    issued: int
    reasons: tuple[tuple[str, int], ...]
    """Participants by reason of enrolment, the most frequent first."""
    attendance_percent: float | None
    """Marks P and R among all; None where nothing was counted."""
    uncounted: int
    """Modules of which no workbook was counted, so that participants lack."""


def count_attendance(records: AttendanceRecords) -> AttendanceCounts:
    """Count everybody in the workbook, entitled or not."""
    reasons: Counter[str] = Counter()
    marks: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for person in records.people:
        reason = person.reason if isinstance(person, Participant) else None
        written = (reason or "")[:MAX_REASON_CHARACTERS]
        # « Nationalité » and « nationalite » are one reason, spelled as it was met first.
        reasons[spelled.setdefault(fold(written), written)] += 1
        if isinstance(person, Participant):
            marks.update(mark.value for mark in person.marks.values())
    return AttendanceCounts(
        participants=len(records.people), reasons=dict(reasons), marks=dict(marks)
    )


def attendance_percent(counts: Iterable[AttendanceCounts]) -> float | None:
    """Return the share of sessions followed, there or caught up, in percent with one decimal."""
    marks: Counter[str] = Counter()
    for one in counts:
        marks.update(one.marks)
    followed = sum(marks[mark.value] for mark in Mark if mark.counts)
    return round(100 * followed / marks.total(), 1) if marks.total() else None


def sum_up(figures: Sequence[ModuleFigures]) -> Totals:
    """Sum up the modules of a period."""
    counted = [one.counts for one in figures if one.counts is not None]
    reasons: Counter[str] = Counter()
    for counts in counted:
        for reason, count in counts.reasons.items():
            reasons[reason or NO_REASON] += count
    return Totals(
        modules=len(figures),
        sessions=sum(one.sessions for one in figures),
        taught=sum((one.taught for one in figures), timedelta()),
        participants=sum(counts.participants for counts in counted),
        issued=sum(one.issued for one in figures),
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        attendance_percent=attendance_percent(counted),
        uncounted=len(figures) - len(counted),
    )


def module_row(one: ModuleFigures) -> tuple[str | int | float, ...]:
    """Return the cells of a module under ``MODULE_HEADINGS``."""
    percent = None if one.counts is None else attendance_percent([one.counts])
    return (
        one.code,
        one.title,
        one.first_day.isoformat(),
        one.last_day.isoformat(),
        one.sessions,
        one.taught / timedelta(hours=1),
        "" if one.counts is None else one.counts.participants,
        "" if percent is None else percent,
        one.issued,
    )
