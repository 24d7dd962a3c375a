"""The public log as anybody fetches it: hashes alone, and only what a trusted log signed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from attestation.errors import RegisterError
from attestation.formats.log_receipt import SignedRoot
from attestation.formats.log_tiles import Tile
from attestation.formats.merkle import MerkleTree, leaf_hash
from attestation.formats.signed_note import decode_note, decode_verifier_key
from attestation.formats.tree_head import TreeHead, decode_tree_head, is_signed_by_log
from attestation.formats.tree_head import sign_tree_head as sign
from attestation.signer import Kid
from attestation.verdict.revocation import Revocation
from attestation.verdict.trusted_logs import TrustedLog
from issuer.lifecycle.public_log import extend_log
from keys.custody.authority import open_authority
from keys.custody.keyring import open_ring, trust_bundle
from keys.custody.log_key import create_log_key, open_log_signer
from keys.trust import load_trust_store
from register.database import reading
from register.public_log import LogReader, StoredHead
from tests.support.issuer_contexts import PASSPHRASE
from tests.support.issuers import NOW
from tests.support.logs import ORIGIN, LogKey, seeded
from tests.support.web import make_app
from tests.support.world import PEOPLE, World, make_world
from verifier.published_log import published_head, published_tile


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Make a deployment with a public log, whose verifier trusts it."""
    return make_logged_world(tmp_path_factory.mktemp("logged") / "deployment")


def make_logged_world(folder: Path) -> World:
    """Issue, make the log's key, and sign a head."""
    made = make_world(folder)
    made.issue(*PEOPLE)
    ring_folder = made.config.parent / "keys"
    authority = open_authority(ring_folder, PASSPHRASE)
    ring = create_log_key(
        open_ring(ring_folder), authority, PASSPHRASE, origin=ORIGIN, at=made.now(),
        lifetime=timedelta(days=3650),
    )  # fmt: skip
    made.settings.trust.write_bytes(trust_bundle(ring))
    signer = open_log_signer(ring, PASSPHRASE, at=made.now())
    assert signer is not None
    extend_log(made.context, signer, trust=load_trust_store(trust_bundle(ring)), who="ines")
    return made


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[FlaskClient]:
    with make_app(world).test_client() as client:
        yield client


def test_head_is_published_as_the_log_signed_it(client: FlaskClient) -> None:
    answer = client.get("/log/checkpoint")
    note = decode_note(answer.text)
    key = decode_verifier_key(client.get("/log/key").text.strip())

    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.cache_control.max_age == 5
    assert is_signed_by_log(note, key)
    assert decode_tree_head(note).origin == ORIGIN


def test_tiles_lead_to_the_signed_root_and_tell_nothing_else(client: FlaskClient) -> None:
    head = decode_tree_head(decode_note(client.get("/log/checkpoint").text))

    answer = client.get(f"/log/tile/0/000.p/{head.size}")

    leaves = [answer.data[at : at + 32] for at in range(0, len(answer.data), 32)]
    assert len(answer.data) == 32 * head.size
    assert MerkleTree.of(leaves).root == head.root
    assert answer.content_type == "application/octet-stream"
    assert answer.cache_control.max_age == 31_536_000


@pytest.mark.parametrize(
    "path",
    ["0/000", "0/001", "1/000", "1/000.p/1", "0/000.p/100", "entries/000.p/1", "0/0", "x"],
)
def test_tile_that_is_none_is_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(f"/log/tile/{path}").status_code == 404


def test_deployment_without_a_log_publishes_none(tmp_path: Path) -> None:
    world = make_world(tmp_path / "deployment")
    with make_app(world).test_client() as client:
        assert client.get("/log/checkpoint").status_code == 404
        assert client.get("/log/tile/0/000.p/1").status_code == 404
        assert client.get("/log/key").text == ""


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


def test_metrics_tell_how_old_the_head_is(client: FlaskClient) -> None:
    text = client.get("/metrics").text

    assert "attestation_log_head_age_seconds 0.0" in text
    assert "attestation_algorithm_ends_seconds" in text
