"""Photographs as telephones save them: HEIC, whole or in tiles, turned by a mark."""

import io

from PIL import Image
from pillow_heif import from_pillow, options

_ORIENTATION = 0x0112  # EXIF 2.3, table 4


def heic(picture: Image.Image, *, quality: int = 70, orientation: int = 1, tiles: int = 0) -> bytes:
    """Save a picture as a telephone does; ``tiles`` is the side of each, 0 for none."""
    turned = Image.Exif()
    turned[_ORIENTATION] = orientation
    saved = io.BytesIO()
    former, options.GRID_TILE_SIZE = options.GRID_TILE_SIZE, tiles
    try:
        from_pillow(picture).save(
            saved, quality=quality, exif=turned.tobytes(), enc_params={"preset": "ultrafast"}
        )
    finally:
        options.GRID_TILE_SIZE = former
    return saved.getvalue()


def claiming(photograph: bytes, *, width: int, height: int) -> bytes:
    """Change the size that a photograph claims (the ``ispe`` property, ISO/IEC 23008-12 §6.5.3)."""
    place = photograph.index(b"ispe") + 8
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return photograph[:place] + size + photograph[place + 8 :]
