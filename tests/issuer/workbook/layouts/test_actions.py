"""Old lists of Teams: arrivals and departures become stays; what they do not say is asked."""

from dataclasses import replace
from datetime import date, time

import pytest

from issuer.planning.plan import Plan
from issuer.workbook.answers import Meaning
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet
from issuer.workbook.layouts.enrolment import name_key
from issuer.workbook.layouts.presences import NEVER_LEFT
from issuer.workbook.layouts.profile import MAX_MARK_CHARACTERS, Layout
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import arranged, outcomes, planned, proposed

AWA, NGO = "DIALLO Awa", "NGOMA Grâce"
ENROLLED = layouts.enrolled(
    ("Diallo", "Awa", date(1990, 5, 4)),
    ("Ngoma", "Grâce", date(1991, 6, 5)),
    ("Lopez", "Ana", date(1992, 7, 6)),
)
DAY = layouts.DAYS[0]
WHOLE = [(time(8, 50), time(13, 5))]
YES, NO, BAD = "entitled", "not_entitled", "problem"
TRAINER = {name_key("Martin Paul"): None}


def _plan(report: Sheet, minutes: int, marks: dict[str, Meaning] | None = None) -> Plan:
    table, profile = proposed([report])
    assert table.layout is Layout.MEETING
    reading = Reading(profile=replace(profile, minimum_minutes=minutes), people=TRAINER)
    module = layouts.module(layouts.DAYS[:1])
    found = arranged([report], reading, module=module, enrolled=ENROLLED)
    return planned(found, marks={"": Meaning.ABSENT, **(marks or {})})


def test_arrivals_and_departures_are_summed() -> None:
    short = [(time(9), time(10)), (time(12), time(13))]
    plan = _plan(layouts.teams_actions(DAY, {AWA: WHOLE, NGO: short}), 180)
    assert outcomes(plan) == {"Diallo": YES, "Ngoma": NO, "Lopez": NO}


def test_two_devices_are_one_person_from_the_first_arrival_to_the_last_departure() -> None:
    report = layouts.teams_actions(DAY, {AWA: [(time(9), time(11))]})
    again = [(AWA, "Joined", "3/2/2026, 10:00:00 AM"), (AWA, "Left", "3/2/2026, 1:00:00 PM")]
    title, first, left, *others = report.rows
    report = replace(report, rows=(title, first, again[0], left, again[1], *others))
    assert outcomes(_plan(report, 240))["Diallo"] == YES


def test_who_had_not_left_when_the_list_was_taken_counts_as_long_as_is_known_and_is_asked() -> None:
    stays = {AWA: WHOLE, NGO: WHOLE}
    late = layouts.teams_actions(DAY, stays, still_there=[AWA])
    assert outcomes(_plan(late, 240))["Diallo"] == YES  # others were there until the end

    early = layouts.teams_actions(DAY, {AWA: WHOLE}, still_there=[AWA], until=time(12))
    assert outcomes(_plan(early, 180))["Diallo"] == YES
    assert outcomes(_plan(early, 200))["Diallo"] == BAD
    decided = {NEVER_LEFT: Meaning.PRESENT}
    assert outcomes(_plan(early, 200, decided))["Diallo"] == YES  # the remedy works
    assert len(NEVER_LEFT) > MAX_MARK_CHARACTERS  # no profile answers for the next file


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ((AWA, "Left", "3/2/2026, 9:00:00 AM"), "part sans être arrivé·e"),
        ((AWA, "Muted", "3/2/2026, 9:00:00 AM"), "ni une arrivée ni un départ"),
        ((AWA, "Joined", "this morning"), "ne se lisent pas|se lisent de deux façons"),
    ],
)
def test_line_of_another_kind_is_refused_and_without_it_the_list_is_read(
    line: tuple[str, str, str], words: str
) -> None:
    report = layouts.teams_actions(DAY, {AWA: WHOLE})
    with pytest.raises(WorkbookError, match=words) as refused:
        _plan(replace(report, rows=(report.rows[0], line, *report.rows[1:])), 180)
    assert refused.value.remedy
    assert outcomes(_plan(report, 180))["Diallo"] == YES
