"""Text that hides nothing from its reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.plain_text import is_plain

SEEN = st.characters(exclude_categories=("C", "Zl", "Zp"))
HIDDEN = st.characters(categories=("C", "Zl", "Zp"))


@given(st.text(SEEN))
def test_text_of_visible_characters_is_plain(text: str) -> None:
    assert is_plain(text)


@given(st.text(SEEN), HIDDEN, st.text(SEEN))
def test_one_hidden_character_anywhere_is_enough(before: str, hidden: str, after: str) -> None:
    assert not is_plain(before + hidden + after)


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2028", "\n", "\0", "\ud800", "\ue000"])
def test_overrides_separators_and_private_characters_are_hidden(hidden: str) -> None:
    assert not is_plain(f"Haile{hidden}")
