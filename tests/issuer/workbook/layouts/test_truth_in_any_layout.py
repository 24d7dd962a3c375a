"""For any layout of a known truth, what is issued is the truth or a problem; nothing else is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from issuer.planning.plan import Outcome
from issuer.workbook.answers import Meaning
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet
from issuer.workbook.layouts.days_of_month import with_whole_days
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import arranged, planned, proposed

PEOPLE = (
    ("Diallo", "Awa", date(1990, 5, 4)),
    ("Ngoma", "Grâce", date(1991, 6, 5)),
    ("Van den Berg", "Anna", date(1992, 7, 6)),
    ("Diallo", "Awa Marie", date(1993, 8, 7)),
)
MINUTES = 200
MONTHS: tuple[Cell, ...] = ("Mars 2026", "Liste de mars", date(2026, 3, 1), "Liste")
LAYOUTS = (
    "grid", "numbered", "days", "whole month", "months", "moodle", "log", "sheets",
    "teams", "actions", "zoom", "meet",
)  # fmt: skip


@st.composite
def registers(draw: st.DrawFn) -> tuple[Mapping[str, Sequence[bool]], list[Sheet], Sheet]:
    """Return a truth by family and given name, files that say it, and the module's sheet."""
    days = [date(2026, 3, 2) + timedelta(days=n) for n in range(draw(st.integers(1, 8)))]
    count = draw(st.integers(1, len(PEOPLE)))
    truth = {
        f"{family} {first}": draw(st.lists(st.booleans(), min_size=len(days), max_size=len(days)))
        for family, first, _ in PEOPLE[:count]
    }
    written = {}
    for family, first, _ in PEOPLE[:count]:
        slip = draw(st.sampled_from(["none", "none", "turned", "capitals", "short", "letter"]))
        written[f"{family} {first}"] = {
            "none": f"{family} {first}",
            "turned": f"{first} {family}",
            "capitals": f"{family.upper()} {first}",
            "short": first,
            "letter": f"{family[:-1]} {first}",
        }[slip]
    layout = draw(st.sampled_from(LAYOUTS))
    there = {
        day: [written[name] for name, marks in truth.items() if marks[place]]
        for place, day in enumerate(days)
    }
    if layout in ("grid", "numbered", "days", "whole month", "months"):
        titles: list[date | str] = list(days)
        if layout == "numbered":
            titles = [f"C{number}" for number in range(1, len(days) + 1)]
        marks = {
            written[name]: ["x" if mark else None for mark in own] for name, own in truth.items()
        }
        if layout in ("days", "whole month"):
            above = draw(st.sampled_from(MONTHS))
            is_whole = layout == "whole month"
            days_only = layouts.days_of_month(marks, days, above=above, is_whole=is_whole)
            return truth, [with_whole_days(days_only)], layouts.module(days)
        if layout == "months":
            days = [day.replace(month=3 + day.day % 2) for day in days]
            return truth, layouts.months(marks, days), layouts.module(sorted(days))
        return truth, [layouts.grid(marks, titles=titles)], layouts.module(days)
    if layout == "moodle":
        points = {
            (names[0], names[-1]): ["P" if mark else "A" for mark in truth[name]]
            for name in truth
            if (names := written[name].rsplit(" ", 1))
        }
        return truth, [layouts.moodle(points, days)], layouts.module(days)
    if layout == "log":
        lines = [(name, day) for day, names in there.items() for name in names]
        return truth, [layouts.log(draw(st.permutations(lines)))], layouts.module(days)
    if layout == "sheets":
        return truth, layouts.session_sheets(there), layouts.module(days)
    long, short = [(time(8, 50), time(10)), (time(9, 30), time(13, 5))], [(time(9), time(12, 10))]
    if layout == "meet":
        sheets = [
            layouts.meet(day, {written[n]: 220 if own[place] else 190 for n, own in truth.items()})
            for place, day in enumerate(days)
        ]
        return truth, sheets, layouts.module(days)
    make = {"zoom": layouts.zoom, "teams": layouts.teams, "actions": layouts.teams_actions}[layout]
    sheets = [
        make(day, {written[name]: long if own[place] else short for name, own in truth.items()})
        for place, day in enumerate(days)
    ]
    return truth, sheets, layouts.module(days)


@settings(max_examples=200, deadline=None)
@given(registers(), st.integers(1, 100), st.booleans())
def test_what_is_issued_from_any_layout_is_the_truth_or_a_problem(
    register: tuple[Mapping[str, Sequence[bool]], list[Sheet], Sheet],
    percent: int,
    has_answer: bool,
) -> None:
    truth, sheets, module = register
    marks = {"": Meaning.ABSENT} if has_answer else {}
    try:
        _, profile = proposed(sheets)
        reading = Reading(profile=replace(profile, minimum_minutes=MINUTES))
        found = arranged(sheets, reading, module=module, enrolled=layouts.enrolled(*PEOPLE))
        plan = planned(found, module=module, marks=marks, percent=percent)
        event(f"{profile.layout.value}, read")
    except (WorkbookError, IndexError):  # nothing is recognised in a file of one name
        return

    for person in plan.people:
        if person.outcome is Outcome.PROBLEM:
            assert person.problems
            continue
        own = truth.get(f"{person.family_name} {person.given_name}")
        if own is None:  # enrolled, and never there
            assert person.outcome is Outcome.NOT_ENTITLED
            continue
        if found.unmatched:  # whose line is not found is not absent in silence
            assert any(one.outcome is Outcome.PROBLEM for one in plan.people)
        count = sum(own)
        is_entitled = count > 0 and count * 100 >= percent * len(own)
        if person.outcome is Outcome.ENTITLED:
            assert is_entitled
            assert person.draft is not None
            assert person.draft.attended == timedelta(hours=4 * count)
        elif not found.unmatched:
            assert not is_entitled
