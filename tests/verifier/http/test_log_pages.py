"""The public log as anybody fetches it: hashes alone, and only what a trusted log signed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from attestation.formats.merkle import MerkleTree
from attestation.formats.signed_note import decode_note, decode_verifier_key
from attestation.formats.tree_head import decode_tree_head, is_signed_by_log
from tests.support.logged_worlds import world
from tests.support.logs import ORIGIN
from tests.support.web import make_app
from tests.support.world import World, make_world

__all__ = ["world"]  # pytest finds them here


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


def test_metrics_tell_how_old_the_head_is(client: FlaskClient) -> None:
    text = client.get("/metrics").text

    assert "attestation_log_head_age_seconds 0.0" in text
    assert "attestation_algorithm_ends_seconds" in text
