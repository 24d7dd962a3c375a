"""A list that goes stale is seen before the first officer sees it."""

from datetime import timedelta
from math import isnan
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.web import make_app
from tests.support.world import PEOPLE, World, make_world


@pytest.fixture
def own(tmp_path: Path) -> World:
    world = make_world(tmp_path)
    world.issue(PEOPLE[0])
    return world


def number(client: FlaskClient, name: str) -> float:
    text = client.get("/metrics").get_data(as_text=True)
    return float(text.partition(f"\nattestation_{name}_expires_seconds ")[2].partition("\n")[0])


def test_readiness_warns_of_an_old_list_and_refuses_with_a_stale_one(own: World) -> None:
    client = make_app(own).test_client()
    fresh = client.get("/readyz")

    own.wait(timedelta(days=11))
    old = client.get("/readyz")
    own.wait(timedelta(days=20))
    stale = client.get("/readyz")
    own.publish()
    renewed = client.get("/readyz")

    assert fresh.get_json()["warnings"] == []
    assert (old.status_code, old.get_json()["warnings"]) == (200, ["status-list-old"])
    assert stale.status_code == 503
    assert renewed.get_json()["warnings"] == []


def test_metrics_say_how_long_lists_and_keys_last(own: World) -> None:
    client = make_app(own).test_client()

    own.wait(timedelta(days=31))

    assert number(client, "status_list") == -timedelta(days=1).total_seconds()
    key = own.verifier.policy.trusted_keys[own.context.signer.kid]
    assert number(client, "key") == (key.not_after - own.now()).total_seconds()


@pytest.mark.parametrize("token", [b"", b"nonsense"])
def test_list_that_nobody_signed_has_no_end(own: World, token: bytes) -> None:
    client = make_app(own).test_client()

    own.tamper("UPDATE status_list SET token = :token", token=token)

    assert isnan(number(client, "status_list"))
    assert client.get("/readyz").status_code == 200


def test_register_that_does_not_answer_has_no_numbers(own: World) -> None:
    client = make_app(own).test_client()

    own.tamper("ALTER TABLE status_list RENAME TO gone")

    assert isnan(number(client, "status_list"))
    assert client.get("/readyz").status_code == 503
