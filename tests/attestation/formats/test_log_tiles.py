"""Tiles of a log: their paths, and which of them a tree has."""

import pytest

from attestation.errors import MalformedCredentialError
from attestation.formats.log_tiles import Tile, decode_tile_path


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(level=0, index=0, width=256), "0/000"),
        (Tile(level=0, index=1234067, width=256), "0/x001/x234/067"),
        (Tile(level=1, index=1000, width=17), "1/x001/000.p/17"),
        (Tile(level=63, index=999, width=255), "63/999.p/255"),
    ],
)
def test_path_of_a_tile_is_that_of_the_specification(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert decode_tile_path(path) == tile


@pytest.mark.parametrize(
    "path",
    ["", "0", "00/000", "0/0000", "0/00", "0/000.p/0", "0/000.p/256", "0/000.p/999", "64/000",
     "0/x000/001", "0/001/002", "entries/000", "0/../000", "0/000.p/01"],
)  # fmt: skip
def test_anything_else_is_no_path_of_a_tile(path: str) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_tile_path(path)


def test_tiles_of_the_specification_s_example_are_there() -> None:
    size = 70_000
    there = [
        Tile(level=0, index=272, width=256),
        Tile(level=0, index=273, width=112),
        Tile(level=1, index=0, width=256),
        Tile(level=1, index=1, width=17),
        Tile(level=2, index=0, width=1),
    ]
    assert all(tile.is_in(size) for tile in there)
    for tile in (
        Tile(level=0, index=273, width=113),
        Tile(level=1, index=1, width=18),
        Tile(level=2, index=0, width=2),
        Tile(level=3, index=0, width=1),
    ):
        assert not tile.is_in(size)
