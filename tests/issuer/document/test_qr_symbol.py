from typing import Any

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from qrcode import constants
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

from attestation.errors import DocumentError
from attestation.formats.qr_text import QrText, encode_qr_text
from issuer.document.qr_symbol import MAX_VERSION, PIXELS, QrSymbol, encode_symbol

ADDRESS = "https://verifier.example"
credentials = st.binary(min_size=200, max_size=600)


def scan(symbol: QrSymbol) -> zxingcpp.Barcode:
    side = symbol.side + 8
    light = bytes([255])
    image = (
        light * side * 4
        + b"".join(light * 4 + row + light * 4 for row in symbol.rows)
        + light * side * 4
    )
    barcode = zxingcpp.read_barcode(memoryview(image).cast("B", (side, side)), is_pure=True)
    assert barcode is not None
    return barcode


def expected_rows(text: QrText, *, mask: int) -> tuple[bytes, ...]:
    """Encode with another library, its segments and mask laid down."""
    other = QRCode(error_correction=constants.ERROR_CORRECT_M, border=0, mask_pattern=mask)
    other.add_data(QRData(text.prefix.encode(), mode=MODE_8BIT_BYTE), optimize=0)
    other.add_data(QRData(text.digits, mode=MODE_NUMBER), optimize=0)
    other.make(fit=True)
    return tuple(bytes(0 if dark else 255 for dark in row) for row in other.get_matrix())


@given(credentials)
def test_symbol_is_module_for_module_a_byte_segment_and_a_numeric_one(credential: bytes) -> None:
    text = encode_qr_text(credential, address=ADDRESS)

    symbol = encode_symbol(text)

    barcode = scan(symbol)
    extra: Any = barcode.extra
    assert barcode.text == text.text()
    assert symbol.rows == expected_rows(text, mask=int(extra["DataMask"]))
    assert barcode.ec_level == "M"


def test_typical_credential_takes_version_14_and_the_largest_version_20() -> None:
    assert encode_symbol(encode_qr_text(b"\xff" * 310, address=ADDRESS)).version == 14
    assert encode_symbol(encode_qr_text(b"\xff" * 600, address=ADDRESS)).version == MAX_VERSION


def test_symbol_past_version_20_is_refused() -> None:
    text = encode_qr_text(b"\xff" * 600, address=f"https://{'a' * 60}.example")

    with pytest.raises(DocumentError, match="version 21, au-delà de 20"):
        encode_symbol(text)


def test_text_past_every_version_is_refused() -> None:
    with pytest.raises(DocumentError, match="ne tiennent dans aucun"):
        encode_symbol(QrText(prefix=f"{ADDRESS}/v#", digits="7" * 20_000))


@given(credentials)
def test_bitmap_shows_each_module_as_a_square(credential: bytes) -> None:
    symbol = encode_symbol(encode_qr_text(credential, address=ADDRESS))

    bits = symbol.bitmap()

    width = -(-symbol.side * PIXELS // 8)
    lines = [bits[start : start + width] for start in range(0, len(bits), width)]
    pixels = [f"{int.from_bytes(line):0{width * 8}b}" for line in lines]
    shown = [
        bytes(255 * int(line[PIXELS * column]) for column in range(symbol.side))
        for line in pixels[::PIXELS]
    ]
    assert tuple(shown) == symbol.rows
    for number, line in enumerate(pixels):
        assert line == pixels[number - number % PIXELS]
        for column in range(symbol.side):
            assert len(set(line[PIXELS * column : PIXELS * (column + 1)])) == 1
    assert len(pixels) == PIXELS * symbol.side
