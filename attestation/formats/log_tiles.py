"""Tiles of a public log (C2SP tlog-tiles): 256 hashes of one height, under a path for each."""

import re
from dataclasses import dataclass

from attestation.errors import MalformedCredentialError

TILE_WIDTH = 256
TILE_HEIGHT = 8
MAX_LEVEL = 63
_PATH = re.compile(r"(0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6})([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A place in the tree: the hashes from ``first`` on, at the height ``8 * level``."""

    level: int
    index: int
    width: int
    """256, or how many there are as yet."""

    @property
    def first(self) -> int:
        """Index of its first hash among those of its level."""
        return self.index * TILE_WIDTH

    @property
    def path(self) -> str:
        """The path under ``tile/``."""
        digits = f"{self.index:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        place = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"{self.level}/{place}{partial}"

    def is_in(self, size: int) -> bool:
        """Check whether a tree of ``size`` has all its hashes."""
        return self.first + self.width <= size >> (TILE_HEIGHT * self.level)


def decode_tile_path(path: str) -> Tile:
    """Read the path under ``tile/``, in its one form.

    Raises:
        MalformedCredentialError: anything else.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        raise MalformedCredentialError("not the path of a tile")
    level, above, last, width = found.groups()
    tile = Tile(
        level=int(level),
        index=int(above.replace("x", "").replace("/", "") + last),
        width=TILE_WIDTH if width is None else int(width),
    )
    if tile.level > MAX_LEVEL or tile.width > TILE_WIDTH or tile.path != path:
        raise MalformedCredentialError("another form of a tile's path")
    return tile
