"""A verifier whose bundle says what an organisation published of its regimes."""

from dataclasses import replace
from datetime import date

import pytest

from tests.support.receipts import (
    make_receipt_world,
)
from tests.support.regimes import make_model
from tests.support.world import PEOPLE, World

MODELS = (
    make_model("blue", first_day=date(2026, 1, 1)),
    make_model("red", first_day=date(2024, 1, 1), last_day=date(2025, 12, 31)),
    replace(make_model("green"), regime="BXL-ACCUEIL", last_day=date(2023, 12, 31)),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A deployment whose bundle each test here writes anew."""
    world = make_receipt_world(tmp_path_factory.mktemp("regimes"))
    world.issue(PEOPLE[0])
    return world
