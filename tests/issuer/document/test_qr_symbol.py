from dataclasses import replace
from itertools import product
from typing import Any

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from qrcode import constants
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

from attestation.errors import DocumentError
from attestation.qr_text import QrText, encode_qr_text
from issuer.document.qr_symbol import MAX_VERSION, QrSymbol, encode_symbol

ADDRESS = "https://verifier.example"
credentials = st.binary(min_size=200, max_size=600)


def scan(symbol: QrSymbol) -> zxingcpp.Barcode:
    side = symbol.side + 8
    light = bytes([255])
    image = (
        light * side * 4
        + b"".join(
            light * 4 + bytes(0 if dark else 255 for dark in row) + light * 4 for row in symbol.rows
        )
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
    return tuple(bytes(bool(dark) for dark in row) for row in other.get_matrix())


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
def test_rectangles_cover_each_dark_module_once(credential: bytes) -> None:
    symbol = encode_symbol(encode_qr_text(credential, address=ADDRESS))

    covered = [
        (column + x, row + y)
        for column, row, width, height in symbol.dark_rectangles()
        for x, y in product(range(width), range(height))
    ]

    dark = {(x, y) for y, row in enumerate(symbol.rows) for x, bit in enumerate(row) if bit}
    assert len(covered) == len(set(covered))
    assert set(covered) == dark


def test_rectangles_end_at_the_last_row_and_column() -> None:
    symbol = replace(encode_symbol(encode_qr_text(b"x", address=ADDRESS)), rows=(b"\0\1", b"\1\1"))

    assert sorted(symbol.dark_rectangles()) == [(0, 1, 2, 1), (1, 0, 1, 1)]
