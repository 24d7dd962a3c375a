"""A QR symbol for a terminal: two modules in one character, half above half."""

import zxingcpp

_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_QUIET_ZONE = 2  # ISO/IEC 18004 asks for 4; authenticators read 2, and the terminal stays small


def terminal_qr(text: str) -> str:
    """Draw ``text`` light on dark, as most terminals are."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="L")
    image = barcode.to_image(scale=1, add_quiet_zones=False)
    side = image.shape[0]
    pixels = bytes(memoryview(image))  # type: ignore[arg-type]  # a buffer, which the stub omits

    def is_light(x: int, y: int) -> bool:
        inside = 0 <= x < side and 0 <= y < side
        return not inside or pixels[y * side + x] != 0

    columns, rows = (range(-_QUIET_ZONE, side + _QUIET_ZONE, step) for step in (1, 2))
    return "\n".join(
        "".join(_BLOCKS[is_light(x, y), is_light(x, y + 1)] for x in columns) for y in rows
    )
