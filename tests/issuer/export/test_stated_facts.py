"""What an attestation states of its module, as cells: one for each heading, or said to lack."""

from attestation.particulars import NOTHING_STATED
from issuer.export.stated_facts import NOT_STATED, STATED_HEADINGS, stated_cells
from tests.support.facts import STATED


def test_each_fact_has_a_cell_and_what_was_not_stated_says_so() -> None:
    assert stated_cells(NOTHING_STATED) == (NOT_STATED,) * len(STATED_HEADINGS)
    cells = stated_cells(STATED)
    assert len(cells) == len(STATED_HEADINGS)
    assert NOT_STATED not in cells


def test_durations_are_whole_minutes_and_the_language_is_named() -> None:
    cells = dict(zip(map(str, STATED_HEADINGS), stated_cells(STATED), strict=True))

    assert STATED.module_time is not None
    assert cells["Minutes du module"] == STATED.module_time.total_seconds() / 60
    assert cells["Langue"] != STATED.language
    assert stated_cells(STATED, language="nl")[5] != cells["Langue"]
