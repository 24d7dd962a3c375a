"""What a file of another shape does not say is asked for, or refused at its place."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time

import pytest

from attestation.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet, Trait
from issuer.workbook.layouts.enrolment import read_enrolled
from issuer.workbook.layouts.full_names import SplitName, proposed_order, split_name
from issuer.workbook.layouts.profile import WHOLE_DAY, NameOrder
from issuer.workbook.layouts.reading import ModuleFields, Reading
from tests.support import layouts
from tests.support.arranged import HOURS, arranged, outcomes, planned, proposed

ENROLLED = layouts.enrolled(
    ("Diallo", "Awa", date(1990, 5, 4)), ("Ngoma", "Grâce", date(1991, 6, 5))
)
FIELDS = ModuleFields(code="AC-2026-03", title="Ateliers")
FULL: Mapping[str, layouts.Stays] = {"Awa Diallo": [(time(9), time(13))]}


def without_module(sheets: Sequence[Sheet]) -> Reading:
    """Give a reading with code, title and hours, as the page asks for them."""
    _, profile = proposed(sheets)
    hours = {WHOLE_DAY: HOURS}
    return Reading(profile=replace(profile, hours=hours, minimum_minutes=180), module=FIELDS)


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


def test_report_of_another_day_than_the_modules_is_refused() -> None:
    report = layouts.teams(date(2026, 5, 20), FULL, is_american=False)
    _, profile = proposed([report])
    reading = Reading(profile=replace(profile, minimum_minutes=180))

    with pytest.raises(WorkbookError, match="20/05/2026 n’est la date d’aucune séance"):
        arranged([report], reading, module=layouts.module(), enrolled=ENROLLED)


@pytest.mark.parametrize(
    ("name", "order", "parts"),
    [
        ("Diallo, Awa Marie", NameOrder.COMMA, SplitName("Diallo", "Awa Marie")),
        ("Diallo, Awa", NameOrder.FAMILY_FIRST, None),
        ("VAN DEN BERG Anna", NameOrder.CAPITALS, SplitName("VAN DEN BERG", "Anna")),
        ("Anna Maria DE SMET", NameOrder.CAPITALS, SplitName("DE SMET", "Anna Maria")),
        ("Anna DE Maria", NameOrder.CAPITALS, None),
        ("ANNA DIALLO", NameOrder.CAPITALS, None),
        ("Awa Diallo", NameOrder.GIVEN_FIRST, SplitName("Diallo", "Awa")),
        ("Hodan", NameOrder.GIVEN_FIRST, SplitName("Hodan", None)),
        ("Awa Diallo", None, None),
    ],
)
def test_name_is_split_by_the_rule_or_not_at_all(
    name: str, order: NameOrder | None, parts: SplitName | None
) -> None:
    assert split_name(name, order) == parts


def test_rule_is_proposed_only_where_all_names_show_it() -> None:
    assert proposed_order(["Diallo, Awa", "Ngoma, Grâce"]) is NameOrder.COMMA
    assert proposed_order(["DIALLO Awa", "Ngoma Grâce"]) is None
    assert proposed_order(["Hodan"]) is None


def test_register_without_enrolled_people_splits_names_and_says_where_it_cannot() -> None:
    lines = [("DIALLO Awa", day) for day in layouts.DAYS]
    log = layouts.log([*lines, ("Sow Ali Ba", layouts.DAYS[0])])
    _, profile = proposed([log])
    reading = Reading(profile=replace(profile, name_order=NameOrder.CAPITALS))

    found = arranged([log], reading, module=layouts.module())

    assert [row[:2] for row in found.sheets[0].rows[1:]] == [
        ("DIALLO", "Awa"),
        ("Sow Ali Ba", None),
    ]
    assert found.sheets[0].has(2, 0, Trait.UNSPLIT)


def test_list_of_enrolled_people_that_says_nobody_is_refused() -> None:
    for rows, words in (
        ([["Nom", "Âge"]], "introuvable"),
        ([["Nom", "Prénom", "Date de naissance"]], "vide"),
    ):
        with pytest.raises(WorkbookError, match=words):
            read_enrolled(layouts.sheet("inscrits", rows))
    hidden = replace(ENROLLED, hidden_rows=frozenset({1}))
    with pytest.raises(WorkbookError, match="masquée"):
        read_enrolled(hidden)


def test_log_leaves_out_no_line_but_totals_and_repeated_titles() -> None:
    log = layouts.log([("Awa Diallo", day) for day in layouts.DAYS])
    more = (log.rows[0], (None, "Total", "4"))
    _, profile = proposed([log])
    read = replace(log, rows=(*log.rows, *more))
    found = arranged([read], Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)
    assert outcomes(planned(found))["Diallo"] == "entitled"

    untitled = replace(log, rows=(*log.rows, ("02/03/2026", "Awa Diallo", None, "x")))
    with pytest.raises(WorkbookError, match="D6 est remplie"):
        arranged([untitled], Reading(profile=profile), module=layouts.module())
    empty = replace(log, rows=log.rows[:1])
    with pytest.raises(WorkbookError, match="personne sous les titres"):
        arranged([empty], Reading(profile=profile), module=layouts.module())
