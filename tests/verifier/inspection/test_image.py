"""Looking into a photograph, scan or screenshot, within limits."""

import pytest
from PIL import Image

from attestation.verdict.reasons import Obstacle
from tests.support.forgeries import (
    encoded,
    page_of,
    picture_of,
    symbol,
    together,
)
from verifier.inspection.answer import (
    Inspection,
    NotInspectable,
)
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits

pytestmark = pytest.mark.long
LIMITS = Limits(seconds=60)


def test_picture_over_40_megapixels_is_refused_undecoded() -> None:
    large = encoded(Image.new("1", (8000, 5001)), "PNG")
    just = encoded(Image.new("1", (8000, 5000)), "PNG")

    assert inspect_file(large, limits=LIMITS) == NotInspectable(reason=Obstacle.TOO_LARGE)
    assert isinstance(inspect_file(just, limits=LIMITS), Inspection)


def test_many_symbols_in_a_picture_are_too_many() -> None:
    sheet = page_of(
        together(
            symbol("a", left=60, bottom=600, side=90), symbol("b", left=300, bottom=600, side=90)
        )
    )

    answer = inspect_file(encoded(picture_of(sheet), "PNG"), limits=Limits(symbols=1))

    assert answer == NotInspectable(reason=Obstacle.TOO_LARGE)
