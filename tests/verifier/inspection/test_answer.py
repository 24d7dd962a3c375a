"""What the child answers arrives as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.verdict.reasons import Gap, Obstacle
from verifier.inspection.answer import (
    Inspection,
    NotInspectable,
    Page,
    PdfSignature,
    Word,
    encode_answer,
)
from verifier.inspection.answer_reader import decode_answer

pytestmark = pytest.mark.long

WORDS = st.builds(
    Word,
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
    left=st.floats(-999, 999),
    top=st.floats(-999, 999),
    right=st.floats(-999, 999),
    bottom=st.floats(-999, 999),
)

PAGES = st.builds(
    Page,
    symbols=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=2).map(tuple),
    words=st.lists(WORDS, max_size=3).map(tuple),
    is_legible=st.booleans(),
)

SIGNATURES = st.lists(
    st.builds(
        PdfSignature,
        certificates=st.just(("ab",)),
        public_keys=st.just(()),
        is_broken=st.booleans(),
    ),
    max_size=2,
).map(tuple)

ANSWERS = st.one_of(
    st.builds(
        Inspection,
        pages=st.lists(PAGES, max_size=2).map(tuple),
        attachments=st.lists(st.binary(max_size=9), max_size=2).map(tuple),
        signatures=SIGNATURES,
    ),
    st.builds(
        NotInspectable,
        reason=st.sampled_from([*Gap, *Obstacle]),
        signatures=SIGNATURES,
    ),
)


@given(ANSWERS)
def test_answer_survives_the_way(answer: Inspection | NotInspectable) -> None:
    assert decode_answer(encode_answer(answer)) == answer
