"""An issued document as grey pixels; anything else that a child says is none."""

import pytest

from verifier.comparison.drawing import Drawing, decode_drawing, encode_drawing


@pytest.mark.parametrize(
    "data", [b"", bytes(8), encode_drawing(2, 2, b"abc"), encode_drawing(2, 2, b"abcde")]
)
def test_anything_else_than_a_drawing_is_none(data: bytes) -> None:
    assert decode_drawing(data) is None
    assert decode_drawing(encode_drawing(2, 1, b"ab")) == Drawing(width=2, height=1, pixels=b"ab")
