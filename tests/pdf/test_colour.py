"""How a colour reads on white, by the formula of WCAG 2.2."""

import pytest

from pdf.colour import Colour


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("#FFFFFF", 1.0),
        ("#000000", 21.0),
        ("#777777", 4.48),  # just too pale for small text, as the standard's own examples have it
        ("#767676", 4.54),
        ("#FF0000", 4.0),
        ("#0000ff", 8.59),
    ],
)
def test_contrast_with_white_is_that_of_the_standard(text: str, ratio: float) -> None:
    assert Colour.parse(text).contrast_with_white() == pytest.approx(ratio, abs=0.01)


def test_parts_are_read_in_their_order() -> None:
    assert Colour.parse("#FF8000") == Colour(red=1.0, green=128 / 255, blue=0.0)
