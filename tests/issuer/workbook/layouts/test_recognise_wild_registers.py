"""Shapes found in public registers: each is read as written here, or refused with its cause."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from issuer.planning.plan import Plan
from issuer.workbook.answers import Meaning
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.layouts.recognise import find_tables
from issuer.workbook.reader import understand_sheets
from tests.support import layouts, wild
from tests.support.arranged import TODAY, arranged, outcomes, planned, proposed

ENROLLED = layouts.enrolled(*((family, given, date(1990, 5, 4)) for family, given in wild.PEOPLE))
YES, NO, BAD = "entitled", "not_entitled", "problem"
DAY = layouts.DAYS[:1]


def read(register: Sheet, module: Sheet, marks: Mapping[str, Meaning] | None = None) -> Plan:
    """Read a register as a person would who answers what is asked."""
    if not find_tables([register]):
        understand_sheets([register, module], None, understood=(), today=TODAY)
    _, profile = proposed([register])
    reading = Reading(profile=replace(profile, minimum_minutes=180))
    return planned(arranged([register], reading, module=module, enrolled=ENROLLED), marks=marks)


@pytest.mark.parametrize(
    ("register", "words"),
    [
        (wild.scans_without_titles(), "introuvable"),
        (wild.list_of_the_day_without_titles(), "introuvable"),
        (wild.names_alone(), "introuvable"),
        (wild.totals_alone(), "introuvable"),
        (wild.counts_by_subject(), "introuvable"),
        (wild.numbers_for_people(), "introuvable"),
        (wild.hour_without_a_day(), "introuvable"),
        (wild.measurements(), "introuvable"),
        (wild.titles_alone(), "personne sous les titres"),
    ],
    ids=lambda value: value.name if isinstance(value, Sheet) else "",
)
def test_register_that_lacks_people_or_days_is_refused_with_a_remedy(
    register: Sheet, words: str
) -> None:
    with pytest.raises(WorkbookError, match=words) as refused:
        read(register, layouts.module())
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("register", "days", "expected"),
    [
        (wild.weeks(), 4, {"Diallo": YES}),
        (wild.weeks(("présent", "absent", "présent", "présent")), 4, {"Diallo": NO}),
        (wild.weeks(("présent", "récupéré", "présent", "présent")), 4, {"Diallo": BAD}),
        (wild.club(), 4, {"Diallo": YES, "Ngoma": YES}),
        (wild.club("Absent"), 4, {"Diallo": YES, "Ngoma": NO}),
        (wild.club("None"), 4, {"Diallo": YES, "Ngoma": BAD}),
        (wild.club("Late"), 4, {"Diallo": YES, "Ngoma": BAD}),
        (wild.club("Injured"), 4, {"Diallo": YES, "Ngoma": BAD}),
        (wild.form(), 4, {"Diallo": YES, "Ngoma": YES}),
        (wild.form(mark="0"), 4, {"Diallo": YES, "Ngoma": NO}),
        (wild.form(mark="-1"), 4, {"Diallo": YES, "Ngoma": BAD}),
        (wild.form(mark=None), 4, {"Diallo": YES, "Ngoma": BAD}),
        (
            wild.form(["2026-03-02", "03/03/2026", "16/03/2026", "17 mars 2026"]),
            4,
            {"Diallo": YES, "Ngoma": YES},
        ),
        (wild.said_twice(), 4, {"Diallo": YES, "Ngoma": BAD}),
        (wild.punches(), 1, {"Diallo": BAD, "Ngoma": BAD}),
        (wild.entrance(), 1, {"Diallo": YES, "Ngoma": YES}),
        (wild.zoom_in_one_table(), 1, {"Diallo": YES, "Ngoma": YES}),
    ],
)
def test_register_is_read_as_it_says_or_asked_about(
    register: Sheet, days: int, expected: Mapping[str, str]
) -> None:
    assert outcomes(read(register, layouts.module(layouts.DAYS[:days]))) == expected


@pytest.mark.parametrize(
    ("register", "days", "mark", "meaning", "becomes"),
    [
        (wild.club("None"), 4, "none", Meaning.ABSENT, NO),
        (wild.club("Late"), 4, "late", Meaning.PRESENT, YES),
        (wild.form(mark=None), 4, "", Meaning.ABSENT, NO),
        (wild.punches(), 1, "punch-in / punch-out", Meaning.PRESENT, YES),
    ],
)
def test_answer_about_a_mark_settles_it(
    register: Sheet, days: int, mark: str, meaning: Meaning, becomes: str
) -> None:
    plan = read(register, layouts.module(layouts.DAYS[:days]), {mark: meaning})
    assert outcomes(plan)["Ngoma"] == becomes


def test_numbers_before_names_join_nobody_in_silence() -> None:
    plan = read(wild.zoom_in_one_table(prefix="0039 - "), layouts.module(DAY))
    assert YES not in outcomes(plan).values()


def test_action_that_is_no_departure_is_refused() -> None:
    with pytest.raises(WorkbookError, match="ni une arrivée ni un départ"):
        read(wild.entrance(last="Pause"), layouts.module(DAY))
