"""The choice of a QR symbol's mask: the one of the lowest penalty (ISO/IEC 18004 §7.8.3).

The library tries them module by module, which takes a millisecond. Here a symbol is one large
number of a bit a module, so a rule tests all modules in a few shifts.
"""

from functools import cache

MASKS = 8
QUIET_ZONE_MODULES = 4  # ISO/IEC 18004 §6.3.8
_ERROR_CORRECTION = "M"
# The points of table 11.
_RUN, _BLOCK, _LIKE_A_FINDER, _UNBALANCED = 3, 3, 40, 10
_LONG = 5
_TWENTIETHS = 20  # imbalance is counted in steps of 5 %
_DARK_IS_ONE = bytes.maketrans(b"\x00\xff", b"10")


def masked_modules(text: str) -> tuple[int, int]:
    """Encode ``text`` at level M under the best mask.

    Returns:
        The modules in a row, with the quiet zone, and all modules row by row as one number: the
        first is its highest bit, dark is 1.

    Raises:
        ValueError: the text fits no symbol.
    """
    width, first = _encode(text, mask=0, version=None)
    version = (width - 2 * QUIET_ZONE_MODULES - 17) // 4
    # A mask changes the same modules of every symbol of a version, whatever it holds.
    symbols = [first ^ changed for changed in _changed_by_masks(version)]
    return width, min(symbols, key=lambda symbol: penalty(symbol, width))


def penalty(symbol: int, width: int) -> int:
    """Add up the penalty points of table 11; the quiet zone has none."""
    inside = _inside(width)
    light = inside & ~symbol
    points = 0
    for one, across in ((1, width), (width, 1)):  # along rows, then along columns
        for colour in (symbol, light):
            # A run of n modules has n - 4 windows of five and one first window: n - 2 points.
            windows = _repeated(colour, one, _LONG)
            firsts = windows & ~(windows >> one)
            points += windows.bit_count() + (_RUN - 1) * firsts.bit_count()
            if across == 1:
                pairs = _repeated(colour, one, 2)
                points += _BLOCK * _repeated(pairs, across, 2).bit_count()
        points += _LIKE_A_FINDER * _finders(symbol, one, width).bit_count()
    side = width - 2 * QUIET_ZONE_MODULES
    off = abs(2 * symbol.bit_count() - side * side) * _TWENTIETHS // (2 * side * side)
    return points + _UNBALANCED * off


def _finders(symbol: int, one: int, width: int) -> int:
    """Find dark and light as 1:1:3:1:1, with four light modules before or behind."""
    bright = ~symbol & ((1 << width * width) - 1)
    threes = _repeated(symbol, one, 3)
    ratio = symbol & bright >> one & threes >> 2 * one & bright >> 5 * one & symbol >> 6 * one
    margins = _repeated(bright, one, 4)
    return ratio & (margins >> 7 * one | margins << 4 * one)


def _repeated(modules: int, one: int, times: int) -> int:
    """Find where ``times`` modules follow each other, ``one`` apart."""
    found = modules
    for step in range(1, times):
        found &= modules >> step * one
    return found


@cache
def _inside(width: int) -> int:
    """Return the modules that are not quiet zone."""
    side = width - 2 * QUIET_ZONE_MODULES
    row = ((1 << side) - 1) << QUIET_ZONE_MODULES
    return sum(row << width * (QUIET_ZONE_MODULES + number) for number in range(side))


@cache
def _changed_by_masks(version: int) -> tuple[int, ...]:
    """Return what each mask changes of a symbol under the first mask, its number included."""
    symbols = [_encode("0", mask=mask, version=version)[1] for mask in range(MASKS)]
    return tuple(symbols[0] ^ symbol for symbol in symbols)


def _encode(text: str, *, mask: int, version: int | None) -> tuple[int, int]:
    import zxingcpp  # here: many commands read the sizes above, and draw no symbol

    fixed = {} if version is None else {"version": version}
    barcode = zxingcpp.create_barcode(
        text,
        zxingcpp.BarcodeFormat.QRCode,
        ec_level=_ERROR_CORRECTION,
        data_mask=mask,
        **fixed,
    )
    image = barcode.to_image(scale=1, add_quiet_zones=True)
    pixels = bytes(memoryview(image))  # type: ignore[arg-type]  # a buffer, which the stub omits
    return image.shape[0], int(pixels.translate(_DARK_IS_ONE), 2)
