"""When people joined and left: days that read in two ways are asked, minutes are not guessed."""

from dataclasses import replace
from datetime import date

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet
from tests.support import layouts
from tests.support.arranged import ENROLLED, FULL, arranged, outcomes, planned, without_module


def test_day_that_reads_in_two_ways_is_asked() -> None:
    report = layouts.teams(date(2026, 3, 2), FULL, is_american=False)  # 02/03 may be 3 February
    reading = without_module([report])

    with pytest.raises(WorkbookError, match="de deux façons"):
        arranged([report], reading, enrolled=ENROLLED)
    decided = replace(reading, profile=replace(reading.profile, is_month_first=False))
    plan = planned(arranged([report], decided, enrolled=ENROLLED))
    assert plan.module.sessions[0].day == date(2026, 3, 2)


def summed(day: date, minutes: str, *, name: str = "Awa Diallo") -> Sheet:
    """Give the part of a report that has one line for each person."""
    rows: list[list[Cell]] = [["Name", "First Join", "Last Leave", "In-Meeting Duration"]]
    rows.append([name, f"{day:%Y-%m-%d} 09:00:00", f"{day:%Y-%m-%d} 13:00:00", minutes])
    return layouts.sheet(f"{minutes} {day:%d%m}.csv", rows)


def test_breaks_between_first_arrival_and_last_departure_do_not_count() -> None:
    day = layouts.DAYS[0]
    for minutes, outcome in (("3h 30m", "entitled"), ("2h 5m 3s", "not_entitled")):
        report = summed(day, minutes)
        found = arranged([report], without_module([report]), enrolled=ENROLLED)
        assert outcomes(planned(found))["Diallo"] == outcome
    twice = [summed(day, "2h"), summed(day, "2h 1m")]
    with pytest.raises(WorkbookError, match="Deux rapports parlent"):
        arranged(twice, without_module(twice), enrolled=ENROLLED)
    bad = [summed(day, "longtemps")]
    with pytest.raises(WorkbookError, match="n’est pas une durée"):
        arranged(bad, without_module(bad), enrolled=ENROLLED)
