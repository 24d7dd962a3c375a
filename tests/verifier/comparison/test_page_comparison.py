"""A page is the issued one in every mark, or what differs is named, or nothing is said."""

import random
from functools import cache

import pytest

from attestation.verdict.page_comparison import (
    Comparison,
    Differs,
    Identical,
    NotCompared,
    PageGap,
)
from tests.support.forgeries import (
    annotated,
    in_hidden_layer,
    joined,
    unsigned_copy,
    visible,
)
from tests.support.page_corpus.pages import AlteredPage, IssuedPage, altered_pages, issued_pages
from tests.support.page_corpus.scanning import scan
from verifier.assembly import started_anew
from verifier.comparison.compare import compare
from verifier.comparison.process import CHILD, Comparer
from verifier.inspection.fair_semaphore import FairSemaphore
from verifier.inspection.limits import Limits


@cache
def the_page() -> IssuedPage:
    return issued_pages(seed=11)[0]


@cache
def altered() -> dict[str, AlteredPage]:
    return {one.name: one for one in altered_pages(the_page(), rng=random.Random(11))}  # noqa: S311  no secret


def compared_scan(pdf: bytes, kind: str, *, dpi: int) -> Comparison:
    upload = scan(pdf, kind, dpi=dpi, rng=random.Random(11))  # noqa: S311  no secret
    return compare(the_page().pdf, upload.data)


def test_page_saved_again_is_identical() -> None:
    assert compare(the_page().pdf, unsigned_copy(the_page().pdf)) == Identical()


@pytest.mark.parametrize("kind", ["askew", "folded", "photographed", "stamped"])
def test_honest_scan_is_identical(kind: str) -> None:
    assert isinstance(compared_scan(the_page().pdf, kind, dpi=150), Identical)


@pytest.mark.parametrize("name", ["hours, ones", "an accent", "birth year", "number"])
def test_one_sign_of_the_same_typeface_is_found_in_a_scan(name: str) -> None:
    page = compared_scan(altered()[name].pdf, "flat", dpi=150)
    assert isinstance(page, Differs)


def test_zone_names_the_line_that_was_issued() -> None:
    page = compare(the_page().pdf, altered()["birth year"].pdf)
    assert isinstance(page, Differs)
    assert any("29 février 1988" in zone.what for zone in page.zones)


@pytest.mark.parametrize("name", ["a note added", "a holder added", "coordinator whitened"])
def test_added_or_whitened_line_is_never_identical(name: str) -> None:
    assert not isinstance(compared_scan(altered()[name].pdf, "flat", dpi=100), Identical)


def test_scan_with_few_dots_proves_nothing() -> None:
    page = compared_scan(the_page().pdf, "faded", dpi=75)
    assert page == NotCompared(reason=PageGap.TOO_COARSE)


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


def test_confined_child_compares_a_scan() -> None:
    comparer = Comparer(
        limits=Limits(seconds=60),
        places=FairSemaphore(1),
        ask=started_anew(CHILD),
    )
    upload = scan(the_page().pdf, "flat", dpi=300, rng=random.Random(11))  # noqa: S311  no secret
    assert isinstance(comparer(the_page().pdf, upload.data), Identical)
