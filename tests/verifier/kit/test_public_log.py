"""The public log in a kit: whoever has the folder computes the root that the log signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from attestation.errors import RegisterError
from attestation.formats.log_tiles import Tile
from attestation.formats.merkle import MerkleTree
from attestation.formats.signed_note import decode_note, decode_verifier_key
from attestation.formats.tree_head import decode_tree_head, is_signed_by_log
from attestation.signer import Kid
from attestation.verdict.trusted_logs import TrustedLog
from keys.trust import load_trust_store
from register.public_log import LogReader, StoredHead
from tests.support.kits import make_kit, require_checker
from tests.support.logged_worlds import make_logged_world
from verifier.kit import public_log
from verifier.kit.public_log import log_files


def test_kit_has_the_log_from_its_leaves_to_its_signed_root(tmp_path: Path) -> None:
    require_checker()
    kit = make_kit(make_logged_world(tmp_path / "deployment"), tmp_path / "kit")

    note = decode_note((kit / "log" / "checkpoint").read_text(encoding="utf-8"))
    head = decode_tree_head(note)
    hashes = (kit / "log" / "tile" / "0" / f"000.p/{head.size}").read_bytes()

    assert is_signed_by_log(note, decode_verifier_key((kit / "log" / "key").read_text().strip()))
    leaves = [hashes[start : start + 32] for start in range(0, len(hashes), 32)]
    assert MerkleTree.of(leaves).root == head.root


@dataclass
class Source:
    """A log of a given size, whose tiles are there or not."""

    head: StoredHead | None
    has_tiles: bool = True

    def newest(self) -> StoredHead | None:
        return self.head

    def tile(self, tile: Tile) -> bytes | None:
        return bytes(32 * tile.width) if self.has_tiles else None


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> tuple[LogReader, Mapping[Kid, TrustedLog]]:
    world = make_logged_world(tmp_path_factory.mktemp("logged") / "deployment")
    return LogReader(world.context.register), load_trust_store(
        world.settings.trust.read_bytes()
    ).logs


def test_log_whose_hashes_are_not_there_is_not_handed_over(
    logged: tuple[LogReader, Mapping[Kid, TrustedLog]],
) -> None:
    reader, logs = logged
    (log,) = logs.values()

    with pytest.raises(RegisterError, match="empreintes"):
        log_files(Source(reader.newest(), has_tiles=False), logs=logs, anchor=log.anchor)


def test_log_of_another_root_and_one_without_a_head_give_nothing(
    logged: tuple[LogReader, Mapping[Kid, TrustedLog]],
) -> None:
    reader, logs = logged
    (log,) = logs.values()

    assert log_files(reader, logs=logs, anchor=bytes(32)) == {}
    assert log_files(Source(None), logs=logs, anchor=log.anchor) == {}


def test_every_hash_of_a_long_log_is_in_one_tile() -> None:
    tiles = list(public_log._tiles_of(70_000))

    assert [sum(one.level == level for one in tiles) for level in range(4)] == [274, 2, 1, 0]
    assert all(one.is_in(70_000) for one in tiles)
    assert sum(one.width for one in tiles if one.level == 0) == 70_000
    assert tiles[273].path == "0/273.p/112"
