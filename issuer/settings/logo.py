"""The organisation's logo, made small once so that it costs each document little."""

import io
import zlib
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from attestation.errors import ConfigurationError

if TYPE_CHECKING:
    from PIL import Image

_MEGABYTES, _MEGAPIXELS = 5, 16
MAX_LOGO_FILE_BYTES = _MEGABYTES * 1_000_000
MAX_LOGO_PIXELS = _MEGAPIXELS * 1_000_000
MAX_EMBEDDED_BYTES = 13_000  # of the 60,000 of a document
# Pixels of the longer side, tried in turn; 640 is 300 dots per inch at the widest it is printed.
_SIDES = (640, 480, 320, 240, 160)
_COLOURS = (64, 16)
MAX_SIDE_PIXELS = _SIDES[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture in at most 64 colours, ready to be embedded."""

    width_pixels: int
    height_pixels: int
    palette: bytes
    """Three bytes a colour: red, green, blue."""
    compressed_pixels: bytes
    """One byte a pixel, an index in the palette; zlib."""


def prepare_logo(content: bytes, *, setting: str) -> Logo:
    """Read a PNG or JPEG, and reduce it to what a printed page shows of it.

    Transparency is laid on white, as the page is.

    Raises:
        ConfigurationError: naming ``setting``; not such a picture, or too large.
    """
    from PIL import Image

    if len(content) > MAX_LOGO_FILE_BYTES:
        raise ConfigurationError(setting, f"l’image dépasse {_MEGABYTES} Mo")
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MAX_LOGO_PIXELS:
                raise ConfigurationError(setting, f"l’image dépasse {_MEGAPIXELS} mégapixels")
            picture = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ConfigurationError(setting, "une image PNG ou JPEG est attendue") from error
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    # The last always fits: 160 by 160 pixels of 16 colours hold 12,800 bytes of information.
    for side, colours in product(_SIDES, _COLOURS):  # pragma: no branch
        logo = _reduce(flat, longer_side=side, colours=colours)
        if len(logo.compressed_pixels) <= MAX_EMBEDDED_BYTES:
            break
    return logo


def png_of(logo: Logo) -> bytes:
    """Return the picture as a PNG."""
    from PIL import Image

    size = (logo.width_pixels, logo.height_pixels)
    picture = Image.frombytes("P", size, zlib.decompress(logo.compressed_pixels))
    picture.putpalette(logo.palette)
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _reduce(picture: "Image.Image", *, longer_side: int, colours: int) -> Logo:
    from PIL import Image

    small = picture.copy()
    small.thumbnail((longer_side, longer_side), Image.Resampling.LANCZOS)
    indexed = small.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = bytes(indexed.getpalette("RGB") or [])[: 3 * colours]
    return Logo(
        width_pixels=indexed.width,
        height_pixels=indexed.height,
        palette=palette,
        compressed_pixels=zlib.compress(indexed.tobytes(), 9),
    )
