"""Limits that several verifiers share, and a counter where one visitor's flood is nobody else's."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from attestation.errors import ConfigurationError
from tests.support.redis_server import PASSWORD, RedisServer, running_redis
from tests.support.world import Issued, World
from verifier.http.app import create_app
from verifier.settings import VerifierSection, VerifierSettings

CHECKS = 6


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with running_redis() as one:
        yield one


def shared_settings(world: World, server: RedisServer, folder: Path) -> VerifierSettings:
    (folder / "redis-password").write_text(PASSWORD + "\n")
    section = world.settings.section.model_copy(
        update={
            "checks_per_minute": CHECKS,
            "pages_per_minute": 10_000,
            "limits_storage": server.uri,
            "limits_password_file": str(folder / "redis-password"),
        }
    )
    return replace(world.settings, section=section)


def answers(client: FlaskClient, times: int, address: str = "192.0.2.1") -> list[int]:
    return [
        client.post(
            "/check", data={"text": "x"}, environ_overrides={"REMOTE_ADDR": address}
        ).status_code
        for _ in range(times)
    ]


def test_verifiers_that_share_a_redis_server_share_their_counts(
    world: World, issued: list[Issued], server: RedisServer, tmp_path: Path
) -> None:
    settings = shared_settings(world, server, tmp_path)
    one = create_app(settings, now=world.now).test_client()
    other = create_app(settings, now=world.now).test_client()

    # More than two minutes' worth: the minute may change while the test runs.
    said = answers(one, CHECKS) + answers(other, 3 * CHECKS)

    assert said[:CHECKS] == [200] * CHECKS
    assert said.count(200) <= 2 * CHECKS < said.count(200) + said.count(429)
    assert answers(other, 1, "192.0.2.99") == [200]
    assert server.counts(), "the counts are on the server"


def test_verifier_counts_for_itself_while_the_redis_server_is_gone(
    world: World, issued: list[Issued], server: RedisServer, tmp_path: Path
) -> None:
    client = create_app(shared_settings(world, server, tmp_path), now=world.now).test_client()
    assert answers(client, 1) == [200]
    server.stop()

    said = answers(client, 4 * CHECKS)

    assert set(said) == {200, 429}
    assert said.count(200) <= 2 * CHECKS


def test_redis_password_that_cannot_be_read_is_said_at_the_start(world: World) -> None:
    section = world.settings.section.model_copy(
        update={"limits_storage": "redis://127.0.0.1:1/0", "limits_password_file": "nowhere"}
    )

    with pytest.raises(ConfigurationError, match="limits_password_file"):
        create_app(replace(world.settings, section=section), now=world.now)


@pytest.mark.parametrize(
    "storage", ["redis://:secret@127.0.0.1/0", "mongodb://x", "memory://x", "redis://"]
)
def test_limits_storage_is_memory_or_a_redis_server_without_its_password(storage: str) -> None:
    with pytest.raises(ValueError, match="limits_storage"):
        VerifierSection(
            addresses=("https://verifier.example",), trust="trust.pem", limits_storage=storage
        )
