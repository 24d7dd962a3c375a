"""What a person decided about a sheet: by place or by mark, kept and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.workbook.answers import (
    NO_ANSWERS,
    Answers,
    Meaning,
    decode_answers,
    encode_answers,
    mark_key,
    parse_place,
)

PLACES = st.frozensets(st.sampled_from(["K", "14", "K14", "AA3"]))
ANSWERS = st.builds(
    Answers,
    marks=st.dictionaries(st.text(max_size=5), st.sampled_from(Meaning)),
    set_aside=PLACES,
    kept=PLACES,
)


@given(ANSWERS)
def test_answers_come_back_as_they_were_kept(answers: Answers) -> None:
    assert decode_answers(encode_answers(answers)) == answers


def test_workbook_of_an_earlier_program_has_none() -> None:
    assert decode_answers({}) == NO_ANSWERS


@pytest.mark.parametrize(
    ("place", "left_out"),
    [
        ("B", {(0, 1), (1, 1)}),
        ("2", {(1, 0), (1, 1)}),
        ("B2", {(1, 1)}),
        ("C3", set()),
    ],
)
def test_place_is_a_column_a_row_or_a_cell(place: str, left_out: set[tuple[int, int]]) -> None:
    answers = Answers(set_aside=frozenset({place}))

    cells = [(row, column) for row in range(2) for column in range(2)]
    assert {cell for cell in cells if answers.leaves_out(*cell)} == left_out
    assert not any(answers.keeps(*cell) for cell in cells)


@given(ANSWERS, ANSWERS)
def test_later_word_about_a_mark_stands_and_no_place_is_forgotten(
    first: Answers, second: Answers
) -> None:
    both = first.with_more(second)

    assert both.marks == {**first.marks, **second.marks}
    assert both.set_aside >= first.set_aside | second.set_aside
    assert both.kept >= first.kept | second.kept


@pytest.mark.parametrize(("text", "place"), [(" k14 ", "K14"), ("aaa", "AAA"), ("7", "7")])
def test_place_is_read_in_one_form(text: str, place: str) -> None:
    assert parse_place(text) == place


@pytest.mark.parametrize("text", ["", "0", "K0", "14K", "K 14", "AAAA", "K123456", "É1"])
def test_anything_else_is_no_place(text: str) -> None:
    with pytest.raises(ValueError, match="not a column"):
        parse_place(text)


def test_log_holds_no_text_that_could_be_a_name() -> None:
    answers = Answers(
        marks={"diallo aminata": Meaning.PRESENT, "x": Meaning.ABSENT, "": Meaning.ABSENT}
    )

    said = answers.for_the_log()
    assert "diallo" not in said
    assert said == "marques : vide, …, x"
    assert NO_ANSWERS.for_the_log() == ""


def test_mark_is_told_by_its_text_whatever_the_case() -> None:
    assert mark_key("Présent") == mark_key("PRÉSENT")
    assert mark_key(1.0) == mark_key("1")
    assert mark_key(None) == ""
