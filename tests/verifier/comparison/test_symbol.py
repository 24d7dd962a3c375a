"""The QR symbol in a picture: found with its corners, turned, small or pale."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp

from verifier.comparison.symbol import find_symbol

TEXT = "https://verify.example.org/v#0123456789"
Grey = npt.NDArray[np.uint8]


def symbol(text: str, *, scale: int = 6) -> Grey:
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return np.array(barcode.to_image(scale=scale, add_quiet_zones=True), dtype=np.uint8)


def page(*symbols: tuple[Grey, int, int]) -> Grey:
    """Return a white page with symbols at their upper left corners."""
    picture = np.full((1200, 900), 255, dtype=np.uint8)
    for one, x, y in symbols:
        picture[y : y + one.shape[0], x : x + one.shape[1]] = one
    return picture


def test_corners_are_those_of_the_symbol_in_order() -> None:
    one = symbol(TEXT)
    found = find_symbol(page((one, 300, 500)))

    assert found is not None
    assert found.text == TEXT
    quiet, side = 4 * 6, one.shape[0]
    left, top, right, bottom = 300 + quiet, 500 + quiet, 300 + side - quiet, 500 + side - quiet
    expected = [(left, top), (right, top), (right, bottom), (left, bottom)]
    assert found.corners == pytest.approx(np.array(expected), abs=2)


def test_corners_turn_with_the_symbol() -> None:
    upright = find_symbol(page((symbol(TEXT), 300, 500)))
    turned = find_symbol(np.ascontiguousarray(np.rot90(page((symbol(TEXT), 300, 500)), 2)))

    assert upright is not None
    assert turned is not None
    assert turned.corners == pytest.approx(np.array((900, 1200)) - upright.corners, abs=3)


def test_symbol_that_says_the_text_is_chosen_and_another_is_none() -> None:
    both = page((symbol("another"), 100, 100), (symbol(TEXT), 300, 700))

    found = find_symbol(both, TEXT)
    assert found is not None
    assert found.corners[0, 1] > 700
    assert find_symbol(both, "a third") is None


@pytest.mark.parametrize("scale", [0.5, 4.0])
def test_corners_are_in_the_pixels_of_the_picture_however_large_it_is(scale: float) -> None:
    whole = page((symbol(TEXT), 300, 500))
    found = find_symbol(whole)
    resized = find_symbol(cv2.resize(whole, None, fx=scale, fy=scale).astype(np.uint8))

    assert found is not None
    assert resized is not None
    assert resized.corners == pytest.approx(found.corners * scale, abs=3 * max(scale, 1))


def test_pale_and_blurred_symbol_is_still_found() -> None:
    blurred = cv2.GaussianBlur(page((symbol(TEXT, scale=8), 300, 500)), (0, 0), 2.5)
    pale = (200 + blurred.astype(np.float32) * 40 / 255).astype(np.uint8)

    assert find_symbol(pale) is not None


def test_page_without_a_symbol_has_none() -> None:
    assert find_symbol(page()) is None
