"""The QR symbol: its modules, and the rectangles that draw them.

ADR 0010 says why zxing-cpp encodes it.
"""

from dataclasses import dataclass

import zxingcpp

from attestation.errors import DocumentError
from attestation.qr_text import QrText

MAX_VERSION = 20  # ISO/IEC 18004; docs/format.md: the largest still scanned from an office print
QUIET_ZONE_MODULES = 4  # ISO/IEC 18004 §6.3.8
_ERROR_CORRECTION = "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class QrSymbol:
    """A square of modules, row by row from the top."""

    rows: tuple[bytes, ...]
    """One byte a module: 1 dark, 0 light."""

    @property
    def side(self) -> int:
        """Modules in a row, without the quiet zone."""
        return len(self.rows)

    @property
    def version(self) -> int:
        """1 to 40: each has four modules more than the one before."""
        return (self.side - 17) // 4

    def dark_rectangles(self) -> list[tuple[int, int, int, int]]:
        """Cover the dark modules by rectangles ``(column, row, width, height)``, none overlapping.

        Each run of a row grows downwards while the next row has the very same run.
        """
        rectangles: list[tuple[int, int, int, int]] = []
        open_runs: dict[tuple[int, int], int] = {}
        for row in range(self.side + 1):
            runs = set(_dark_runs(self.rows[row])) if row < self.side else set()
            for run in [run for run in open_runs if run not in runs]:
                top = open_runs.pop(run)
                rectangles.append((run[0], top, run[1], row - top))
            for run in runs:
                open_runs.setdefault(run, row)
        return sorted(rectangles, key=lambda rectangle: (rectangle[1], rectangle[0]))


def encode_symbol(text: QrText) -> QrSymbol:
    """Make the symbol for ``text``: the prefix in byte mode, the digits in numeric mode, level M.

    Raises:
        DocumentError: the text does not fit a version 20 symbol.
    """
    try:
        barcode = zxingcpp.create_barcode(
            text.text(), zxingcpp.BarcodeFormat.QRCode, ec_level=_ERROR_CORRECTION
        )
        image = barcode.to_image(scale=1, add_quiet_zones=False)
    except (ValueError, RuntimeError) as error:
        raise DocumentError("l’adresse et le sceau ne tiennent dans aucun code QR") from error
    side = image.shape[0]
    pixels = bytes(memoryview(image))  # type: ignore[arg-type]  # a buffer, which the stub omits
    symbol = QrSymbol(
        rows=tuple(
            bytes(pixel == 0 for pixel in pixels[start : start + side])
            for start in range(0, side * side, side)
        )
    )
    if symbol.version > MAX_VERSION:
        raise DocumentError(
            f"le code QR serait de version {symbol.version}, au-delà de {MAX_VERSION}"
        )
    return symbol


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    """Give ``(start, length)`` of each run of dark modules."""
    runs = []
    start = row.find(1)
    while start >= 0:
        end = row.find(0, start)
        end = len(row) if end < 0 else end
        runs.append((start, end - start))
        start = row.find(1, end)
    return runs
