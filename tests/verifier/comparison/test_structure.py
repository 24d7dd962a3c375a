"""A file that can be seen two ways is not compared."""

import pytest

from attestation.verdict.comparison_results import (
    NotCompared,
    PageGap,
)
from tests.support.compared_pages import the_page
from tests.support.forgeries import (
    annotated,
    in_hidden_layer,
    joined,
    unsigned_copy,
    visible,
)
from verifier.comparison.compare import compare

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        (joined(the_page().pdf, the_page().pdf), PageGap.SEVERAL_PAGES),
        (
            annotated(the_page().pdf, visible("x", left=60, bottom=500)),
            PageGap.ACTIVE_CONTENT,
        ),
        (
            in_hidden_layer(the_page().pdf, visible("x", left=60, bottom=500)),
            PageGap.ACTIVE_CONTENT,
        ),
        (b"no file", PageGap.NOT_LOCATED),
    ],
    ids=["two pages", "annotation", "layer", "rubbish"],
)
def test_file_that_can_be_seen_two_ways_is_not_compared(pdf: bytes, reason: PageGap) -> None:
    assert compare(the_page().pdf, pdf) == NotCompared(reason=reason)


def test_object_that_is_said_twice_is_not_compared() -> None:
    pdf = unsigned_copy(the_page().pdf) + b"\n4 0 obj\n<<>>\nendobj\n"
    assert compare(the_page().pdf, pdf) == NotCompared(reason=PageGap.DRAWN_DIFFERENTLY)
