"""An upload and an issued page: the same print is identical, another sign is found."""

import pytest

from attestation.verdict.comparison_results import (
    Differs,
    Identical,
    NotCompared,
    PageGap,
)
from tests.support.compared_pages import altered, compared_scan, the_page
from tests.support.forgeries import (
    unsigned_copy,
)
from tests.support.sweeps import sweep
from verifier.comparison.compare import compare

pytestmark = pytest.mark.long

LOUD = [("faded", 150, 12), ("bitonal", 200, 11)]
ONE_SIGN = ["birth year", "hours, ones", "an accent", "number"]


def test_page_saved_again_is_identical() -> None:
    assert compare(the_page().pdf, unsigned_copy(the_page().pdf)) == Identical()


@pytest.mark.parametrize("kind", ["askew", "folded", "noted", "photographed"])
def test_honest_scan_is_identical(kind: str) -> None:
    assert isinstance(compared_scan(the_page().pdf, kind, dpi=150), Identical)


@pytest.mark.parametrize(
    ("kind", "dpi", "seed"),
    sweep(LOUD, reduced=LOUD[:1]),
)
def test_honest_scan_with_loud_dots_is_identical(kind: str, dpi: int, seed: int) -> None:
    assert isinstance(compared_scan(the_page().pdf, kind, dpi=dpi, seed=seed), Identical)


@pytest.mark.parametrize("name", sweep(["telephone", "number"], reduced=["number"]))
def test_one_sign_among_loud_dots_is_never_identical(name: str) -> None:
    page = compared_scan(altered()[name].pdf, "bitonal", dpi=200)
    assert not isinstance(page, Identical)


@pytest.mark.parametrize("name", sweep(ONE_SIGN, reduced=ONE_SIGN[:1]))
def test_one_sign_of_the_same_typeface_is_found_in_a_scan(name: str) -> None:
    page = compared_scan(altered()[name].pdf, "flat", dpi=150)
    assert isinstance(page, Differs)


def test_zone_names_the_line_that_was_issued() -> None:
    page = compare(the_page().pdf, altered()["birth year"].pdf)
    assert isinstance(page, Differs)
    assert any("29 février 1988" in zone.what for zone in page.zones)


def test_scan_with_few_dots_proves_nothing() -> None:
    page = compared_scan(the_page().pdf, "faded", dpi=75)
    assert page == NotCompared(reason=PageGap.TOO_COARSE)
