"""The QR symbol: its modules, and the bitmap that draws them.

ADR 0004 says why zxing-cpp encodes it, how its mask is chosen, and why it is drawn as a bitmap.
``check_panel`` places it on the page, ``writer`` puts the bitmap into the PDF.
"""

from dataclasses import dataclass

from attestation.errors import DocumentError
from attestation.formats.qr_text import QrText
from issuer.document.qr_mask import QUIET_ZONE_MODULES, masked_modules

MAX_VERSION = 20  # ISO/IEC 18004; docs/format.md: the largest still scanned from an office print
PIXELS = 4
"""Of a module's side, in the bitmap: a viewer that smooths blurs an eighth of a module."""
_DARK_IS_ZERO = bytes.maketrans(b"10", b"\x00\xff")
_HEXADECIMAL = bytes.maketrans(b"\x00\xff", b"0f")  # a digit is the four pixels of a module


@dataclass(frozen=True, slots=True, kw_only=True)
class QrSymbol:
    """A square of modules, row by row from the top."""

    rows: tuple[bytes, ...]
    """One byte a module: 0 dark, 255 light."""

    @property
    def side(self) -> int:
        """Modules in a row, without the quiet zone."""
        return len(self.rows)

    @property
    def version(self) -> int:
        """1 to 40: each has four modules more than the one before."""
        return (self.side - 17) // 4

    def bitmap(self) -> bytes:
        """Return the symbol as a bitmap of ``PIXELS`` to a module: a bit a pixel, dark 0, light 1.

        A row is filled up to whole bytes (ISO 32000-1 §8.9.3).
        """
        even = self.side + self.side % 2
        digits = (row.translate(_HEXADECIMAL).ljust(even, b"0") for row in self.rows)
        return b"".join([bytes.fromhex(row.decode("ascii")) * PIXELS for row in digits])


def encode_symbol(text: QrText) -> QrSymbol:
    """Make the symbol for ``text``: the prefix in byte mode, the digits in numeric mode, level M.

    Raises:
        DocumentError: the text does not fit a version 20 symbol.
    """
    try:
        width, modules = masked_modules(text.text())
    except (ValueError, RuntimeError) as error:  # as zxing-cpp has it
        raise DocumentError("l’adresse et le sceau ne tiennent dans aucun code QR") from error
    pixels = f"{modules:0{width * width}b}".encode("ascii").translate(_DARK_IS_ZERO)
    inside = slice(QUIET_ZONE_MODULES, width - QUIET_ZONE_MODULES)
    symbol = QrSymbol(
        rows=tuple(
            pixels[start : start + width][inside]
            for start in range(inside.start * width, inside.stop * width, width)
        )
    )
    if symbol.version > MAX_VERSION:
        raise DocumentError(
            f"le code QR serait de version {symbol.version}, au-delà de {MAX_VERSION}"
        )
    return symbol
