"""What the comparing child says is read with care: it may have been taken over."""

from dataclasses import replace

import pytest

from attestation.verdict.comparison_results import (
    Comparison,
    Differs,
    Identical,
    NotCompared,
    PageGap,
    PagePictures,
    Zone,
    ZoneKind,
    pictures_of,
)
from verifier.comparison.message import decode_comparison, encode_comparison

ZONE = Zone(page=1, x_mm=1, y_mm=2, width_mm=3, height_mm=4, kind=ZoneKind.PRINT, what="a line")
PICTURES = PagePictures(width=2, height=1, issued=b"ab", shown=b"cd")
FAILED = NotCompared(reason=PageGap.TOO_MUCH)


@pytest.mark.parametrize(
    "page",
    [
        Identical(),
        Identical(additions=(ZONE,), pictures=PICTURES),
        Differs(zones=(ZONE,), is_drawn=True, pictures=PICTURES),
        Differs(zones=(ZONE,)),
        NotCompared(reason=PageGap.CUT_OFF),
    ],
)
def test_comparison_comes_back_with_its_pictures(page: Comparison) -> None:
    read = decode_comparison(encode_comparison(page))

    assert read == page
    assert pictures_of(read) == pictures_of(page)


def test_pictures_of_another_size_are_a_comparison_that_failed() -> None:
    written = encode_comparison(Differs(zones=(ZONE,), pictures=PICTURES))

    for wrong in (written[:-1], written[:-2], written + b"e", written + b"ef"):
        assert decode_comparison(wrong) == FAILED


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{}",
        b"\x00\x00\x00\x02{}",
        b"\xff\xff\xff\xff{}",
        encode_comparison(Differs(zones=())),
    ],
)
def test_anything_else_is_a_comparison_that_failed(written: bytes) -> None:
    assert decode_comparison(written) == FAILED


def test_comparison_without_zones_has_no_picture() -> None:
    assert pictures_of(None) is None
    assert pictures_of(replace(Identical())) is None
