import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.errors import DocumentError
from issuer.document.text_fit import FittedText, Piece, fit_text, line_width
from issuer.document.translations.catalogue import NO_BREAK
from pdf.fonts import Face

SIZES = (24.0, 18.0, 12.0, 7.5)
words = st.text(alphabet=st.sampled_from("aWiǵ-’m\u0300"), min_size=1, max_size=40)
texts = st.lists(words, min_size=1, max_size=8).map(" ".join)


def shown(fitted: FittedText) -> str:
    return "\n".join("".join(piece.text for piece in line).rstrip() for line in fitted.lines)


@given(texts, texts)
def test_no_letter_is_lost_added_or_moved_and_no_line_is_too_wide(first: str, last: str) -> None:
    pieces = [Piece(f"{first} ", Face.LIGHT), Piece(last, Face.SEMIBOLD)]

    fitted = fit_text(pieces, width=200, height=float("inf"), sizes=SIZES)

    assert "".join(shown(fitted).split()) == "".join(f"{first}{last}".split())
    assert all(line_width(line, size=fitted.size) <= 200 for line in fitted.lines)


@given(texts)
def test_what_fits_is_as_tall_as_allowed(text: str) -> None:
    try:
        fitted = fit_text([Piece(text, Face.REGULAR)], width=200, height=60, sizes=SIZES)
    except DocumentError:
        return
    assert fitted.height <= 60
    assert fitted.size in SIZES


def test_short_text_takes_the_largest_size_on_one_line() -> None:
    fitted = fit_text([Piece("Suryani", Face.SEMIBOLD)], width=200, height=30, sizes=SIZES)

    assert (fitted.size, shown(fitted)) == (24.0, "Suryani")


def test_one_line_is_preferred_down_to_its_limit() -> None:
    pieces = [Piece("Maria Fernanda dos ", Face.LIGHT), Piece("Santos", Face.SEMIBOLD)]

    fitted = fit_text(pieces, width=230, height=200, sizes=SIZES, one_line_from=18.0)

    assert (fitted.size, shown(fitted)) == (18.0, "Maria Fernanda dos Santos")


def test_lines_are_of_even_length() -> None:
    text = "Ateliers citoyens – module de base et approfondissement"
    fitted = fit_text([Piece(text, Face.REGULAR)], width=300, height=60, sizes=(18.0,))

    first, second = (line_width(line, size=18.0) for line in fitted.lines)
    assert abs(first - second) < 60


def test_word_wider_than_the_place_is_cut_after_a_hyphen() -> None:
    text = "Nguyen-Vandenbroeck-Abeele"
    fitted = fit_text([Piece(text, Face.REGULAR)], width=66, height=90, sizes=(10.0,))

    assert shown(fitted) == "Nguyen-\nVandenbroeck-\nAbeele"


def test_word_is_never_cut_between_a_letter_and_its_mark() -> None:
    text = "m\u0300" * 30
    fitted = fit_text([Piece(text, Face.REGULAR)], width=50, height=200, sizes=(10.0,))

    assert len(fitted.lines) > 1
    assert all(line[0].text[0] == "m" for line in fitted.lines)


def test_smaller_size_is_preferred_to_cutting_a_word() -> None:
    text = "Abcdefghijklmnopqrst"
    fitted = fit_text([Piece(text, Face.REGULAR)], width=120, height=90, sizes=SIZES)

    assert (fitted.size, shown(fitted)) == (12.0, text)


def test_number_and_unit_stay_together_and_are_drawn_with_a_plain_space() -> None:
    text = f"soit 52{NO_BREAK}h"
    fitted = fit_text([Piece(text, Face.REGULAR)], width=35, height=90, sizes=(12.0,))

    assert shown(fitted) == "soit\n52 h"


def test_what_does_not_fit_at_the_smallest_size_is_refused() -> None:
    with pytest.raises(DocumentError, match="ne tient pas"):
        fit_text([Piece("W" * 100, Face.REGULAR)], width=100, height=20, sizes=SIZES)
