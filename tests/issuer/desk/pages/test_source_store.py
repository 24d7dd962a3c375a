"""Files of another shape beside the workbook under way: read back as they were brought."""

import json
from dataclasses import replace
from datetime import date, time

import pytest

from issuer.desk.pages.source_store import (
    decode_reading,
    decode_source,
    encode_reading,
    encode_source,
)
from issuer.words.sentence import sentence
from issuer.workbook.answers import Meaning
from issuer.workbook.layouts.profile import WHOLE_DAY, Layout, NameOrder, Profile
from issuer.workbook.layouts.reading import ModuleFields, Reading
from issuer.workbook.profiled import Source
from tests.support import layouts

GRID = layouts.grid({"DIALLO Awa": ["x"] * 4})
READING = Reading(
    profile=Profile(
        layout=Layout.GRID,
        columns={},
        marks={"x": Meaning.PRESENT, "": Meaning.ABSENT},
        name_order=NameOrder.CAPITALS,
        hours={WHOLE_DAY: (time(9), time(13))},
    ),
    sheet=1,
    header=2,
    days={"D": date(2026, 3, 2)},
    people={"awadialo": 2, "laformatrice": None},
    leaves_other_days=True,
    leaves_other_sheets=True,
    module=ModuleFields(code="AC-2026-03", title="Ateliers"),
)


@pytest.mark.parametrize(
    "source",
    [
        Source(register=(GRID,)),
        Source(
            register=(GRID, replace(GRID, name="Avril")),
            module=(layouts.module(),),
            enrolled=(layouts.enrolled(("Diallo", "Awa", date(1990, 5, 4))),),
            are_earlier=True,
            understood=(sentence("Fichier « {name} » lu.", name="a.xlsx"),),
        ),
    ],
)
def test_sheets_come_back_through_json_as_they_were_brought(source: Source) -> None:
    assert decode_source(json.loads(json.dumps(encode_source(source)))) == source


@pytest.mark.parametrize("reading", [READING, replace(READING, module=None, days={}, people={})])
def test_reading_comes_back_through_json_as_it_was_said(reading: Reading) -> None:
    assert decode_reading(json.loads(json.dumps(encode_reading(reading)))) == reading
