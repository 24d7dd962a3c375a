"""The QR symbol in a picture, with its corners."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

_QR_CODE = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_LONG_SIDE = 2400  # pixels: A4 at 200 dpi
_SHORT_SIDE = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A QR symbol that was read."""

    text: str
    corners: npt.NDArray[Any]
    """Upper left, upper right, lower right, lower left of the symbol itself: four points x, y."""


def find_symbol(picture: npt.NDArray[Any], text: str | None = None) -> Symbol | None:
    """Find the QR symbol that says ``text``, or the only one there is."""
    for attempt, scale in _attempts(picture):
        found = [
            one
            for one in zxingcpp.read_barcodes(
                attempt, formats=_QR_CODE, text_mode=zxingcpp.TextMode.Plain
            )
            if text is None or one.text == text
        ]
        if found:
            at = found[0].position
            corners = [
                (p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
            ]
            return Symbol(text=found[0].text, corners=np.array(corners, np.float32) / scale)
    return None


def _attempts(
    picture: npt.NDArray[Any],
) -> Iterator[tuple[npt.NDArray[Any], float]]:
    height, width = picture.shape
    reduced, scale = picture, min(_LONG_SIDE / max(height, width), 1.0)
    if scale < 1:
        reduced = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    yield reduced, scale
    stretched = cv2.normalize(reduced, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
    yield cv2.GaussianBlur(stretched, (0, 0), 1.2), scale
    if min(height, width) < _SHORT_SIDE:
        yield cv2.resize(stretched, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), 2 * scale
    else:
        yield (
            cv2.resize(stretched, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
            scale / 2,
        )
