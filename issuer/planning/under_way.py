"""A module that is brought while it runs: who can still reach what the rule asks, and who cannot.

Nothing is issued from it; a person calls those who are about to lose their right.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil

from issuer.words.sentence import Sentence, counted, sentence
from issuer.workbook.model import AttendanceRecords, ModuleRecord, Notice, Participant


def is_under_way(person: Participant, module: ModuleRecord) -> bool:
    """Check whether sessions are to come, of which this person has no mark yet."""
    return any(session.slot not in person.marks for session in module.sessions)


def absences_left(person: Participant, module: ModuleRecord, required_share: Fraction) -> int:
    """Return how many sessions this person may still miss; below 0 the right is out of reach."""
    missed = sum(not mark.counts for mark in person.marks.values())
    sessions = len(module.sessions)
    return sessions - ceil(required_share * sessions) - missed


def standings(records: AttendanceRecords, required_share: Fraction) -> Iterable[Notice]:
    """Say of each person who has missed a session what is still possible, the worst first."""
    running = [
        person
        for person in records.people
        if isinstance(person, Participant) and is_under_way(person, records.module)
    ]
    missing = (one for one in running if any(not mark.counts for mark in one.marks.values()))
    left = {one.row: absences_left(one, records.module, required_share) for one in missing}
    for person in sorted(running, key=lambda one: left.get(one.row, 0)):
        if person.row not in left:
            continue
        name = " ".join(filter(None, (person.family_name, person.given_name)))
        yield Notice(sheet=person.sheet, row=person.row, message=_standing(name, left[person.row]))


def _standing(name: str, left: int) -> Sentence:
    if left < 0:
        return sentence(
            "{name} ne pourra plus avoir d’attestation de ce module, sauf séances rattrapées.",
            name=name,
        )
    if left == 0:
        return sentence("{name} ne peut plus manquer aucune séance : à appeler.", name=name)
    return counted(
        "{name} peut encore manquer {count} séance.",
        "{name} peut encore manquer {count} séances.",
        left,
        name=name,
    )
