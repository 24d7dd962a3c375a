"""An answer of another shape is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.verdict.reasons import Obstacle
from verifier.inspection.answer import (
    NotInspectable,
)
from verifier.inspection.answer_reader import decode_answer

pytestmark = pytest.mark.long


@given(st.binary(max_size=200))
def test_other_bytes_are_no_answer(data: bytes) -> None:
    assert decode_answer(data) == NotInspectable(reason=Obstacle.FAILED)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"inspection": null, "nothing": null}',
        '{"inspection": {"pages": []}, "nothing": {"reason": "failed"}}',
        '{"inspection": {"pages": [], "attachments": ["xyz"]}}',
        '{"inspection": {"pages": [{"symbols": [1]}]}}',
        '{"inspection": {"pages": [{"symbols": [], "is_legible": 1}]}}',
    ],
)
def test_answer_of_another_shape_is_none(text: str) -> None:
    assert decode_answer(text.encode()) == NotInspectable(reason=Obstacle.FAILED)
