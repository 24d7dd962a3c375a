"""Comparing in a confined child."""

import random

import pytest

from attestation.verdict.comparison_results import (
    Identical,
)
from tests.support.compared_pages import the_page
from tests.support.page_corpus.scanning import scan
from verifier.assembly import started_anew
from verifier.comparison.process import CHILD, Comparer
from verifier.inspection.fair_semaphore import FairSemaphore
from verifier.inspection.limits import Limits

pytestmark = pytest.mark.long


def test_confined_child_compares_a_scan() -> None:
    comparer = Comparer(
        limits=Limits(seconds=60),
        places=FairSemaphore(1),
        ask=started_anew(CHILD),
    )
    upload = scan(the_page().pdf, "flat", dpi=300, rng=random.Random(11))  # noqa: S311  no secret
    assert isinstance(comparer(the_page().pdf, upload.data), Identical)
