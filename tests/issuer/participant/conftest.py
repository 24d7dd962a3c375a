"""A participant's page of its own for each test, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.offices import make_deployment
from tests.support.participants import House, open_house
from tests.support.post_offices import with_mail
from tests.support.postgres import new_database


@pytest.fixture(params=["sqlite", "postgresql"])
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "sqlite":
        return make_deployment(tmp_path, settings=with_mail(9))
    database = new_database(request.getfixturevalue("postgres"))
    url = database.render_as_string(hide_password=False)
    return make_deployment(tmp_path, settings=with_mail(9, url=url))


@pytest.fixture
def house(config: Path) -> Iterator[House]:
    house = open_house(config)
    yield house
    house.post.register.dispose()


@pytest.fixture
def client(house: House) -> FlaskClient:
    return house.app.test_client()
