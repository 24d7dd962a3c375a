"""Words of a page as tokens that compare across fonts, programs and spellings."""

from hypothesis import given
from hypothesis import strategies as st

from attestation.name import fold
from attestation.partial_date import PartialDate
from tests.support.page_texts import line
from verifier.text_comparison.tokens import in_reading_order, places_of, tokens_of
from verifier.text_comparison.written_dates import written_dates


@given(st.text(max_size=40))
def test_any_text_has_tokens_and_dates(text: str) -> None:
    tokens = tokens_of(line(text, top=0))

    assert all(token.text == fold(token.text) for token in tokens)
    assert all(isinstance(one.date, PartialDate) for one in written_dates(tokens))


def test_token_is_joined_by_hyphen_and_apostrophe_only() -> None:
    tokens = tokens_of(line("Jean-Pierre d’Août, n°12 a.b", top=0))

    assert [(token.text, token.is_joined) for token in tokens] == [
        ("jean", False),
        ("pierre", True),
        ("d", False),
        ("aout", True),
        ("n", False),
        ("12", False),
        ("a", False),
        ("b", False),
    ]


def test_ligatures_and_full_width_letters_are_letters() -> None:
    (place,) = places_of(tokens_of(line("oﬃce ＡＢＣ", top=0)), "officeabc")

    assert [word.text for word in place.words] == ["oﬃce", "ＡＢＣ"]


def test_reading_order_is_by_lines() -> None:
    words = [*line("c d", top=20), *line("a b", top=0)]

    assert [word.text for word in in_reading_order(words)] == ["a", "b", "c", "d"]
