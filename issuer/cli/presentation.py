"""A plan as people read it, and as programs do."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from attestation.facts import Number
from issuer.export.labels import birth, day
from issuer.planning.labels import OUTCOMES
from issuer.planning.plan import Outcome, Plan, PlannedPerson
from issuer.workbook.answers import Meaning
from issuer.workbook.model import Problem

_NEW = "délivrée"
_FEW = 3


def print_plan(plan: Plan, *, new: Mapping[int, Number] | None = None) -> None:
    """Print what was understood, a line for each person, then what to put right.

    Args:
        plan: what ``plan_issue`` gave.
        new: by row, the numbers that were issued just now.
    """
    sessions = plan.module.sessions
    click.echo(f"Module {plan.module.code} : {plan.module.title}")
    click.echo(f"{len(sessions)} séances, du {day(sessions[0].day)} au {day(sessions[-1].day)}")
    for line in plan.understood:
        click.echo(f"  · {line}")
    table = Table("Ligne", "Nom", "Prénom", "Naissance", "Résultat", "Pourquoi")
    for person in plan.people:
        table.add_row(*_cells(person, (new or {}).get(person.row)))
    # Wide enough for the longest names where nobody watches, so that a log wraps nothing.
    console = Console() if Console().is_terminal else Console(width=160)
    console.print(table, markup=False)
    for question in plan.questions:
        click.echo(f"Question, {question.sheet} : {question.message}")
        meaning = question.proposal or "|".join(one.value for one in Meaning)
        click.echo(f'  → {question.remedy} --mark "{question.key}={meaning}"')
    # A few cells are shown one by one as well: they may be slips of the pen.
    asked = {question.key for question in plan.questions if question.count > _FEW}
    for problem in plan.problems:
        if problem.question is None or problem.question not in asked:
            click.echo(f"Problème, {place(problem)} : {problem.message}")
            click.echo(f"  → {problem.remedy}{_options(problem)}")
    for notice in plan.notices:
        where = notice.sheet if notice.row is None else f"{notice.sheet}, ligne {notice.row}"
        click.echo(f"À noter, {where} : {notice.message}")
    click.echo(summary(plan.people, new=new))


def _options(problem: Problem) -> str:
    options = (("set-aside", problem.set_aside), ("keep", problem.keep))
    return "".join(f" --{name} {value}" for name, value in options if value)


def summary(people: Iterable[PlannedPerson], *, new: Mapping[int, Number] | None = None) -> str:
    """Count the outcomes in one line."""
    counts: dict[str, int] = {}
    for person in people:
        words = _NEW if new and person.row in new else OUTCOMES[person.outcome]
        counts[words] = counts.get(words, 0) + 1
    return "Total : " + ", ".join(f"{count} × {words}" for words, count in counts.items())


def plan_to_json(plan: Plan, *, new: Mapping[int, Number] | None = None) -> dict[str, object]:
    """Return the plan as one JSON document; what was issued just now counts as issued."""
    sessions = plan.module.sessions
    return {
        "module": {
            "code": plan.module.code,
            "title": plan.module.title,
            "organiser": plan.module.organiser,
            "place": plan.module.place,
            "language": plan.module.language,
            "sessions": [
                {
                    "date": s.day.isoformat(),
                    "start": s.start.isoformat("minutes"),
                    "end": s.end.isoformat("minutes"),
                    "theme": s.theme,
                    "mode": s.mode,
                }
                for s in sessions
            ],
        },
        "people": [_person_to_json(person, (new or {}).get(person.row)) for person in plan.people],
        "problems": [
            {
                "sheet": problem.sheet,
                "row": problem.row,
                "column": problem.column,
                "message": problem.message,
                "remedy": problem.remedy,
                "question": problem.question,
                "set_aside": problem.set_aside,
                "keep": problem.keep,
            }
            for problem in plan.problems
        ],
        "gone": [one.number for one in plan.gone],
        "questions": [asdict(question) for question in plan.questions],
        "set_aside": [asdict(one) for one in plan.set_aside],
        "understood": list(plan.understood),
        "notices": [
            {"sheet": notice.sheet, "row": notice.row, "message": notice.message}
            for notice in plan.notices
        ],
    }


def place(problem: Problem) -> str:
    """Return where a problem is."""
    parts = [problem.sheet]
    if problem.row is not None:
        parts.append(f"ligne {problem.row}")
    if problem.column is not None:
        parts.append(f"colonne {problem.column}")
    return ", ".join(parts)


def _cells(person: PlannedPerson, new: Number | None) -> tuple[str, ...]:
    why = "; ".join(problem.message for problem in person.problems)
    if person.missed:
        why = "manque : " + ", ".join(day(missed.day) for missed in person.missed)
    elif person.outcome is Outcome.UNDECIDED:
        why = "ressemble à " + ", ".join(
            f"{one.number} ({one.holder.full_name()}, {birth(one.holder.birth_date)})"
            for one in person.is_similar
        )
    number = new or person.number
    return (
        str(person.row),
        person.family_name,
        person.given_name or "",
        birth(person.birth_date),
        _NEW if new else OUTCOMES[person.outcome],
        " ; ".join(part for part in (number, why) if part),
    )


def _person_to_json(person: PlannedPerson, new: Number | None) -> dict[str, object]:
    return {
        "row": person.row,
        "family_name": person.family_name,
        "given_name": person.given_name,
        "birth_date": person.birth_date.encode() if person.birth_date else None,
        "outcome": (Outcome.ISSUED if new else person.outcome).value,
        "missed": [missed.day.isoformat() for missed in person.missed],
        "number": new or person.number,
        "alike": [one.number for one in person.is_similar],
    }
