"""Finding QR codes in a picture, with a few more tries where a photograph or scan is poor."""

from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

_QR_CODE = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_LONG_SIDE = 2400  # pixels: A4 at 200 dpi, ample for modules of half a millimetre
_SHORT_SIDE = 700  # below this a symbol of 81 modules has too few pixels for each


def read_symbols(image: Image.Image) -> tuple[str, ...]:
    """Return the texts of the QR codes in a grey ``image``, from the first try that finds any."""
    for attempt, binarizer in _attempts(image):
        if found := _read(attempt, binarizer):
            return found
    return ()


def read_symbols_once(image: Image.Image) -> tuple[str, ...]:
    """Return the texts of the QR codes in a clean picture, such as a drawn page."""
    return _read(image, zxingcpp.Binarizer.LocalAverage)


def _attempts(image: Image.Image) -> Iterator[tuple[Image.Image, zxingcpp.Binarizer]]:
    local, whole = zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram
    reduced = image
    if max(image.size) > _LONG_SIDE:
        reduced = ImageOps.contain(image, (_LONG_SIDE, _LONG_SIDE), Image.Resampling.BOX)
        yield reduced, local
    yield image, local
    contrasted = ImageOps.autocontrast(reduced, cutoff=2)
    yield contrasted, whole
    # Noise of a sensor or of strong compression goes; modules are larger than it.
    yield contrasted.filter(ImageFilter.GaussianBlur(1.2)), local
    if min(image.size) < _SHORT_SIDE:
        double = (image.width * 2, image.height * 2)
        yield image.resize(double, Image.Resampling.BICUBIC), local
    else:
        half = (reduced.width // 2, reduced.height // 2)
        yield reduced.resize(half, Image.Resampling.BOX), local


def _read(image: Image.Image, binarizer: zxingcpp.Binarizer) -> tuple[str, ...]:
    found = zxingcpp.read_barcodes(
        image,
        formats=_QR_CODE,
        binarizer=binarizer,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return tuple(dict.fromkeys(barcode.text for barcode in found))
