"""The sessions of a module: from its sheet, or from the days of a register."""

from dataclasses import replace
from datetime import date

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import (
    ENROLLED,
    FULL,
    arranged,
    outcomes,
    planned,
    proposed,
    without_module,
)


@pytest.mark.parametrize(
    "sheets",
    [
        [layouts.log([("Awa Diallo", day) for day in layouts.DAYS])],
        layouts.session_sheets({day: ["Awa Diallo"] for day in layouts.DAYS}),
        [layouts.teams(day, FULL, is_american=False) for day in layouts.DAYS[2:]],
        [layouts.meet(day, {"Awa Diallo": 240}) for day in layouts.DAYS],
    ],
    ids=["log", "sheets", "teams", "meet"],
)
def test_days_of_a_register_without_a_module_are_its_sessions(sheets: list[Sheet]) -> None:
    plan = planned(arranged(sheets, without_module(sheets), enrolled=ENROLLED))

    assert outcomes(plan)["Diallo"] == "entitled"
    assert {one.day for one in plan.module.sessions} <= set(layouts.DAYS)


def test_report_of_another_day_than_the_modules_is_refused() -> None:
    report = layouts.teams(date(2026, 5, 20), FULL, is_american=False)
    _, profile = proposed([report])
    reading = Reading(profile=replace(profile, minimum_minutes=180))

    with pytest.raises(WorkbookError, match="20/05/2026 n’est la date d’aucune séance"):
        arranged([report], reading, module=layouts.module(), enrolled=ENROLLED)
