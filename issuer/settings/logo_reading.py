"""Reading an uploaded logo in a confined child process, whose answer is validated.

A few bytes of PNG or JPEG can demand any amount of memory, and their readers are written in C. So a
child process opens them (``runtime.sandbox``), and this one reads only its short answer: numbers, a
palette, and pixels that must decompress to the stated size.
"""

import base64
import json
import zlib

from attestation.errors import ConfigurationError
from issuer.settings.logo import (
    MAX_EMBEDDED_BYTES,
    MAX_LOGO_FILE_BYTES,
    MAX_LOGO_PIXELS,
    MAX_SIDE_PIXELS,
    Logo,
)
from issuer.words.sentence import sentence
from runtime.sandbox.bounds import Bounds
from runtime.sandbox.process import Failure, ask_child

BOUNDS = Bounds(input_bytes=MAX_LOGO_FILE_BYTES, answer_bytes=64 * 1024)
_CHILD = "issuer.settings.logo_child"
_MOST_COLOURS = 64
_NOT_READ = sentence("cette image ne peut pas être lue")
_TOO_LARGE = sentence("l’image dépasse {size} Mo", size=MAX_LOGO_FILE_BYTES // 1_000_000)
_REFUSALS = {
    str(one): one
    for one in (
        _TOO_LARGE,
        sentence("l’image dépasse {size} mégapixels", size=MAX_LOGO_PIXELS // 1_000_000),
        sentence("une image PNG ou JPEG est attendue"),
    )
}
"""What the child says, which knows no sentences."""


def read_logo(content: bytes, *, setting: str) -> Logo:
    """Return the small logo made of an uploaded PNG or JPEG.

    Raises:
        ConfigurationError: naming ``setting``; too large, not such a picture, or not to be read.
    """
    if len(content) > MAX_LOGO_FILE_BYTES:
        raise ConfigurationError(setting, _TOO_LARGE)
    answer = ask_child(_CHILD, content, bounds=BOUNDS)
    if isinstance(answer, Failure):
        raise ConfigurationError(setting, _NOT_READ)
    return decode_logo(answer, setting=setting)


def decode_logo(answer: bytes, *, setting: str) -> Logo:
    """Read what the child said; a child that was taken over can say nothing else.

    Raises:
        ConfigurationError: naming ``setting``; a refusal, or no answer of ours.
    """
    try:
        match json.loads(answer):
            case {"refusal": str(problem), **others} if not others and len(problem) < 100:
                raise ConfigurationError(setting, _REFUSALS.get(problem, problem))
            case {
                "width": int(width),
                "height": int(height),
                "palette": str(palette),
                "pixels": str(pixels),
                **others,
            } if not others:
                logo = Logo(
                    width_pixels=width,
                    height_pixels=height,
                    palette=base64.b64decode(palette, validate=True),
                    compressed_pixels=base64.b64decode(pixels, validate=True),
                )
            case _:
                raise ConfigurationError(setting, _NOT_READ)
    except ValueError:
        raise ConfigurationError(setting, _NOT_READ) from None
    if not is_whole(logo):
        raise ConfigurationError(setting, _NOT_READ)
    return logo


def is_whole(logo: Logo) -> bool:
    """Check whether sides, palette and pixels belong together, without unfolding more than that."""
    colours, rest = divmod(len(logo.palette), 3)
    if rest or not 1 <= colours <= _MOST_COLOURS:
        return False
    sides = logo.width_pixels, logo.height_pixels
    if not all(1 <= side <= MAX_SIDE_PIXELS for side in sides):
        return False
    if len(logo.compressed_pixels) > MAX_EMBEDDED_BYTES:
        return False
    reader = zlib.decompressobj()
    try:
        pixels = reader.decompress(logo.compressed_pixels, sides[0] * sides[1] + 1)
    except zlib.error:
        return False
    return reader.eof and len(pixels) == sides[0] * sides[1] and max(pixels) < colours
