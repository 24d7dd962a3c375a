"""Marks: what coordinators write is understood, what is doubtful never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.workbook.format.cells import Cell, Fault
from issuer.workbook.model import Mark
from issuer.workbook.parsing.marks import parse_mark

WRITTEN = {
    Mark.PRESENT: [
        "P",
        "x",
        "1",
        "v",
        "oui",
        "présent",
        "présente",
        "présent(e)",
        "présent·e",
        "✓",
    ],
    Mark.ABSENT: ["A", "0", "-", "–", "abs", "abs.", "absent", "absente", "absent(e)", "absent-e"],
    Mark.EXCUSED: ["E", "exc", "exc.", "excusé", "excusée", "excusé(e)"],
    Mark.CAUGHT_UP: ["R", "rattrapé", "rattrapée", "rattrapage"],
}
CASES = [(text, mark) for mark, texts in WRITTEN.items() for text in texts]


@given(st.sampled_from(CASES), st.sampled_from([str.upper, str.lower, str.title]))
def test_mark_is_understood_in_any_case(case: tuple[str, Mark], change: object) -> None:
    text, mark = case

    assert callable(change)
    assert parse_mark(change(text)) is mark


@pytest.mark.parametrize(
    ("cell", "mark"),
    [(1.0, Mark.PRESENT), (0.0, Mark.ABSENT), (True, Mark.PRESENT), (False, Mark.ABSENT)],
)
def test_numeric_and_ticked_cells_are_marks(cell: Cell, mark: Mark) -> None:
    assert parse_mark(cell) is mark


@pytest.mark.parametrize(
    "cell", ["P?", "P/A", "1/2", "(x)", "x!", "pp", "?", "présent 2h", "1,5", 2.0, 0.5, 11.0]
)
def test_doubtful_mark_is_never_taken_for_one(cell: Cell) -> None:
    fault = parse_mark(cell)

    assert isinstance(fault, Fault)
    assert "P (présent·e)" in fault.remedy


def test_empty_mark_is_a_fault_of_its_own() -> None:
    fault = parse_mark(None)

    assert isinstance(fault, Fault)
    assert "vide" in fault.message


@given(st.text())
def test_no_text_breaks_the_reader_of_marks(text: str) -> None:
    assert isinstance(parse_mark(text), Mark | Fault)


def test_long_or_hidden_text_is_quoted_short_and_visible() -> None:
    fault = parse_mark("P\u202e" + "x" * 200)

    assert isinstance(fault, Fault)
    assert "\u202e" not in fault.message
    assert len(fault.message) < 130
