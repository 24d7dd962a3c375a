"""A participant's page of its own for each test, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.offices import make_deployment
from tests.support.participants import House, open_house
from tests.support.post_offices import with_mail


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    return make_deployment(tmp_path, settings=with_mail(9, url=database_url))


@pytest.fixture
def house(config: Path) -> Iterator[House]:
    house = open_house(config)
    yield house
    house.post.register.dispose()


@pytest.fixture
def client(house: House) -> FlaskClient:
    return house.app.test_client()
