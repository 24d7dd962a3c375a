"""One person on two rows: certain duplicates are problems, likely ones are pointed out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from issuer.words.sentence import sentence
from issuer.workbook.format.cells import Fault
from issuer.workbook.model import Notice
from issuer.workbook.parsing.attendance_row import Row
from issuer.workbook.parsing.name_similarity import alike_pairs


def mark_duplicates(rows: Sequence[Row]) -> list[Row]:
    """Return the rows again, those of a person who is already listed with a problem more.

    The first row counts if all rows of that person say the same. If their marks differ, none can be
    believed, so all get the problem.
    """
    by_person: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.holder:
            by_person[row.holder.key()].append(row)
    faults: dict[int, Fault] = {}
    for first, *others in by_person.values():
        agree = all(row.marks == first.marks for row in others)
        for row in others:
            faults[row.number] = _repeats(first) if agree else _contradicts(first)
        if others and not agree:
            faults[first.number] = _contradicts(others[0])
    return [row.with_problem(faults[row.number]) if row.number in faults else row for row in rows]


def find_lookalikes(rows: Iterable[Row]) -> list[Notice]:
    """Point out pairs of rows that may be one person: names alike, or birth dates that fit."""
    known = [(row, row.holder) for row in rows if row.holder]
    pairs = alike_pairs([holder for _, holder in known])
    listed = [row for row, _ in known]
    return [
        Notice(
            sheet=listed[second].sheet,
            row=listed[second].number,
            message=sentence(
                "Peut-être la même personne qu’à la ligne {number} : vérifiez.",
                number=listed[first].number,
            ),
        )
        for first, second in sorted(pairs, key=lambda pair: pair[::-1])
    ]


def _repeats(first: Row) -> Fault:
    return Fault(
        message=sentence(
            "Cette personne est déjà à la ligne {number}, avec les mêmes présences.",
            number=first.number,
        ),
        remedy=sentence("Supprimez cette ligne."),
    )


def _contradicts(other: Row) -> Fault:
    return Fault(
        message=sentence(
            "Cette personne est aussi à la ligne {number}, avec d’autres présences.",
            number=other.number,
        ),
        remedy=sentence("Gardez une seule ligne pour cette personne, avec les bonnes présences."),
    )
