"""What the verifier publishes of the log: what a trusted log signed, and no tile beyond it."""

from dataclasses import replace

import pytest

from attestation.errors import RegisterError
from attestation.formats.log_receipt import SignedRoot
from attestation.formats.log_tiles import Tile
from attestation.formats.merkle import MerkleTree, leaf_hash
from attestation.formats.tree_head import TreeHead
from attestation.formats.tree_head import sign_tree_head as sign
from attestation.signer import Kid
from attestation.verdict.revocation import Revocation
from attestation.verdict.trusted_logs import TrustedLog
from register.database import reading
from register.public_log import LogReader, StoredHead
from tests.support.issuers import NOW
from tests.support.logged_worlds import world
from tests.support.logs import ORIGIN, LogKey, seeded
from tests.support.world import World
from verifier.published_log import published_head, published_tile

__all__ = ["world"]  # pytest finds them here


class OneHead:
    """A register that has one head, and tiles of zeros."""

    def __init__(self, note: str) -> None:
        self.note = note

    def newest(self) -> StoredHead:
        signed = SignedRoot(protected=b"", signature=b"")
        return StoredHead(origin=ORIGIN, size=3, made_at=NOW, note=self.note, signed=signed)

    def tile(self, tile: Tile) -> bytes:
        return bytes(32 * tile.width)


KEY = LogKey(seeded("log"))
HEAD = TreeHead(origin=ORIGIN, size=3, root=bytes(32))
NOTE = sign(HEAD, KEY.key.public_key(), signer=KEY).encode()

LOG = TrustedLog(
    kid=KEY.kid,
    origin=ORIGIN,
    public_key=KEY.key.public_key(),
    anchor=b"",
    not_before=NOW,
    not_after=NOW,
)


def test_head_of_a_trusted_log_is_published_and_no_tile_beyond_it() -> None:
    logs = {KEY.kid: LOG}

    head = published_head(OneHead(NOTE), logs=logs)

    assert head is not None
    assert (head.size, head.note) == (3, NOTE)
    tile = Tile(level=0, index=0, width=3)
    assert published_tile(OneHead(NOTE), tile, logs=logs) == bytes(96)
    assert published_tile(OneHead(NOTE), replace(tile, width=4), logs=logs) is None


@pytest.mark.parametrize(
    ("note", "log"),
    [
        ("rubbish", LOG),
        (NOTE, replace(LOG, public_key=LogKey().key.public_key())),
        (NOTE, replace(LOG, origin="other.example/log")),
        (
            NOTE,
            replace(
                LOG,
                revocation=Revocation(reason="keyCompromise", invalid_since=NOW, revoked_at=NOW),
            ),
        ),
    ],
)
def test_head_that_no_trusted_log_signed_is_not_published(note: str, log: TrustedLog) -> None:
    with pytest.raises(RegisterError):
        published_head(OneHead(note), logs={Kid(b"12345678"): log})


def test_larger_trees_have_tiles_of_each_level(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tree of 600: the second level is computed from whole tiles of the first alone."""
    leaves = [leaf_hash(bytes(str(number), "ascii")) for number in range(600)]
    reader = LogReader(world.context.register)
    hashes = LogReader._hashes

    def of_600(self: LogReader, session: object, tile: Tile) -> list[bytes]:
        if tile.level == 0:
            return leaves[tile.first : tile.first + tile.width]
        return hashes(self, session, tile)  # type: ignore[arg-type]

    monkeypatch.setattr(LogReader, "_hashes", of_600)
    roots = [MerkleTree.of(leaves[at : at + 256]).root for at in (0, 256)]

    for _ in range(2):  # the second time from memory
        assert reader.tile(Tile(level=1, index=0, width=2)) == b"".join(roots)
    assert reader.tile(Tile(level=1, index=0, width=3)) is None
    assert reader.tile(Tile(level=0, index=2, width=88)) == b"".join(leaves[512:])
    with reading(world.context.register) as session:
        assert reader._root(session, 0, 2) is None
