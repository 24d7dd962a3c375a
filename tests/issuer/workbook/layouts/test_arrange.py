"""Files of any shape say what they say: the truth, or a problem; never another answer."""

from dataclasses import replace
from datetime import date, time

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.layouts.profile import (
    Layout,
    decode_profile,
    encode_profile,
)
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import (
    ABSENT,
    AWA,
    ENROLLED,
    LOP,
    NGO,
    NO,
    YES,
    arranged,
    outcomes,
    planned,
    proposed,
)

WHOLE = ((time(9), time(13)),)


def test_sheet_for_each_session_lists_who_was_there() -> None:
    sheets = layouts.session_sheets({day: [AWA, NGO] for day in layouts.DAYS[:3]})
    sheets += layouts.session_sheets({layouts.DAYS[3]: [AWA]})
    table, profile = proposed(sheets)
    assert table.layout is Layout.SHEETS

    found = arranged(sheets, Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)

    assert outcomes(planned(found, marks=ABSENT)) == {"Diallo": YES, "Ngoma": NO, "Lopez": NO}


def test_profile_of_march_reads_april_without_a_question() -> None:
    march = layouts.grid({AWA: ["x"] * 4})
    _, profile = proposed([march])
    kept = decode_profile(encode_profile(replace(profile, marks=ABSENT)))
    days = tuple(date(2026, 4, day) for day in (6, 7, 13))
    april = layouts.grid({LOP: ["x", None, "x"]}, titles=days, above=())

    module = layouts.module(days)
    found = arranged([april], Reading(profile=kept), module=module, enrolled=ENROLLED)

    plan = planned(found, marks=kept.marks)
    assert outcomes(plan) == {"Lopez": NO}
    assert not plan.questions
    other = layouts.grid({LOP: ["x", None, "x"]}, titles=days, name_title="Wie")
    with pytest.raises(WorkbookError, match="ne sont pas celles du profil"):
        arranged([other], Reading(profile=kept), module=module, enrolled=ENROLLED)
