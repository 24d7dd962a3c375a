"""What Moodle exports is a grid whose marks have points; each mark is asked once."""

from collections.abc import Mapping, Sequence
from datetime import date

from issuer.planning.plan import Plan
from issuer.workbook.answers import Meaning
from issuer.workbook.format.cells import Cell
from issuer.workbook.layouts.profile import Layout
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import arranged, outcomes, planned, proposed

ENROLLED = layouts.enrolled(
    ("Diallo", "Awa", date(1990, 5, 4)),
    ("Ngoma", "Grâce", date(1991, 6, 5)),
)
AWA, NGO = ("Diallo", "Awa"), ("Ngoma", "Grâce")
MARKS = {"p (2/2)": Meaning.PRESENT, "a (0/2)": Meaning.ABSENT, "e (1/2)": Meaning.EXCUSED}
YES, NO, BAD = "entitled", "not_entitled", "problem"


def _plan(
    written: Mapping[tuple[str, str], Sequence[Cell]],
    marks: Mapping[str, Meaning],
    *,
    has_remarks: bool = False,
) -> Plan:
    export = layouts.moodle(written, has_remarks=has_remarks)
    table, profile = proposed([export])
    assert (table.layout, table.header) == (Layout.GRID, 3)
    found = arranged([export], Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)
    return planned(found, marks=marks)


def test_moodle_export_is_read_once_its_marks_are_said() -> None:
    written = {AWA: ["P"] * 4, NGO: ["P", "A", "P", "P"]}
    asked = _plan(written, {})
    assert outcomes(asked) == {"Diallo": BAD, "Ngoma": BAD}
    assert {one.question for one in asked.problems} >= {"p (2/2)", "a (0/2)"}

    assert outcomes(_plan(written, MARKS)) == {"Diallo": YES, "Ngoma": NO}


def test_session_that_moodle_has_not_taken_is_no_absence() -> None:
    written = {AWA: ["P"] * 4, NGO: ["P", "P", "P", "?"]}
    assert outcomes(_plan(written, MARKS)) == {"Diallo": YES, "Ngoma": BAD}


def test_empty_columns_of_remarks_change_nothing_and_late_is_asked() -> None:
    written = {AWA: ["P"] * 4, NGO: ["P", "L", "P", "P"]}
    plan = _plan(written, MARKS, has_remarks=True)
    assert outcomes(plan) == {"Diallo": YES, "Ngoma": BAD}
    late = {**MARKS, "l (1/2)": Meaning.PRESENT}
    # Moodle's own percentage counts half for being late: it disagrees, and a person looks.
    assert outcomes(_plan(written, late)) == {"Diallo": YES, "Ngoma": BAD}
