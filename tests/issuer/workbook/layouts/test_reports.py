"""Reports of meetings, of whichever program, are read whole."""

from dataclasses import replace
from datetime import time

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.layouts.profile import (
    Layout,
)
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import (
    ABSENT,
    ENROLLED,
    NO,
    YES,
    arranged,
    outcomes,
    planned,
    proposed,
)


@pytest.mark.parametrize("is_american", [True, False])
def test_teams_reports_sum_stays_and_count_overlaps_once(*, is_american: bool) -> None:
    reports = [
        layouts.teams(
            day,
            {
                "Awa Diallo": [(time(8, 30), time(11)), (time(10), time(12, 30))],  # 3 h 30
                "Grâce Ngoma (Invité)": [(time(9), time(10)), (time(11), time(12))],  # 2 h
                "Lopez Ana": [(time(6), time(9, 30))],  # half an hour of the session
            },
            is_american=is_american,
        )
        for day in layouts.DAYS
    ]
    table, profile = proposed(reports)
    assert (table.layout, table.header) == (Layout.MEETING, 13)
    profile = replace(profile, minimum_minutes=210)

    found = arranged(reports, Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)

    assert not found.unmatched
    assert outcomes(planned(found)) == {"Diallo": YES, "Ngoma": NO, "Lopez": NO}
    again = arranged(
        [*reports, replace(reports[0], name="copie.csv")],
        Reading(profile=replace(profile, minimum_minutes=121)),
        module=layouts.module(),
        enrolled=ENROLLED,
    )
    assert outcomes(planned(again))["Ngoma"] == NO  # a report brought twice adds nothing
    with pytest.raises(WorkbookError, match="La durée"):
        arranged(
            reports,
            Reading(profile=replace(profile, minimum_minutes=None)),
            module=layouts.module(),
            enrolled=ENROLLED,
        )


def test_zoom_and_meet_reports_are_read() -> None:
    stays = {"Awa Diallo": [(time(9), time(13))], "Grâce Ngoma": [(time(9), time(10))]}
    zoom = [layouts.zoom(day, stays) for day in layouts.DAYS]
    meet = [layouts.meet(day, {"Awa Diallo": 240, "Grâce Ngoma": 60}) for day in layouts.DAYS]
    for reports in (zoom, meet):
        _, profile = proposed(reports)
        reading = Reading(profile=replace(profile, minimum_minutes=200))

        found = arranged(reports, reading, module=layouts.module(), enrolled=ENROLLED)

        assert outcomes(planned(found, marks=ABSENT)) == {"Diallo": YES, "Ngoma": NO, "Lopez": NO}


def test_durations_alone_are_refused_for_a_day_with_two_sessions() -> None:
    halves = ((time(9), time(12)), (time(13), time(16)))
    report = layouts.meet(layouts.DAYS[0], {"Awa Diallo": 240})
    _, profile = proposed([report])
    reading = Reading(
        profile=replace(profile, minimum_minutes=100), days={report.name: layouts.DAYS[0]}
    )

    with pytest.raises(WorkbookError, match="à laquelle des séances"):
        arranged(
            [report],
            reading,
            module=layouts.module(layouts.DAYS[:1], hours=halves),
            enrolled=ENROLLED,
        )


def test_person_named_in_another_part_of_a_report_is_not_forgotten() -> None:
    report = layouts.teams(layouts.DAYS[0], {"Awa Diallo": [(time(9), time(13))]})
    rows = list(report.rows)
    rows.insert(9, ("Ana Lopez", *rows[8][1:]))
    report = replace(report, rows=tuple(rows))
    _, profile = proposed([report])

    with pytest.raises(WorkbookError, match="« Ana Lopez » est dans une autre partie"):
        arranged(
            [report],
            Reading(profile=replace(profile, minimum_minutes=200)),
            module=layouts.module(layouts.DAYS[:1]),
            enrolled=ENROLLED,
        )
