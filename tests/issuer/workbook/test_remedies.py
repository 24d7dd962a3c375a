"""What is done as a message asks is enough: each refusal of the corpus, mended by its own words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from issuer.workbook.answers import Answers
from tests.support.corpus import BAD, CASES, NO, YES, Case, grid
from tests.support.registers import AWA, DAYS, MODULE, NGO, TITLES, Register
from tests.support.workbooks import Rows, Value

BY_NAME = {case.name: case for case in CASES}
REFUSED = {
    case.name
    for case in CASES
    if isinstance(case.expected, str) or BAD in dict(case.expected).values()
}
ROWS: list[tuple[Value, ...]] = [TITLES, (*AWA, *"PPPP"), (*NGO, *"PAPP")]
AFTER_THE_LAST = datetime(2027, 1, 6, 12, tzinfo=UTC)


def aside(name: str, *places: str) -> Case:
    """Return a case of the corpus in which somebody set something aside."""
    return replace(BY_NAME[name], answers=Answers(set_aside=frozenset(places)))


def kept(name: str, *places: str) -> Case:
    """Return a case of the corpus in which somebody said that something counts."""
    return replace(BY_NAME[name], answers=Answers(kept=frozenset(places)))


def written(name: str, register: Register) -> Case:
    """Return a case of the corpus in which somebody changed the workbook."""
    return replace(BY_NAME[name], register=register)


def held(*days: date) -> Rows:
    """Return the sheet of a module with sessions on these days."""
    sessions = ((day, time(9), time(13), f"Thème {n}", None) for n, day in enumerate(days))
    return (*MODULE[:4], *sessions)


def _marks() -> Iterator[tuple[Case, str]]:
    for name in sorted(name for name in REFUSED if name.startswith("mark-")):
        for mark, becomes in (("P", YES), ("A", NO), ("E", NO), ("R", YES)):
            yield written(name, grid("PPPP", f"P{mark}PP")), becomes
    for name in ("error-mark", "formulas-unsaved", "one-empty-mark"):
        yield written(name, Register(rows=ROWS)), NO


def _titles() -> Iterator[tuple[Case, str]]:
    plain = grid("PPPP", "PPPP")
    another = date(2026, 3, 9)
    yield written("titles-another-day", plain), YES
    added = replace(BY_NAME["titles-another-day"].register, module=held(*DAYS, another))
    yield written("titles-another-day", added), YES
    yield written("titles-twice", plain), YES
    yield aside("titles-twice", "H"), YES
    yield written("titles-another-year", plain), YES
    yield written("titles-one-missing", plain), YES
    fewer = replace(BY_NAME["titles-one-missing"].register, module=held(*DAYS[:3]))
    yield written("titles-one-missing", fewer), YES
    yield written("titles-afternoon-not-held", plain), YES
    yield aside("titles-unknown-column", "H"), YES
    dated = replace(grid("PPPPP", "PPPPP", titles=(*TITLES, another)), module=held(*DAYS, another))
    yield written("titles-unknown-column", dated), YES
    for name in (
        "titles-c1-c2", "titles-months-only", "no-birth-date", "no-given-name", "log-of-scans",
        "meeting-report", "nobody",
    ):  # fmt: skip
        yield written(name, plain), YES


def _around() -> Iterator[tuple[Case, str]]:
    yield aside("note-beside", "I"), NO
    yield aside("note-beside", "I3"), NO
    yield written("second-table", Register(rows=ROWS)), NO
    other = tuple(date(2026, 4, day) for day in (2, 3, 7, 8))
    apart = Register(rows=[(*TITLES[:3], *other), ROWS[2]], module=held(*other))
    yield written("second-table", apart), NO
    yield aside("two-rows-a-person", "4"), NO
    yield aside("struck-out-row", "2"), NO
    yield kept("struck-out-row", "2"), NO
    yield kept("struck-out-mark", "F2"), NO
    yield written("struck-out-mark", Register(rows=ROWS)), NO
    yield aside("hidden-row", "2"), NO
    yield kept("hidden-row", "2"), NO
    yield kept("hidden-session", "E"), NO
    yield written("hidden-session", Register(rows=ROWS)), NO
    yield written("same-person-twice", Register(rows=ROWS)), NO
    for title in ("Total", "Heures", "%", "Absences", "Attestation", "Réussi"):
        yield aside(f"own-{title}-problem", "H"), YES
        yield replace(BY_NAME[f"own-{title}-entitled"], name=f"own-{title}-problem"), YES


def _modules() -> Iterator[tuple[Case, str]]:
    halves = BY_NAME["half-days-words"].register
    parts = (f"{day}/3 {part}" for day in (2, 3) for part in ("matin", "après-midi"))
    titled = replace(halves, rows=[(*TITLES[:3], *parts), *halves.rows[2:]], merged=())
    yield written("half-days-without-words", titled), NO
    whole = Register(rows=[TITLES[:5], (*AWA, *"PP"), (*NGO, *"PA")], module=MODULE[:6])
    yield written("half-days-of-whole-days", whole), NO
    yield aside("half-days-of-whole-days", "E", "G"), YES
    yield replace(BY_NAME["last-session-to-come"], at=AFTER_THE_LAST), YES


MENDED = (*_marks(), *_titles(), *_around(), *_modules())


@pytest.mark.parametrize(
    ("case", "becomes"),
    MENDED,
    ids=[f"{number}-{case.name}" for number, (case, _) in enumerate(MENDED)],
)
def test_what_is_done_as_a_message_asks_is_enough(case: Case, becomes: str) -> None:
    plan = case.register.plan(case.answers, percent=case.percent, at=case.at)

    assert [problem.message for problem in plan.problems] == []
    assert plan.people[-1].outcome.value == becomes


def test_each_refusal_of_the_corpus_is_mended_here() -> None:
    assert {case.name for case, _ in MENDED} == REFUSED
