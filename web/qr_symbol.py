"""QR symbols for a screen: half blocks in a terminal, and a picture in a page."""

from collections.abc import Iterator
from itertools import groupby

import zxingcpp
from markupsafe import Markup

_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_TERMINAL_QUIET_ZONE = 2  # authenticators read it, and the terminal stays small
_QUIET_ZONE = 4  # ISO/IEC 18004


def terminal_qr(text: str) -> str:
    """Draw ``text`` light on dark, as most terminals are."""
    dark = _dark_modules(text)
    side = len(dark)

    def is_light(x: int, y: int) -> bool:
        inside = 0 <= x < side and 0 <= y < side
        return not inside or not dark[y][x]

    zone = _TERMINAL_QUIET_ZONE
    columns, rows = (range(-zone, side + zone, step) for step in (1, 2))
    return "\n".join(
        "".join(_BLOCKS[is_light(x, y), is_light(x, y + 1)] for x in columns) for y in rows
    )


def svg_qr(text: str, *, label: str) -> Markup:
    """Draw ``text`` as SVG, dark on white whatever the page's colours are."""
    dark = _dark_modules(text)
    side = len(dark) + 2 * _QUIET_ZONE
    path = "".join(
        f"M{start + _QUIET_ZONE} {y + _QUIET_ZONE}h{length}v1h-{length}z"
        for y, row in enumerate(dark)
        for start, length in _dark_runs(row)
    )
    return Markup(
        '<svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {side} {side}" '
        'shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/>'
        '<path d="{path}" fill="#000"/></svg>'
    ).format(label=label, side=side, path=path)


def _dark_runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield where each run of dark modules begins, and its length."""
    start = 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            yield start, length
        start += length


def _dark_modules(text: str) -> list[list[bool]]:
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="L")
    image = barcode.to_image(scale=1, add_quiet_zones=False)
    side = image.shape[0]
    pixels = bytes(memoryview(image))  # type: ignore[arg-type]  # a buffer, which the stub omits
    return [[pixels[y * side + x] == 0 for x in range(side)] for y in range(side)]
