"""Three organisations for all tests that only read, and three for a test that breaks something."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.federations import Federation, federation
from tests.support.world import PEOPLE

NEW = replace(PEOPLE[2], given_name="Ayu")


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    """Three organisations; each issued three, withdrew the second, replaced the third."""
    with federation(tmp_path_factory.mktemp("federation")) as made:
        for one in made.organisations:
            _, second, third = one.world.issue(*PEOPLE)
            one.world.withdraw(second.number)
            one.world.replace(third.number, NEW)
        yield made


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Federation]:
    """Three organisations, each with one attestation."""
    with federation(tmp_path) as made:
        for one in made.organisations:
            one.world.issue(PEOPLE[0])
        yield made
