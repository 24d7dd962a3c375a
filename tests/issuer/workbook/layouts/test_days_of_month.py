"""Bare days below the name of a month are read as those days, or a person is asked."""

from dataclasses import replace
from datetime import date

import pytest

from issuer.planning.plan import Plan
from issuer.workbook.answers import Meaning
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Range, Sheet
from issuer.workbook.layouts.days_of_month import with_whole_days
from issuer.workbook.layouts.profile import WHOLE_DAY
from issuer.workbook.layouts.reading import ModuleFields, Reading
from tests.support import layouts
from tests.support.arranged import HOURS, arranged, outcomes, planned, proposed

AWA, NGO = "DIALLO Awa", "NGOMA Grâce"
ENROLLED = layouts.enrolled(
    ("Diallo", "Awa", date(1990, 5, 4)), ("Ngoma", "Grâce", date(1991, 6, 5))
)
MARKS: dict[str, list[Cell]] = {AWA: ["x"] * 4, NGO: ["x", "x", None, "x"]}
FIELDS = ModuleFields(code="AC-2026-03", title="Ateliers")
ABSENT = {"": Meaning.ABSENT}


def read(sheets: list[Sheet], module: Sheet | None) -> Plan:
    whole = [with_whole_days(one) for one in sheets]
    _, profile = proposed(whole)
    reading = Reading(profile=replace(profile, hours={WHOLE_DAY: HOURS}), module=FIELDS)
    found = arranged(whole, reading, module=module, enrolled=ENROLLED)
    return planned(found, module=module, marks=ABSENT)


@pytest.mark.parametrize("is_whole", [True, False], ids=["all days", "days of sessions"])
@pytest.mark.parametrize("above", ["Mars 2026", "MAART", "Présences 03/2026", date(2026, 3, 1)])
def test_bare_days_are_read_as_days_of_the_month_above(above: Cell, is_whole: bool) -> None:
    if above == "Présences 03/2026":
        above = "03/2026"
    grid = layouts.days_of_month(MARKS, layouts.DAYS, above=above, is_whole=is_whole)

    plan = read([grid], layouts.module())

    assert outcomes(plan) == {"Diallo": "entitled", "Ngoma": "not_entitled"}
    assert [missed.day for missed in plan.people[1].missed] == [layouts.DAYS[2]]


def test_days_without_a_mark_are_no_sessions_where_no_file_says_them() -> None:
    plan = read([layouts.days_of_month(MARKS, layouts.DAYS)], None)

    assert [one.day for one in plan.module.sessions] == list(layouts.DAYS)
    assert outcomes(plan) == {"Diallo": "entitled", "Ngoma": "not_entitled"}


def test_month_that_is_not_over_issues_nothing() -> None:
    november = tuple(date(2026, 11, day) for day in (2, 3, 16, 17))  # it is the 22nd
    grid = layouts.days_of_month(MARKS, november, above="Novembre 2026")

    plan = read([grid], None)

    assert set(outcomes(plan).values()) == {"problem"}


def test_marks_on_a_day_that_is_no_session_are_a_problem() -> None:
    other = layouts.module((*layouts.DAYS[:3], date(2026, 3, 18)))
    plan = read([layouts.days_of_month(MARKS, layouts.DAYS)], other)
    assert set(outcomes(plan).values()) == {"problem"}


@pytest.mark.parametrize("has_names_beside", [True, False])
def test_several_months_in_one_row_each_have_their_days(has_names_beside: bool) -> None:
    days = [date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2)]
    months: list[Cell] = [None, "Mars 2026", None, "Avril 2026", None]
    numbers: list[Cell] = [30.0, 31.0, 1.0, 2.0]
    rows: list[list[Cell]] = [months, ["Deelnemer", *numbers]]
    if has_names_beside:
        rows = [["Deelnemer", *months[1:]], [None, *numbers]]
    rows += [[name, *written] for name, written in MARKS.items()]

    plan = read([layouts.sheet("Lijst", rows)], layouts.module(days))

    assert outcomes(plan) == {"Diallo": "entitled", "Ngoma": "not_entitled"}
    assert [missed.day for missed in plan.people[1].missed] == [days[2]]


def test_sheet_for_each_month_with_bare_days_is_one_grid() -> None:
    days = [date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2)]
    march, april = (
        layouts.days_of_month({name: cells[part] for name, cells in MARKS.items()}, days[part])
        for part in (slice(0, 2), slice(2, 4))
    )
    sheets = [
        replace(one, name=name, rows=(("Présences",), *one.rows[1:]))
        for one, name in ((march, "Mars 2026"), (april, "Avril 2026"))
    ]

    plan = read(sheets, layouts.module(days))

    assert outcomes(plan) == {"Diallo": "entitled", "Ngoma": "not_entitled"}


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        ([["Mars 2026"], ["Deelnemer", 1.0, 2.0, 3.0, 4.0]], ()),  # or are they counted?
        ([["Mars 2026"], ["Avril 2026"], ["Deelnemer", 2.0, 3.0, 16.0, 17.0]], ()),
        ([["Présences"], ["Deelnemer", 2.0, 3.0, 16.0, 17.0]], ()),
        ([["Imprimé le 3 mars 2026"], ["Deelnemer", 2.0, 3.0, 16.0, 17.0]], ()),
        ([["Mars 2026"], ["Deelnemer", 2.0, 17.0, 16.0, 3.0]], ()),
        ([[None, None, "Mars", "Avril"], ["Deelnemer", 2.0, 3.0, 16.0, 17.0]], ()),
        ([["Mars 2026", "Mars 2025"], ["Deelnemer", 2.0, 3.0, 16.0, 17.0]], ()),
        (
            [[None, "Mars", None, None, "Avril"], ["Deelnemer", 2.0, 3.0, 16.0, 17.0]],
            (Range(0, 1, 0, 2),),
        ),
    ],
)  # fmt: skip
def test_days_of_which_the_month_is_not_certain_are_asked_for(
    rows: list[list[Cell]], merged: tuple[Range, ...]
) -> None:
    grid = layouts.sheet("Lijst", [*rows, [AWA, "x", "x", "x", "x"]])
    grid = replace(grid, merged=merged)
    assert with_whole_days(grid) is grid
    with pytest.raises(WorkbookError, match="La date de la séance"):
        read([grid], None)


def test_numbers_that_are_other_days_than_the_modules_are_not_taken_for_its_sessions() -> None:
    rows: list[list[Cell]] = [["Deelnemer", 3.0, 4.0, 17.0, 18.0], [AWA, *MARKS[AWA]]]
    grid = layouts.sheet("Lijst", rows)
    with pytest.raises(WorkbookError, match="n’est pas celle de la colonne « 3 »") as refused:
        read([grid], layouts.module())
    assert "date de chaque colonne" in (refused.value.remedy or "")

    own = layouts.sheet("Lijst", [["Deelnemer", 2.0, 3.0, 16.0, 17.0], [AWA, *MARKS[AWA]]])
    assert outcomes(read([own], layouts.module())) == {"Diallo": "entitled"}


def test_day_that_the_month_does_not_have_is_asked_for_if_it_has_marks() -> None:
    grid = layouts.days_of_month(MARKS, layouts.DAYS, above="Février 2026")
    days = tuple(day.replace(month=2) for day in layouts.DAYS)
    assert outcomes(read([grid], layouts.module(days)))["Diallo"] == "entitled"

    rows = [list(row) for row in grid.rows]
    rows[2][-1] = "x"  # on the 31st
    marked = layouts.sheet("Lijst", rows)
    with pytest.raises(WorkbookError, match="« 31 »"):
        read([marked], None)
