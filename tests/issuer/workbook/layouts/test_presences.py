"""Lines of a log or of a sheet for each session as presences, each for its person and session."""

from dataclasses import replace
from datetime import date, time

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.layouts.profile import (
    Layout,
)
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import (
    ABSENT,
    BAD,
    ENROLLED,
    NO,
    YES,
    arranged,
    outcomes,
    planned,
    proposed,
)


def test_log_of_a_form_gives_a_presence_for_each_line() -> None:
    lines = [("Awa Diallo", day) for day in layouts.DAYS]
    lines += [("ngoma grace", day) for day in layouts.DAYS[:3]]
    log = layouts.log(lines)
    table, profile = proposed([log])
    assert table.layout is Layout.LOG

    reading = Reading(profile=profile)
    found = arranged([log], reading, module=layouts.module(), enrolled=ENROLLED)

    assert outcomes(planned(found)) == {"Diallo": YES, "Ngoma": BAD, "Lopez": BAD}  # empty: asked
    assert outcomes(planned(found, marks=ABSENT)) == {"Diallo": YES, "Ngoma": NO, "Lopez": NO}


def test_log_of_another_day_is_refused_until_a_person_leaves_it_out() -> None:
    log = layouts.log([("Awa Diallo", day) for day in (*layouts.DAYS, date(2026, 3, 20))])
    _, profile = proposed([log])

    with pytest.raises(WorkbookError, match="n’est la date d’aucune séance") as caught:
        arranged([log], Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)
    assert caught.value.row == 6
    reading = Reading(profile=profile, leaves_other_days=True)
    found = arranged([log], reading, module=layouts.module(), enrolled=ENROLLED)
    assert outcomes(planned(found, marks=ABSENT))["Diallo"] == YES


def test_session_that_a_log_never_names_is_a_problem_and_no_absence() -> None:
    log = layouts.log([("Awa Diallo", day) for day in layouts.DAYS[:3]])
    _, profile = proposed([log])

    found = arranged([log], Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)
    plan = planned(found, marks=ABSENT)

    assert set(outcomes(plan).values()) == {BAD}
    assert any("17/03/2026 n’a pas de colonne" in one.message for one in plan.problems)


def test_presence_of_a_day_with_two_sessions_is_not_taken_for_another_day() -> None:
    log = layouts.log([("Awa Diallo", layouts.DAYS[0])])
    rows = [log.rows[0], ("02/03/2026", *log.rows[1][1:])]
    log = replace(log, rows=tuple(rows))
    _, profile = proposed([log])
    halves = ((time(9), time(12)), (time(13), time(16)))
    module = layouts.module(layouts.DAYS[:1], hours=halves)

    for leaves in (False, True):
        reading = Reading(profile=profile, leaves_other_days=leaves)
        with pytest.raises(WorkbookError, match="plusieurs séances de ce jour"):
            arranged([log], reading, module=module, enrolled=ENROLLED)
