"""The child process that draws an issued document, confined like those that read uploads."""

import pypdfium2 as pdfium
from PIL import ImageFile  # noqa: F401  imported by Pillow where pixels are asked for

from runtime.sandbox.child import serve
from verifier.comparison.drawing import encode_drawing

_SCALE = 120 / 72  # dots per inch
_MOST_PIXELS = 4_000_000


def main() -> None:
    """Run as the child of a verifier."""
    serve(_draw)


def _draw(data: bytes) -> bytes:
    document = pdfium.PdfDocument(data)
    page = document[0]
    width, height = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    picture = page.render(scale=scale, grayscale=True).to_pil()
    return encode_drawing(picture.width, picture.height, picture.tobytes())


if __name__ == "__main__":
    main()
