"""A verifier that makes receipts, and a document to be checked at it."""

import pytest
from flask.testing import FlaskClient

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from tests.support.receipts import (
    ask_receipt,
    make_receipt_world,
    receipt_client,
)
from tests.support.web import post_file
from tests.support.world import PEOPLE, Issued, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A deployment with a receipt key that no test changes."""
    return make_receipt_world(tmp_path_factory.mktemp("receipts"))


@pytest.fixture(scope="module")
def issued(world: World) -> list[Issued]:
    long = Holder(family_name="Đ" * 80, given_name="W" * 100, birth_date=PartialDate(year=1990))
    return world.issue(*PEOPLE, long)


@pytest.fixture
def client(world: World, issued: list[Issued]) -> FlaskClient:
    return receipt_client(world)


@pytest.fixture(scope="module")
def pdf(world: World, issued: list[Issued]) -> bytes:
    client = receipt_client(world)
    answer = ask_receipt(client, post_file(client, issued[0].pdf), dossier="2026/NAT/17")
    return bytes(answer.data)
