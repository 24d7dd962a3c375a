"""A grid of another shape is read in place, in its own titles, names and sessions."""

from dataclasses import replace

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.layouts.profile import (
    WHOLE_DAY,
    Layout,
    NameOrder,
)
from issuer.workbook.layouts.reading import ModuleFields, Reading
from tests.support import layouts
from tests.support.arranged import (
    ABSENT,
    AWA,
    ENROLLED,
    HOURS,
    NGO,
    NO,
    YES,
    arranged,
    outcomes,
    planned,
    proposed,
)


def test_strangers_grid_with_one_name_column_is_read_in_place() -> None:
    grid = layouts.grid({AWA: ["x"] * 4, NGO: ["x", None, "x", "x"]})
    table, profile = proposed([grid])
    assert (table.layout, table.header) == (Layout.GRID, 2)
    assert profile.name_order is NameOrder.CAPITALS

    found = arranged([grid], Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)
    plan = planned(found, marks=ABSENT)

    assert outcomes(plan) == {"Diallo": YES, "Ngoma": NO}
    assert [person.row for person in plan.people] == [4, 5]  # as in her own file
    assert {"B", "C"} <= found.set_aside


def test_grid_without_a_module_takes_its_days_from_the_titles() -> None:
    grid = layouts.grid({AWA: ["x"] * 4})
    _, profile = proposed([grid])
    profile = replace(profile, hours={WHOLE_DAY: HOURS})
    fields = ModuleFields(code="AC-2026-03", title="Ateliers")

    found = arranged([grid], Reading(profile=profile, module=fields), enrolled=ENROLLED)
    plan = planned(found)

    assert [session.day for session in plan.module.sessions] == list(layouts.DAYS)
    with pytest.raises(WorkbookError, match="code et l’intitulé"):
        arranged([grid], Reading(profile=profile), enrolled=ENROLLED)
    with pytest.raises(WorkbookError, match="Les heures des séances"):
        arranged([grid], Reading(profile=replace(profile, hours={}), module=fields))


def test_numbered_sessions_are_those_of_the_module_in_order_or_refused() -> None:
    grid = layouts.grid({AWA: ["x", "x", "x", "-"]}, titles=("C1", "C2", "C3", "C4"))
    _, profile = proposed([grid])
    reading = Reading(profile=profile)

    plan = planned(arranged([grid], reading, module=layouts.module(), enrolled=ENROLLED))
    assert [missed.day for missed in plan.people[0].missed] == [layouts.DAYS[3]]
    with pytest.raises(WorkbookError, match="4 colonnes de séances sans date, le module 3"):
        arranged([grid], reading, module=layouts.module(layouts.DAYS[:3]), enrolled=ENROLLED)


def test_name_that_no_rule_splits_is_a_problem() -> None:
    grid = layouts.grid({"Diallo Awa": ["x"] * 4, "Van den Berg Anna": ["x"] * 4})
    _, profile = proposed([grid])
    reading = Reading(profile=replace(profile, name_order=NameOrder.FAMILY_FIRST))

    found = arranged([grid], reading, module=layouts.module())
    header = found.sheets[0].rows[2]

    assert header[-2:] == ("Nom", "Prénom")
    assert found.sheets[0].rows[3][-2:] == ("Diallo", "Awa")
    assert found.sheets[0].rows[4][-2:] == ("Van den Berg Anna", None)
    assert found.sheets[0].traits
