"""A grid over several sheets is read whole: nobody of one sheet is lost, and no month forgotten."""

from dataclasses import replace
from datetime import date

import pytest

from issuer.workbook.answers import Meaning
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet, Trait
from issuer.workbook.layouts.months import NOT_LISTED
from issuer.workbook.layouts.profile import MAX_MARK_CHARACTERS
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import arranged, outcomes, planned, proposed

DAYS = (date(2026, 3, 2), date(2026, 3, 3), date(2026, 4, 1), date(2026, 4, 2))
AWA, NGO, LOP = "DIALLO Awa", "NGOMA Grâce", "LOPEZ Ana"
ENROLLED = layouts.enrolled(
    ("Diallo", "Awa", date(1990, 5, 4)),
    ("Ngoma", "Grâce", date(1991, 6, 5)),
    ("Lopez", "Ana", date(1992, 7, 6)),
)
MODULE = layouts.module(DAYS)
YES, NO, BAD = "entitled", "not_entitled", "problem"


def _march(*rows: list[Cell]) -> Sheet:
    titles: list[Cell] = ["Naam en voornaam", *DAYS[:2]]
    return layouts.sheet("Mars", [titles, *rows])


def _april(*rows: list[Cell]) -> Sheet:
    titles: list[Cell] = ["Naam en voornaam", *DAYS[2:]]
    return layouts.sheet("Avril", [titles, *rows])


def test_sheet_for_each_month_is_read_as_one_grid() -> None:
    marks: dict[str, list[Cell]] = {AWA: ["x"] * 4, NGO: ["x", "x", "-", "x"]}
    march, april = layouts.months(marks, DAYS)
    april = replace(april, rows=(*april.rows[:3], *reversed(april.rows[3:])))  # in another order
    _, profile = proposed([march, april])

    for reading in (Reading(profile=profile), Reading(profile=profile, sheet=1, header=2)):
        found = arranged([march, april], reading, module=MODULE, enrolled=ENROLLED)
        plan = planned(found)

        assert outcomes(plan) == {"Diallo": YES, "Ngoma": NO}
        assert [missed.day for missed in plan.people[1].missed] == [DAYS[2]]


def test_whom_one_month_does_not_list_is_asked_and_not_taken_for_absent() -> None:
    sheets = [_march([AWA, "x", "x"], [NGO, "x", "x"]), _april([AWA, "x", "x"], [LOP, "x", "x"])]
    _, profile = proposed(sheets)
    found = arranged(sheets, Reading(profile=profile), module=MODULE, enrolled=ENROLLED)

    kept = {"": Meaning.ABSENT}
    assert outcomes(planned(found, marks=kept)) == {"Diallo": YES, "Ngoma": BAD, "Lopez": BAD}
    decided = {**kept, NOT_LISTED: Meaning.ABSENT}
    assert outcomes(planned(found, marks=decided)) == {"Diallo": YES, "Ngoma": NO, "Lopez": NO}
    assert len(NOT_LISTED) > MAX_MARK_CHARACTERS  # so no profile answers for the next file


def test_what_is_struck_or_hidden_in_a_later_month_is_still_asked() -> None:
    april = _april([AWA, "x", "x"])
    for later in (
        replace(april, traits={(1, 2): frozenset({Trait.STRUCK})}),
        replace(april, hidden_rows=frozenset({1})),
        replace(april, hidden_columns=frozenset({2})),
    ):
        sheets = [_march([AWA, "x", "x"]), later]
        _, profile = proposed(sheets)
        found = arranged(sheets, Reading(profile=profile), module=MODULE, enrolled=ENROLLED)
        plan = planned(found)
        assert outcomes(plan) == {"Diallo": BAD} or plan.problems


def test_totals_below_each_month_are_nobody() -> None:
    sheets = [_march([AWA, "x", "x"], ["Total", 1.0, 1.0]), _april([AWA, "x", "x"])]
    _, profile = proposed(sheets)
    found = arranged(sheets, Reading(profile=profile), module=MODULE, enrolled=ENROLLED)
    assert outcomes(planned(found)) == {"Diallo": YES}


@pytest.mark.parametrize(
    ("april", "words", "mended"),
    [
        (_april([AWA, "x", "x"], [AWA, "x", "x"]), "deux fois", _april([AWA, "x", "x"])),
        (_april([AWA, "x", "x"], [None, "x", "x"]), "pas de nom", _april([AWA, "x", "x"])),
        (
            layouts.sheet(
                "Avril",
                [["Naam en voornaam", *DAYS[2:]], [None, "9h00", "13h00"], [AWA, "x", "x"]],
            ),
            "deux lignes de titres",
            _april([AWA, "x", "x"]),
        ),
    ],
)
def test_month_that_cannot_be_joined_says_why_and_its_remedy_works(
    april: Sheet, words: str, mended: Sheet
) -> None:
    sheets = [_march([AWA, "x", "x"]), april]
    _, profile = proposed(sheets)
    with pytest.raises(WorkbookError, match=words) as refused:
        arranged(sheets, Reading(profile=profile), module=MODULE, enrolled=ENROLLED)
    assert refused.value.remedy

    found = arranged(
        [sheets[0], mended], Reading(profile=profile), module=MODULE, enrolled=ENROLLED
    )
    assert outcomes(planned(found)) == {"Diallo": YES}


def test_sheets_of_the_same_days_are_groups_and_one_is_read_where_a_person_says_so() -> None:
    sheets = [_march([AWA, "x", "x"]), replace(_march([NGO, "x", "x"]), name="Groupe B")]
    _, profile = proposed(sheets)
    module = layouts.module(DAYS[:2])
    with pytest.raises(WorkbookError, match="sur deux feuilles"):
        arranged(sheets, Reading(profile=profile), module=module, enrolled=ENROLLED)

    alone = Reading(profile=profile, sheet=0, header=0, leaves_other_sheets=True)
    found = arranged(sheets, alone, module=module, enrolled=ENROLLED)
    assert outcomes(planned(found)) == {"Diallo": YES}
    assert any("« Groupe B »" in line for line in found.understood)


def test_total_of_a_month_alone_is_left_out_by_a_person_only() -> None:
    rows: list[list[Cell]] = [["Naam en voornaam", DAYS[0], "Total"], [AWA, "x", 1.0]]
    later: list[list[Cell]] = [["Naam en voornaam", DAYS[2], "Total"], [AWA, "x", 1.0]]
    sheets = [layouts.sheet("Mars", rows), layouts.sheet("Avril", later)]
    _, profile = proposed(sheets)
    with pytest.raises(WorkbookError, match="ne vaut que pour cette feuille"):
        arranged(sheets, Reading(profile=profile), module=MODULE, enrolled=ENROLLED)


def test_month_with_other_columns_is_not_left_out_in_silence() -> None:
    other = layouts.sheet("Avril", [["Naam en voornaam", "Remarque", DAYS[2]], [AWA, None, "-"]])
    sheets = [_march([AWA, "x", "x"]), other]
    _, profile = proposed(sheets)
    reading = Reading(profile=profile, sheet=0, header=0)
    module = layouts.module(DAYS[:2])

    with pytest.raises(WorkbookError, match=r"aussi des présences.*« Avril »"):
        arranged(sheets, reading, module=module, enrolled=ENROLLED)
    decided = replace(reading, leaves_other_sheets=True)
    found = arranged(sheets, decided, module=module, enrolled=ENROLLED)
    assert any("« Avril »" in line for line in found.understood)
