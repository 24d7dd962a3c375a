"""Combining marks are set on their letters, and characters kept in their order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdf.fonts import Face, advance_widths
from pdf.mark_positioning import missing_characters, place_marks


@pytest.mark.parametrize("name", ["Adébọ̀wálé", "Ẹ̀bùn", "Mɔ́nga", "Ɛ́sɛ́", "m̀"])
def test_letters_with_a_mark_of_their_own_print(name: str) -> None:
    assert missing_characters(name) == ()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("山田 Tarō 山", ("山", "田")),
        ("Ali \u202e", ("\u202e",)),
        ("a\tb\n", ("\t", "\n")),
        ("🙂", ("🙂",)),
        ("q̌̌", ("\u030c",)),  # two marks, one on top of the other
        ("\u0301a", ("\u0301",)),  # a mark on nothing
        ("ế\u0301", ("\u0301",)),  # a second mark on the same side
        ("1\u0323\u0300", ("\u0323", "\u0300")),
    ],
)
def test_what_the_font_lacks_is_named_once_in_order(text: str, missing: tuple[str, ...]) -> None:
    assert missing_characters(text) == missing


def test_mark_is_set_above_its_letter_and_what_follows_is_not_moved() -> None:
    letter, mark, rest = place_marks("mɔ́nga", face=Face.REGULAR)

    assert (letter.text, mark.text, rest.text) == ("mɔ", "\u0301", "nga")
    widths = advance_widths(Face.REGULAR)
    assert rest.right == (widths["m"] + widths["ɔ"]) / 1000
    assert widths["m"] / 1000 < mark.right < rest.right
    assert (letter.up, rest.up) == (0, 0)


def test_mark_at_the_end_of_a_text_leaves_nothing_after_it() -> None:
    runs = list(place_marks("m\u0300", face=Face.SEMIBOLD))

    assert [run.text for run in runs] == ["m", "\u0300"]


@given(st.text(alphabet=st.sampled_from("aọɔm\u0300\u0301\u0302 B"), max_size=20))
def test_placing_marks_keeps_every_character_in_order(text: str) -> None:
    assert "".join(run.text for run in place_marks(text, face=Face.LIGHT)) == text
