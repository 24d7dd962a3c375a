import random
from itertools import groupby

import pytest
import zxingcpp

from issuer.document.qr_mask import MASKS, QUIET_ZONE_MODULES, masked_modules, penalty

TEXTS = [
    f"https://verifier.example/v#{random.Random(seed).getrandbits(8 * size)}"  # noqa: S311
    for seed, size in enumerate((1, 40, 200, 280, 300, 320, 330, 340, 350, 360))
]


def encoded(text: str, **options: object) -> tuple[int, int]:
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", **options)
    image = barcode.to_image(scale=1, add_quiet_zones=True)
    pixels = bytes(memoryview(image))  # type: ignore[arg-type]  # a buffer, which the stub omits
    return image.shape[0], int(pixels.translate(bytes.maketrans(b"\x00\xff", b"10")), 2)


def points_by_hand(symbol: int, width: int) -> int:
    """Table 11, module by module."""
    bits = [symbol >> place & 1 for place in reversed(range(width * width))]
    margin = QUIET_ZONE_MODULES
    side = width - 2 * margin
    rows = [
        bits[row * width + margin : (row + 1) * width - margin]
        for row in range(margin, width - margin)
    ]
    points = 0
    for line in (*rows, *map(list, zip(*rows, strict=True))):
        runs = [len(list(run)) for _, run in groupby(line)]
        points += sum(run - 2 for run in runs if run >= 5)
        text = "0000" + "".join(map(str, line)) + "0000"
        points += 40 * sum(
            text.startswith("1011101", place)
            and "0000" in (text[place - 4 : place], text[place + 7 : place + 11])
            for place in range(4, 4 + side - 6)
        )
    points += 3 * sum(
        rows[y][x] == rows[y][x + 1] == rows[y + 1][x] == rows[y + 1][x + 1]
        for y in range(side - 1)
        for x in range(side - 1)
    )
    dark = sum(map(sum, rows))
    return points + 10 * int(abs(100 * dark / side**2 - 50) // 5)


@pytest.mark.parametrize("text", TEXTS)
def test_mask_is_the_one_that_the_standard_asks_for(text: str) -> None:
    width, chosen = masked_modules(text)

    symbols = [encoded(text, data_mask=mask)[1] for mask in range(MASKS)]

    points = [points_by_hand(symbol, width) for symbol in symbols]
    assert [penalty(symbol, width) for symbol in symbols] == points
    assert chosen == symbols[points.index(min(points))]


@pytest.mark.parametrize("text", TEXTS)
def test_library_chooses_the_same_mask(text: str) -> None:
    assert masked_modules(text) == encoded(text)


def test_mostly_dark_symbol_pays_for_it() -> None:
    width = 21 + 2 * QUIET_ZONE_MODULES
    row = ((1 << 21) - 1) << QUIET_ZONE_MODULES
    black = sum(row << width * (QUIET_ZONE_MODULES + number) for number in range(21))

    assert penalty(black, width) == points_by_hand(black, width)


def test_text_that_fits_no_symbol_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        masked_modules("1" * 8000)
