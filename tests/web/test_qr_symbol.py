"""Symbols for a screen read as their text, by another program."""

import re

import numpy as np
import zxingcpp

from web.qr_symbol import svg_qr, terminal_qr

TEXT = "otpauth://totp/Maison:ines?secret=ABC&issuer=Maison"


def read(dark: np.ndarray) -> str:
    """Read a symbol from its modules."""
    pixels = np.where(np.pad(dark, 4), 0, 255).astype(np.uint8)
    (found,) = zxingcpp.read_barcodes(np.kron(pixels, np.ones((4, 4), dtype=np.uint8)))
    return str(found.text)


def test_half_blocks_of_a_terminal_read_as_their_text() -> None:
    light = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    lines = terminal_qr(TEXT).split("\n")
    halves = np.array([[light[one] for one in line] for line in lines])
    rows = halves.transpose(0, 2, 1).reshape(2 * len(lines), -1)

    assert read(rows == 0) == TEXT


def test_picture_of_a_page_reads_as_its_text_and_escapes_its_label() -> None:
    svg = svg_qr(TEXT, label='« Clé » <b>"')
    side = int(re.findall(r'viewBox="0 0 (\d+) ', svg)[0])
    dark = np.zeros((side, side), dtype=bool)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        dark[int(y), int(x) : int(x) + int(length)] = True

    assert read(dark) == TEXT
    assert "<b>" not in svg
    assert not dark[:4].any()  # the quiet zone of ISO/IEC 18004
