"""Looking into a photograph, scan or screenshot: PNG, JPEG or WEBP."""

import io

from PIL import Image

from attestation.verdict.reasons import Gap, Obstacle
from verifier.inspection.answer import Answer, Inspection, NotInspectable, Page
from verifier.inspection.limits import Limits
from verifier.inspection.symbols import read_symbols

_FORMATS = ("PNG", "JPEG", "WEBP")


def inspect_image(data: bytes, *, limits: Limits) -> Answer:
    """Read the QR codes in an image."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit is checked below, before a pixel is decoded
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > limits.image_pixels:
                return NotInspectable(reason=Obstacle.TOO_LARGE)
            image.draft("L", image.size)  # a JPEG then never unfolds to three bytes a pixel
            grey = in_grey(image)
    except MemoryError:
        raise
    # Decoders raise whatever they like on damaged files: struct.error, SyntaxError, EOFError ...
    except Exception:
        return NotInspectable(reason=Gap.NOT_A_DOCUMENT)
    return symbols_in(grey, limits=limits)


def symbols_in(grey: Image.Image, *, limits: Limits) -> Answer:
    """Answer with the QR codes in a picture in grey."""
    symbols = read_symbols(grey)
    if len(symbols) > limits.symbols:
        return NotInspectable(reason=Obstacle.TOO_LARGE)
    return Inspection(pages=(Page(symbols=symbols),))


def in_grey(image: Image.Image) -> Image.Image:
    """Return the picture in 8 bits of grey, on white where it is transparent.

    How it was turned (EXIF) is not read: a QR code is found in all eight orientations.
    """
    if not image.has_transparency_data:
        return image.convert("L")
    coloured = image.convert("RGBA")
    white = Image.new("L", image.size, 255)
    white.paste(coloured.convert("L"), mask=coloured.getchannel("A"))
    return white
